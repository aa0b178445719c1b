import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NATIVE_TARGETS } from '../../scripts/native-builds.mjs';
import { obtainNode, obtainNodes, TESTED_NODES } from '../../scripts/node-versions.mjs';
import { makeArchive } from '../../scripts/release.mjs';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import {
  install,
  makeFolder,
  makeServer,
  PLACES,
  placeNode,
  readHooks,
  readTree,
  removeFolders,
  runScript,
} from './server.ts';

const root = repositoryRoot();
const version = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
const natives = NATIVE_TARGETS.map(({ abi }) =>
  join(root, `dist/native/better_sqlite3-${abi}.node`),
);
const OLDEST = '20.19.0';
const nodes = TESTED_NODES.map((version) => join(root, `dist/nodes/${version}/bin/node`));

const NODE = '/usr/bin/node';
const SESSION = 'copyacctB20261101';
const LOG = join(root, 'test/fixtures/documented-session/master.log');

// What takes a while or the network `npm test` makes first in CI; elsewhere than in CI only what is there is tested.
const isReady = process.env.CI === 'true' || [...natives, ...nodes].every(existsSync);

describe.skipIf(!isReady)('the release archive', () => {
  let archive = '';
  let unpacked = '';

  beforeAll(async () => {
    // In processes of their own: a test process that is busy for minutes is given up by its runner.
    const run = promisify(execFile);
    await run(process.execPath, [join(root, 'scripts/native-builds.mjs'), '--for-tests']);
    await obtainNodes(TESTED_NODES);
    archive = makeArchive(makeFolder(), natives);
    unpacked = unpack();
    bare = unpack();
    removeFolder(join(bare, 'native'));
  }, 1_200_000);

  afterAll(removeFolders);

  function unpack(): string {
    const folder = makeFolder();
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    return join(folder, `whm-transfer-monitor-${version}`);
  }

  test('has the same bytes when it is made again, and fits its checksum', {
    timeout: 120_000,
  }, () => {
    const again = makeArchive(makeFolder(), natives);
    expect(readFileSync(again).equals(readFileSync(archive))).toBe(true);
    execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: dirname(archive) });
  });

  test('holds what is needed, nothing twice, and no path of the machine that made it', () => {
    const listed = String(execFileSync('tar', ['-tzf', archive]))
      .split('\n')
      .filter(Boolean);
    const names = listed.map((path) => path.slice(path.indexOf('/') + 1));
    expect(names).toEqual(
      expect.arrayContaining([
        ...['install.sh', 'uninstall.sh', 'LICENSE', 'CHANGELOG.md', 'VERSION'],
        ...['docs/guide.md', 'docs/pictures/guide-work.png', 'dist/plugin/guide-work.png'],
        ...['THIRD-PARTY-LICENSES', 'dist/plugin/index.cgi', 'dist/whm-transfers'],
        ...NATIVE_TARGETS.map(({ abi }) => `native/better_sqlite3-${abi}.node`),
      ]),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('dist/plugin/better_sqlite3.node');
    const grep = spawnSync('grep', ['-rlF', '-e', root, '-e', process.execPath, unpacked], {
      encoding: 'utf8',
    });
    expect(process.execPath === '/usr/bin/node' || grep.stdout === '').toBe(true);
    expect(spawnSync('grep', ['-rlF', root, unpacked], { encoding: 'utf8' }).stdout).toBe('');
  });

  /** The same without native files. */
  let bare = '';

  /** Installs an unpacked archive on a fresh server with one Node. */
  function installWith(node: number | string, folder: string) {
    const server = makeServer();
    removeFolder(join(server, 'opt'));
    placeNode(server, NODE, obtainNode(node).node);
    const before = readTree(server);
    const run = install(server, folder);
    return { server, before, run, driver: driverOf(server)[0] ?? null };
  }

  /** Name, and the version of Node that it was chosen for. */
  function driverOf(server: string): string[] {
    const file = join(server, PLACES.plugin, 'driver');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  function askPage(server: string, query: string): string {
    return spawnSync(join(server, PLACES.plugin, 'index.cgi'), {
      env: {
        PATH: '/usr/bin:/bin',
        REMOTE_USER: 'root',
        REQUEST_METHOD: 'GET',
        QUERY_STRING: query,
        WHM_TRANSFERS_ROOT: server,
      },
      encoding: 'utf8',
    }).stdout;
  }

  function runTool(server: string, ...words: string[]) {
    const env = { PATH: '/usr/bin:/bin', WHM_TRANSFERS_ROOT: server };
    return spawnSync(join(server, PLACES.tool), words, { env, encoding: 'utf8' });
  }

  /** The hooks run, then page, JSON and command show what the second of them has read. */
  async function expectToWork(server: string): Promise<void> {
    const hook = (name: string, input: string) =>
      runScript(join(server, PLACES.package, 'hooks', name), server, [], { input });
    expect(hook('upcp', '{}').out).toBe('1 Transfer Monitor is complete.\n');
    const folder = join(server, 'var/cpanel/transfer_sessions', SESSION);
    mkdirSync(folder, { recursive: true });
    copyFileSync(LOG, join(folder, 'master.log'));
    const event = JSON.stringify({ session_details: { transfer_session_id: SESSION } });
    expect(hook('transfer-session', event).out).toMatch(/^1 /);
    await vi.waitFor(() => expect(bytesOfCache(server)).toContain(SESSION), { timeout: 30_000 });
    const page = askPage(server, `session=${SESSION}`);
    expect(page).toMatch(/^Status: 200/);
    expect(page).toContain('</html>');
    const json = askPage(server, `session=${SESSION}&format=json`);
    const expected = { state: 'COMPLETED', itemsTotal: 3 };
    expect(JSON.parse(json.slice(json.indexOf('{')))).toMatchObject(expected);
    const shown = runTool(server, 'parse', LOG, '--json');
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject(expected);
    expect(runTool(server, '--version').stdout).toContain(version);
  }

  function bytesOfCache(server: string): string {
    const data = join(server, PLACES.data);
    const files = ['cache.sqlite', 'cache.sqlite-wal'].map((name) => join(data, name));
    return files
      .filter(existsSync)
      .map((file) => readFileSync(file, 'latin1'))
      .join('');
  }

  // The release has no native file for Node 26, and Node 20 has no node:sqlite.
  test.each<[string | number, boolean, string]>([
    [OLDEST, true, 'better-sqlite3'],
    [22, true, 'better-sqlite3'],
    [24, true, 'better-sqlite3'],
    [26, true, 'node:sqlite'],
    [22, false, 'node:sqlite'],
    [24, false, 'node:sqlite'],
  ])(
    'with Node %s, native files: %s, works through %s, and leaves nothing behind',
    {
      timeout: 300_000,
    },
    async (node, hasNatives, expected) => {
      const { server, before, run, driver } = installWith(node, hasNatives ? unpacked : bare);
      expect(run).toMatchObject({ code: 0, err: '' });
      expect(driver).toBe(expected);
      await expectToWork(server);
      const removed = runScript(join(server, PLACES.package, 'uninstall.sh'), server, ['--purge']);
      expect(removed).toMatchObject({ code: 0, err: '' });
      removeFolder(join(server, 'var/cpanel/transfer_sessions'));
      expect(readTree(server)).toEqual(before);
      expect(readHooks(server)).toEqual([]);
    },
  );

  test('Node 20 without a native file is refused, and nothing is changed', () => {
    const { server, before, run } = installWith(OLDEST, bare);
    expect(run.code).toBe(1);
    expect(run.err).toContain('has no working SQLite driver here');
    expect(run.err).toContain('Node 22 (22.13 or newer includes SQLite)');
    expect(readTree(server)).toEqual(before);
  });

  test.each([
    [22, 24, /^Status: 200/, 'better-sqlite3'],
    // What was chosen for Node 22 does not load, and there is no other way.
    [22, OLDEST, /^Status: 500.*No SQLite driver works.*package\/install\.sh/s, 'better-sqlite3'],
  ])(
    'Node %s replaced by %s in its place: a page answers, and has it repaired',
    {
      timeout: 300_000,
    },
    async (first, second, answer, expected) => {
      const { server } = installWith(first, unpacked);
      placeNode(server, NODE, obtainNode(second).node);
      expect(askPage(server, '')).toMatch(answer);
      const chosen = [expected, obtainNode(second).version];
      await vi.waitFor(() => expect(driverOf(server)).toEqual(chosen), { timeout: 60_000 });
      await vi.waitFor(() => expect(askPage(server, '')).toMatch(/^Status: 200/), {
        timeout: 10_000,
      });
    },
  );

  test('with a native file of another Node: Node 22 takes node:sqlite, Node 20 is refused', {
    timeout: 300_000,
  }, () => {
    const folder = unpack();
    const foreign = join(folder, 'native/better_sqlite3-137.node');
    copyFileSync(foreign, join(folder, 'native/better_sqlite3-127.node'));
    copyFileSync(foreign, join(folder, 'native/better_sqlite3-115.node'));
    expect(installWith(22, folder).driver).toBe('node:sqlite');
    const { run, driver } = installWith(20, folder);
    expect(run.code).toBe(1);
    expect(run.err).toContain('has no working SQLite driver here');
    expect(driver).toBeNull();
  });
});
