import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInstallation } from '../../src/app/installation.ts';
import type { CommandContext } from '../../src/command/command-context.ts';
import { doctor, runDoctor } from '../../src/command/doctor.ts';
import type { Finding } from '../../src/command/finding.ts';
import { judgeInstallation } from '../../src/command/judge-installation.ts';
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
    ['the Node is gone', 'node', 'bad', /install\.sh/, () => hide('/opt')],
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
      /only the logs/,
      () => write('/var/cpanel/transfer_sessions/whmxfer.sqlite', 'x'.repeat(4096)),
    ],
    [
      'WHM could not be asked',
      'registration',
      'warn',
      /should print 1/,
      () => fail('is_registered_with_appconfig'),
    ],
    ['hooks cannot be listed', 'hooks', 'warn', /manage_hooks list/, () => fail('manage_hooks')],
    [
      'WHM has kept no ACL',
      'registration',
      'bad',
      /install\.sh/,
      () =>
        write(PLACES.registration, 'name=transfer_monitor\nentryurl=transfer_monitor/index.cgi\n'),
    ],
    [
      'the limit of memory is too low',
      'page',
      'bad',
      /value=(768|1200) /,
      () => write('/var/cpanel/cpanel.config', 'maxmem=100\n'),
    ],
    [
      'the Node was replaced',
      'sqlite',
      'warn',
      /install\.sh/,
      () => write(`${PLACES.plugin}/driver`, `${chosenDriver()}\n20.1.0\n`),
    ],
    [
      'another Node has taken the place of one that is gone',
      'node',
      'warn',
      /install\.sh/,
      () => {
        const edits = [`${PLACES.plugin}/index.cgi`, PLACES.tool].map((path) => {
          const text = readFileSync(join(root, path), 'utf8');
          const other = text.replace(
            /N='([^']*)'; O=''/,
            "N='/nowhere/node'; O='/nowhere/else $1'",
          );
          return write(path, other, 0o700);
        });
        return () => {
          for (const restore of edits) restore();
        };
      },
    ],
    [
      'the folder of the page is gone',
      `place:${PLACES.plugin}`,
      'bad',
      /package\/install\.sh/,
      () => hide(PLACES.plugin),
    ],
    [
      'the copy to repair from is gone',
      `place:${PLACES.package}`,
      'bad',
      /^Run install\.sh from the release archive/,
      () => hide(PLACES.package),
    ],
    [
      'a part of that copy is gone',
      `place:${PLACES.package}/installer`,
      'bad',
      /^Run install\.sh from the release archive/,
      () => hide(`${PLACES.package}/installer`),
    ],
    ['others can write where the Node lies', 'node', 'bad', /--node=/, () => share('/opt/cpanel')],
  ])('where %s', async (_, id, level, fix, damage) => {
    const restore = damage();
    try {
      const found = await troubles();
      // One cause is said once.
      expect(found.map((finding) => [finding.id, finding.level])).toEqual([[id, level]]);
      expect(found[0]?.fix).toMatch(fix);
    } finally {
      restore();
    }
  });

  test.each<[string, number]>([
    [PLACES.tool, 1],
    [PLACES.cron, 0],
  ])('without %s ends with exit code %i', async (path, code) => {
    const restore = hide(path);
    try {
      expect(await doctor(makeContext(), VERSION)).toBe(code);
    } finally {
      restore();
    }
    // What the tests above have damaged is whole again.
    expect(await troubles()).toEqual([]);
  });

  test('that is gone, with its data left, is one line', async () => {
    const restore = [PLACES.plugin, PLACES.tool, PLACES.icon, PLACES.package].map(hide);
    write(`${PLACES.data}/config.json`, '{}');
    try {
      expect((await troubles()).map(({ id }) => id)).toEqual(['version']);
    } finally {
      for (const back of restore) back();
      rmSync(join(root, PLACES.data, 'config.json'));
    }
  });

  test('of another version than the one that asks', async () => {
    const findings = await runDoctor(makeContext(), '9.9.9');
    expect(findings.find(({ id }) => id === 'version')?.level).toBe('warn');
  });

  test('with further examinations, one of which fails', async () => {
    const findings = await runDoctor(makeContext(), VERSION, [
      () => [{ id: 'more', level: 'ok', words: 'Fine.', fix: null }],
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
function write(
  path: string,
  text: string,
  mode = path.startsWith(PLACES.plugin) ? 0o644 : 0o600,
): () => void {
  const place = join(root, path);
  const before = existsSync(place) ? hide(path) : null;
  writeFileSync(place, text, { mode });
  return () => {
    rmSync(place);
    before?.();
  };
}

/** Lets everybody write into a folder. */
function share(path: string): () => void {
  chmodSync(join(root, path), 0o777);
  return () => chmodSync(join(root, path), 0o755);
}

function chosenDriver(): string {
  return readFileSync(join(root, PLACES.plugin, 'driver'), 'utf8').split('\n')[0] ?? '';
}

function fail(command: 'is_registered_with_appconfig' | 'manage_hooks'): () => void {
  failVendorCommand(root, command, 'made to fail');
  return () => failVendorCommand(root, command, null);
}

describe('facts that are hard to make', () => {
  let facts: ReturnType<typeof readInstallation>;
  beforeAll(() => {
    facts = readInstallation(root, childEnv);
  });
  const judge = (changes: Partial<typeof facts>) =>
    judgeInstallation({ ...facts, ...changes }, VERSION);

  test.each([
    [{ freeBytes: 1e6, totalBytes: 1e9 }, 'bad'],
    [{ freeBytes: 5e8, totalBytes: 1e9 }, 'warn'],
    [{ freeBytes: 5e9, totalBytes: 1e10 }, 'ok'],
    [null, 'warn'],
  ])('disk %j', (disk, level) => {
    expect(judge({ disk }).find(({ id }) => id === 'disk')?.level).toBe(level);
  });

  test('a file of somebody else', () => {
    const places = facts.places.map((place) =>
      place.path === PLACES.tool && place.found
        ? { ...place, found: { ...place.found, uid: 1001 } }
        : place,
    );
    const id = `place:${PLACES.tool}`;
    expect(judge({ isRoot: true, places }).find((finding) => finding.id === id)).toMatchObject({
      level: 'bad',
      fix: `chown 0:0 ${PLACES.tool}`,
    });
  });

  test.each([
    ['22.14.0', 700, 'warn', /value=768 /],
    ['22.14.0', 768, 'ok', null],
    ['24.1.0', 1000, 'warn', /value=1200 /],
    ['26.1.0', 4096, 'ok', null],
  ])('Node %s under %i MB', (version, maxmem, level, fix) => {
    const node = { path: '/usr/bin/node', version, distrust: null };
    const page = { maxmem, trouble: null, isForMemory: false };
    const found = judge({ node, page }).find(({ id }) => id === 'page');
    expect(found).toMatchObject({ level });
    expect(found?.fix ?? null).toEqual(fix === null ? null : expect.stringMatching(fix));
  });

  test('a machine without cPanel, and a server without an installation', () => {
    const nowhere = judgeInstallation(readInstallation(makeFolder(), childEnv), VERSION);
    expect(nowhere).toMatchObject([{ id: 'server', level: 'bad' }]);
    const fresh = judgeInstallation(readInstallation(makeServer(), childEnv), VERSION);
    expect(fresh).toMatchObject([{ level: 'ok' }, { id: 'version', level: 'bad' }]);
  });
});
