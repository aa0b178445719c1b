import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NATIVE_TARGETS } from '../../scripts/native-builds.mjs';
import { obtainNode } from '../../scripts/node-versions.mjs';
import { makeArchive } from '../../scripts/release.mjs';
import { repositoryRoot } from '../host/repository.ts';
import { install, makeFolder, makeServer, PLACES, placeNode, removeFolders } from './server.ts';

const root = repositoryRoot();
const version = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
const natives = NATIVE_TARGETS.map(({ abi }) =>
  join(root, `dist/native/better_sqlite3-${abi}.node`),
);
const nodes = [20, 22, 24, 26].map((major) => join(root, `dist/nodes/${major}/bin/node`));

// What takes minutes or the network is made here once; elsewhere than in CI only what is there is tested.
const isReady = process.env.CI === 'true' || [...natives, ...nodes].every(existsSync);

describe.skipIf(!isReady)('the release archive', () => {
  let archive = '';
  let unpacked = '';

  beforeAll(async () => {
    // In processes of their own: a test process that is busy for minutes is given up by its runner.
    const run = promisify(execFile);
    await run(process.execPath, [join(root, 'scripts/native-builds.mjs')]);
    await run(process.execPath, [join(root, 'scripts/node-versions.mjs'), '20', '22', '24', '26']);
    archive = makeArchive(makeFolder(), natives);
    unpacked = unpack();
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

  /** Installs the unpacked archive on a fresh server with one Node; asks the installed page and command. */
  function installWith(major: number, folder: string) {
    const server = makeServer();
    rmSync(join(server, 'opt'), { recursive: true });
    placeNode(server, '/usr/bin/node', obtainNode(major).node);
    const run = install(server, folder);
    const driverFile = join(server, PLACES.plugin, 'driver');
    const driver = existsSync(driverFile)
      ? (readFileSync(driverFile, 'utf8').split('\n')[0] ?? '')
      : null;
    return { server, run, driver };
  }

  function expectToWork(server: string): void {
    const page = spawnSync(join(server, PLACES.plugin, 'index.cgi'), {
      env: {
        REMOTE_USER: 'root',
        REQUEST_METHOD: 'GET',
        QUERY_STRING: 'format=json',
        WHM_TRANSFERS_ROOT: server,
      },
      encoding: 'utf8',
    });
    expect(page.stdout).toContain('"schemaVersion":1');
    const log = join(root, 'test/fixtures/documented-session/master.log');
    const parsed = spawnSync(join(server, PLACES.tool), ['parse', log, '--json'], {
      env: { WHM_TRANSFERS_ROOT: server },
      encoding: 'utf8',
    });
    expect(parsed).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(parsed.stdout)).toMatchObject({ state: 'COMPLETED', itemsTotal: 3 });
    const asked = spawnSync(join(server, PLACES.tool), ['--version'], { encoding: 'utf8' });
    expect(asked.stdout).toContain(version);
  }

  test.each([
    [20, 'better-sqlite3'],
    [22, 'better-sqlite3'],
    [24, 'better-sqlite3'],
    [26, 'node:sqlite'],
  ])('works with Node %i, through %s', { timeout: 300_000 }, (major, expected) => {
    const { server, run, driver } = installWith(major, unpacked);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(driver).toBe(expected);
    expectToWork(server);
  });

  test.each([22, 24])(
    'works with Node %i without its native file',
    { timeout: 300_000 },
    (major) => {
      const folder = unpack();
      rmSync(join(folder, 'native'), { recursive: true });
      const { server, run, driver } = installWith(major, folder);
      expect(run).toMatchObject({ code: 0, err: '' });
      expect(driver).toBe('node:sqlite');
      expectToWork(server);
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
    expect(run.err).toContain('has no way to SQLite here');
    expect(driver).toBeNull();
  });
});
