import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInstallation } from '../../src/app/installation.ts';
import type { CommandContext } from '../../src/command/context.ts';
import { doctor, runDoctor } from '../../src/command/doctor.ts';
import { type Finding, judgeInstallation } from '../../src/command/finding.ts';
import { failVendorCommand } from '../host/vendor-commands.ts';
import { install, makeFolder, makePackage, makeServer, PLACES, removeFolders } from './server.ts';

const VERSION = '1.0.0';
const childEnv = { PATH: '/usr/bin:/bin' };
let root = '';

beforeAll(() => {
  root = makeServer('real');
  const run = install(root, makePackage(VERSION, 'real'), ['--with-cron']);
  if (run.code !== 0) throw new Error(run.err);
  const caches = join(root, 'var/cpanel/caches');
  mkdirSync(join(caches, '_generated_header_files'), { recursive: true });
  mkdirSync(join(root, 'var/cpanel/transfer_sessions'));
});
afterAll(removeFolders);

function makeContext(at = root): CommandContext & { text: () => string } {
  let written = '';
  const output = {
    write: (text: string) => {
      written += text;
    },
    flush: () => {},
    say: () => {},
    steer: () => {},
    isTerminal: false,
    columns: 80,
    rows: 24,
  };
  const now = () => 1_700_000_000;
  return {
    root: at,
    output,
    childEnv,
    now,
    closeMonitor: () => undefined,
    openMonitor: () => {
      throw new Error('doctor looks at the cache without opening it for use');
    },
    text: () => written,
  };
}

/** The findings that are not well. The stand-in keeps no chrome, which is one of them everywhere. */
async function troubles(): Promise<Finding[]> {
  const findings = await runDoctor(makeContext(), VERSION);
  return findings.filter(({ level, id }) => level !== 'ok' && id !== 'chrome');
}

describe('an installation', () => {
  test('that is whole has no findings, and all of it was looked at', async () => {
    expect(await troubles()).toEqual([]);
    const ids = (await runDoctor(makeContext(), VERSION)).map(({ id }) => id);
    for (const id of [
      ...['server', 'version', 'node', 'sqlite', 'registration', 'hooks', 'cron', 'sessions'],
      ...['chrome', 'config', 'disk', 'cache', 'index'],
      ...[PLACES.plugin, PLACES.tool, PLACES.icon, PLACES.data].map((path) => `place:${path}`),
    ]) {
      expect(ids).toContain(id);
    }
  });

  test('prints them, with exit code 0', async () => {
    const context = makeContext();
    expect(await doctor(context, VERSION)).toBe(0);
    expect(context.text()).toContain(`ok    Transfer Monitor ${VERSION} is installed.\n`);
  });

  test.each<[string, string, Finding['level'], RegExp, () => () => void]>([
    [
      'the page is gone',
      `place:${PLACES.plugin}/index.cgi`,
      'bad',
      /install\.sh/,
      () => hide(`${PLACES.plugin}/index.cgi`),
    ],
    ['the command is gone', `place:${PLACES.tool}`, 'bad', /install\.sh/, () => hide(PLACES.tool)],
    [
      'the data folder is open',
      `place:${PLACES.data}`,
      'bad',
      /^chmod 0700 /,
      () => open(PLACES.data),
    ],
    [
      'the registration is gone',
      'registration',
      'bad',
      /install\.sh/,
      () => hide(PLACES.registration),
    ],
    ['a hook is gone', 'hooks', 'bad', /install\.sh/, () => hide('/.stand-in/hooks')],
    ['the cron entry is gone', 'cron', 'warn', /--with-cron/, () => hide(PLACES.cron)],
    ['the Node is gone', `node:${PLACES.tool}`, 'bad', /install\.sh/, () => hide('/opt')],
    [
      'the driver is not chosen',
      'sqlite',
      'bad',
      /install\.sh/,
      () => write(`${PLACES.plugin}/driver`, '?\n'),
    ],
    [
      'the native file does not load',
      'sqlite',
      'bad',
      /install\.sh/,
      () => write(`${PLACES.plugin}/better_sqlite3.node`, 'x'),
    ],
    [
      'config.json is not JSON',
      'config',
      'bad',
      /config\.json/,
      () => write(`${PLACES.data}/config.json`, '{'),
    ],
    [
      'the cache is damaged',
      'cache',
      'bad',
      /ingest/,
      () => write(`${PLACES.data}/cache.sqlite`, 'x'.repeat(4096)),
    ],
    [
      'the index is no database',
      'index',
      'warn',
      /logs alone/,
      () => write('/var/cpanel/transfer_sessions/whmxfer.sqlite', 'x'.repeat(4096)),
    ],
    [
      'WHM cannot be asked',
      'registration',
      'warn',
      /should print 1/,
      () => fail('is_registered_with_appconfig'),
    ],
    ['hooks cannot be listed', 'hooks', 'warn', /manage_hooks list/, () => fail('manage_hooks')],
  ])('where %s', async (_, id, level, mend, damage) => {
    const restore = damage();
    try {
      const found = await troubles();
      expect(found.map((finding) => [finding.id, finding.level])).toContainEqual([id, level]);
      expect(found.find((finding) => finding.id === id)?.mend).toMatch(mend);
      expect(await doctor(makeContext(), VERSION)).toBe(level === 'bad' ? 1 : 0);
    } finally {
      restore();
    }
    expect(await troubles()).toEqual([]);
  });

  test('of another version than the one that asks', async () => {
    const findings = await runDoctor(makeContext(), '9.9.9');
    expect(findings.find(({ id }) => id === 'version')?.level).toBe('warn');
  });

  test('with further examinations, one of which fails', async () => {
    const findings = await runDoctor(makeContext(), VERSION, [
      () => [{ id: 'more', level: 'ok', words: 'Fine.', mend: null }],
      () => Promise.reject(new Error('made to fail')),
    ]);
    expect(findings.slice(-2)).toMatchObject([
      { id: 'more' },
      { level: 'bad', words: /made to fail/ },
    ]);
  });
});

function hide(path: string): () => void {
  const place = join(root, path);
  renameSync(place, `${place}.hidden`);
  return () => renameSync(`${place}.hidden`, place);
}

function open(path: string): () => void {
  chmodSync(join(root, path), 0o755);
  return () => chmodSync(join(root, path), 0o700);
}

/** By a new file in its place: this process has loaded the native file, and must not see it change. */
function write(path: string, text: string): () => void {
  const place = join(root, path);
  const before = existsSync(place) ? hide(path) : null;
  writeFileSync(place, text, { mode: path.startsWith(PLACES.plugin) ? 0o644 : 0o600 });
  return () => {
    rmSync(place);
    before?.();
  };
}

function fail(command: 'is_registered_with_appconfig' | 'manage_hooks'): () => void {
  failVendorCommand(root, command, 'made to fail');
  return () => failVendorCommand(root, command, null);
}

describe('facts that are hard to make', () => {
  const judge = (changes: Partial<ReturnType<typeof readInstallation>>) =>
    judgeInstallation({ ...readInstallation(root, childEnv), ...changes }, VERSION);

  test.each([
    [{ freeBytes: 1e6, totalBytes: 1e9 }, 'bad'],
    [{ freeBytes: 5e8, totalBytes: 1e9 }, 'warn'],
    [{ freeBytes: 5e9, totalBytes: 1e10 }, 'ok'],
    [null, 'warn'],
  ])('disk %j', (disk, level) => {
    expect(judge({ disk }).find(({ id }) => id === 'disk')?.level).toBe(level);
  });

  test('a file of somebody else', () => {
    const places = readInstallation(root, childEnv).places.map((place) =>
      place.path === PLACES.tool && place.found
        ? { ...place, found: { ...place.found, uid: 1001 } }
        : place,
    );
    const id = `place:${PLACES.tool}`;
    expect(judge({ isRoot: true, places }).find((finding) => finding.id === id)).toMatchObject({
      level: 'bad',
      mend: `chown 0:0 ${PLACES.tool}`,
    });
  });

  test('a machine without cPanel, and a server without an installation', () => {
    const nowhere = judgeInstallation(readInstallation(makeFolder(), childEnv), VERSION);
    expect(nowhere).toMatchObject([{ id: 'server', level: 'bad' }]);
    const fresh = judgeInstallation(readInstallation(makeServer(), childEnv), VERSION);
    expect(fresh).toMatchObject([{ level: 'ok' }, { id: 'version', level: 'bad' }]);
  });
});
