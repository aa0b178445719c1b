import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { needsNativeFile } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { runHook } from '../host/run-hook.ts';
import { removeFolder } from '../remove-folder.ts';
import { makeInstalled, PLACES, readTree, removeFolders, runScript } from './server.ts';

afterAll(removeFolders);

function hook(root: string, name: string, options: string[] = [], input = '') {
  return runScript(join(root, PLACES.package, 'hooks', name), root, options, { input });
}

function toolCalls(root: string): string[] {
  const path = join(root, '.stand-in/tool-calls');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

describe('upcp', () => {
  test('brings back what an update of the server removed', () => {
    const { root } = makeInstalled();
    const before = readTree(root);
    removeFolder(join(root, PLACES.plugin));
    rmSync(join(root, PLACES.icon));
    expect(hook(root, 'upcp')).toMatchObject({ code: 0, out: '1 Transfer Monitor is complete.\n' });
    const after = readTree(root);
    expect(after[`${PLACES.data}/repair.log`]).toMatch(/^file 600/);
    delete after[`${PLACES.data}/repair.log`];
    expect(after).toEqual(before);
  });

  test('says where to look when it cannot repair', () => {
    const { root } = makeInstalled();
    removeFolder(join(root, 'opt'));
    expect(hook(root, 'upcp').out).toMatch(/^0 .*repair\.log\n$/);
    expect(readFileSync(join(root, PLACES.data, 'repair.log'), 'utf8')).toContain('ea-nodejs22');
  });
});

describe('transfer-session', () => {
  let root = '';
  beforeAll(() => {
    root = makeInstalled().root;
  });
  beforeEach(() => rmSync(join(root, '.stand-in/tool-calls'), { force: true }));

  test.each([
    [
      'a session id',
      '{"data":{"session_details":{"sessionid":"copyacct_1","state":"x"}}}',
      'ingest --quiet copyacct_1',
    ],
    ['no session id', '{"data":{}}', 'ingest --quiet'],
    ['an id that is none', '{"data":{"sessionid":"../../etc"}}', 'ingest --quiet'],
    ['no JSON', '', 'ingest --quiet'],
  ])('with %s answers at once and ingests in the background', async (_, input, call) => {
    const run = hook(root, 'transfer-session', [], input);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/^1 /);
    await vi.waitFor(() => expect(toolCalls(root)).toEqual([call]), { timeout: 20_000 });
  });

  test('waits until the server has closed the log', async () => {
    const session = join(root, 'var/cpanel/transfer_sessions/copyacct_1');
    mkdirSync(session, { recursive: true });
    writeFileSync(join(session, '.master.log'), '');
    hook(root, 'transfer-session', [], '{"sessionid":"copyacct_1"}');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(toolCalls(root)).toEqual([]);
    renameSync(join(session, '.master.log'), join(session, 'master.log'));
    await vi.waitFor(() => expect(toolCalls(root)).toEqual(['ingest --quiet copyacct_1']), {
      timeout: 20_000,
    });
  });
});

describe('an event of 300 KB and more', () => {
  const event = { sessionid: 'copyacct_1' };

  test.each(['upcp', 'transfer-session'])('is read whole by %s', async (name) => {
    const { root } = makeInstalled();
    for (const padding of [300_000, 2_000_000]) {
      const file = join(root, PLACES.package, 'hooks', name);
      const run = runHook(file, { ...process.env, DESTDIR: root }, event, padding);
      expect([padding, run.out, run.writer]).toEqual([padding, expect.stringMatching(/^1 /), 0]);
    }
    if (name === 'transfer-session') {
      await vi.waitFor(() => expect(toolCalls(root)).toContain('ingest --quiet copyacct_1'), {
        timeout: 20_000,
      });
    }
  });

  test('that is not read ends its writer', () => {
    expect(runHook('/bin/true', process.env, event, 300_000).writer).not.toBe(0);
  });
});

describe('ingest', () => {
  test('is quiet where all is well', () => {
    const { root } = makeInstalled();
    expect(hook(root, 'ingest')).toEqual({ code: 0, out: '', err: '' });
    expect(toolCalls(root)).toEqual(['ingest --quiet']);
    expect(existsSync(join(root, PLACES.data, 'ingest.log'))).toBe(false);
  });

  test('keeps the words of a failure in a log of bounded size', () => {
    const { root } = makeInstalled();
    const log = join(root, PLACES.data, 'ingest.log');
    writeFileSync(log, 'x'.repeat(1_000_000));
    writeFileSync(join(root, '.stand-in/broken-tool'), '');
    expect(hook(root, 'ingest').code).toBe(4);
    expect(statSync(log).size).toBeLessThan(140_000);
    expect(readFileSync(log, 'utf8')).toMatch(/Z exit code 4 all sessions\nmade to fail\n$/);
  });

  test('keeps no more than the beginning of what a run says, and the run goes on to its end', () => {
    const { root } = makeInstalled();
    const log = join(root, PLACES.data, 'ingest.log');
    const end = join(root, '.stand-in/end');
    replaceTool(
      root,
      `head -c 3000000 /dev/zero | tr '\\0' x >&2\nstat -c %s '${log}.now' >'${end}'\nexit 3\n`,
    );
    for (let run = 0; run < 6; run += 1) expect(hook(root, 'ingest').code).toBe(3);
    expect(Number(readFileSync(end, 'utf8'))).toBeLessThanOrEqual(65_536);
    expect(statSync(log).size).toBeLessThan(330_000);
    expect(readdirSync(join(root, PLACES.data)).sort()).toEqual(['ingest.log', 'package']);
  });

  test.runIf(needsNativeFile)(
    'the real command has nothing to say where all is well, and names what is not',
    () => {
      const { root } = makeInstalled();
      const log = join(root, PLACES.data, 'ingest.log');
      const tool = join(repositoryRoot(), 'dist/whm-transfers');
      replaceTool(root, `exec '${process.execPath}' --no-warnings '${tool}' "$@"\n`);
      writeFileSync(join(root, PLACES.plugin, 'driver'), 'better-sqlite3\n');
      copyFileSync(
        join(repositoryRoot(), 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'),
        join(root, PLACES.plugin, 'better_sqlite3.node'),
      );
      writeSession(root, 'copyacct_1');
      expect(hook(root, 'ingest').code).toBe(0);
      expect(hook(root, 'ingest', ['copyacct_1']).code).toBe(0);
      expect(existsSync(join(root, PLACES.data, 'cache.sqlite'))).toBe(true);
      expect(existsSync(log)).toBe(false);
      writeFileSync(join(root, PLACES.data, 'config.json'), '{', { mode: 0o600 });
      expect(hook(root, 'ingest').code).toBe(0);
      expect(readFileSync(log, 'utf8')).toMatch(/Z exit code 0 all sessions\n.*config\.json/);
    },
  );
});

/** Puts a shell script in place of the installed command. */
function replaceTool(root: string, script: string): void {
  writeFileSync(join(root, PLACES.tool), `#!/bin/sh\n${script}`, { mode: 0o700 });
}

function writeSession(root: string, id: string): void {
  const folder = join(root, 'var/cpanel/transfer_sessions', id);
  mkdirSync(folder, { recursive: true });
  copyFileSync(
    join(repositoryRoot(), 'test/fixtures/documented-session/master.log'),
    join(folder, 'master.log'),
  );
}
