import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { obtainNode, obtainNodes } from '../../scripts/node-versions.mjs';
import { repositoryRoot } from '../host/repository.ts';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { makeFolder, removeFolders } from './server.ts';

const root = repositoryRoot();

beforeAll(async () => {
  await obtainNodes([20, 22, 24]);
}, 600_000);
afterAll(removeFolders);

/** What `install.sh` writes for Nodes that need less than the default (installer/page.sh). */
const LITTLE = `J='${720 * 1024 ** 2}'; L='--jitless --no-expose-wasm'`;
const NEEDS: Record<string, string> = { 20: LITTLE, 22: LITTLE };

/** The built page, started by other Nodes than the one that has built it, as `install.sh` writes them. */
function makePage(node: string, others = '', driver: string | null = null): string {
  const folder = join(makeFolder(), 'plugin');
  cpSync(join(root, 'dist/plugin'), folder, { recursive: true });
  const page = join(folder, 'index.cgi');
  const text = readFileSync(page, 'utf8')
    .replace(/N='[^']*'/, `N='${node}'`)
    .replace("O=''", `O='${others}'`)
    .replace(/J='\d+'; L='[^']*'/, NEEDS[/nodes\/(\d+)/.exec(node)?.[1] ?? ''] ?? '$&');
  writeFileSync(page, text);
  if (driver !== null) writeFileSync(join(folder, 'driver'), `${driver}\n`);
  return page;
}

/** A server with the log of one completed session. */
function makeServer(writeLog: (path: string) => void): string {
  const server = makeFolder();
  for (const folder of ['usr/local/cpanel', 'var/cpanel/transfer_sessions/copyacctB20261101']) {
    mkdirSync(join(server, folder), { recursive: true });
  }
  writeLog(join(server, 'var/cpanel/transfer_sessions/copyacctB20261101/master.log'));
  return server;
}

function makeSmallServer(): string {
  const log = join(root, 'test/fixtures/documented-session/master.log');
  return makeServer((path) => cpSync(log, path));
}

/** @param limit of address space, in megabytes */
function ask(page: string, limit: number | null = null, server = makeSmallServer(), more = '') {
  const limited = limit === null ? '' : `ulimit -v ${limit * 1024}; `;
  return spawnSync('sh', ['-c', `${limited}exec '${page}'`], {
    env: {
      PATH: '/usr/bin:/bin',
      REMOTE_USER: 'root',
      REQUEST_METHOD: 'GET',
      QUERY_STRING: `session=copyacctB20261101${more}`,
      WHM_TRANSFERS_ROOT: server,
    },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

// Node 20 has no node:sqlite: it reads only where the native file was compiled for it.
const oldest: [number, number][] = process.versions.modules === '115' ? [[20, 768]] : [];

describe('a page under a limit of memory', () => {
  test.each<[number, number]>([
    ...oldest,
    [22, 768],
    [24, 1200],
    // Without compiled code.
    [22, 400],
    [24, 768],
  ])('answers with Node %i under %i MB', { timeout: 120_000 }, (major, limit) => {
    const run = ask(makePage(obtainNode(major).node), limit);
    expect(run.stdout).toMatch(/^Status: 200/);
    expect(run.stdout).toContain('</html>');
    expect(run.status).toBe(0);
  });
});

describe('a page of a session of 5,000 accounts', () => {
  test.each<[number, number]>([...oldest, [22, 768], [24, 1200]])(
    'answers with Node %i under %i MB, while it reads the log and after that',
    { timeout: 240_000 },
    (major, limit) => {
      const server = makeServer((path) => writeLargeMasterLog(path, 5000));
      const page = makePage(obtainNode(major).node);
      for (let request = 0; request < 3; request += 1) {
        const run = ask(page, limit, server, '&status=failed');
        expect(run).toMatchObject({ status: 0, stderr: '' });
        expect(run.stdout).toMatch(/^Status: 200/);
        expect(run.stdout).toContain('</html>');
      }
    },
  );
});

test('under a limit that no Node starts with the page says so, with the number to set', () => {
  const run = ask(makePage(obtainNode(22).node), 150);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toMatch(/^Status: 503/);
  expect(run.stdout).toContain('whmapi1 set_tweaksetting key=maxmem value=1200');
  const json = ask(makePage(obtainNode(22).node), 150, makeSmallServer(), '&format=json').stdout;
  expect(JSON.parse(json.slice(json.indexOf('{'))).error.message).toMatch(/maxmem value=1200$/);
});

describe('a Node that is no longer what was installed', () => {
  test('one of the others takes the place of one that is gone', { timeout: 60_000 }, () => {
    const page = makePage('/nowhere/node', `/nowhere/else ${obtainNode(22).node}`);
    expect(ask(page).stdout).toMatch(/^Status: 200/);
    expect(ask(makePage('/nowhere/node', '/nowhere/else')).stdout).toMatch(/^Status: 503/);
  });

  test('another major version in its place reads through node:sqlite', { timeout: 60_000 }, () => {
    const major = process.versions.modules === '127' ? 24 : 22;
    const run = ask(makePage(obtainNode(major).node, '', 'better-sqlite3'));
    expect(run.stdout).toMatch(/^Status: 200/);
  });
});

describe('where a process may have few files open', () => {
  // WHM has its index open: three files to whoever reads it.
  let server = '';
  let index: IndexDatabase;
  beforeAll(() => {
    server = makeSmallServer();
    index = new IndexDatabase(server);
  });
  afterAll(() => index.close());

  const limited = (files: number, program: string, env: Record<string, string>) =>
    spawnSync('sh', ['-c', `ulimit -n ${files}; exec ${program}`], {
      env: { PATH: '/usr/bin:/bin', WHM_TRANSFERS_ROOT: server, ...env },
      encoding: 'utf8',
      timeout: 60_000,
    });
  const request = (files: number, program: string, query: string) =>
    limited(files, `'${program}'`, {
      REMOTE_USER: 'root',
      REQUEST_METHOD: 'GET',
      QUERY_STRING: query,
    });
  const page = (files: number) =>
    request(files, join(root, 'dist/plugin/index.cgi'), 'session=copyacctB20261101');
  const command = (files: number) =>
    limited(files, `'${join(root, 'dist/whm-transfers')}' list`, {});

  test.each([16, 23])('with %i page and command say so in a sentence', (files) => {
    const shown = page(files);
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^Status: 503/);
    expect(shown.stdout).toContain('fewer than 24 files open');
    const said = command(files);
    expect(said).toMatchObject({ status: 4, stdout: '' });
    expect(said.stderr).toBe(
      'whm-transfers: It cannot start where a process may have fewer than 24 files open. Run: ulimit -n 1024\n',
    );
  });

  // With Node 22 there is no room for the cache below 27.
  test.each<[number, number]>([
    ...oldest.map(([major]): [number, number] => [24, major]),
    [24, 22],
    [25, 22],
    [27, 22],
  ])('with %i pages answer with Node %i', { timeout: 60_000 }, (files, major) => {
    const program = makePage(obtainNode(major).node);
    for (const view of ['', '&tab=logs', '&log=master.log']) {
      const shown = request(files, program, `session=copyacctB20261101${view}`);
      expect(shown, view).toMatchObject({ status: 0, stderr: '' });
      expect(shown.stdout, view).toMatch(/^Status: 200/);
    }
  });

  test('with 24 the command answers', () => {
    expect(command(24)).toMatchObject({ status: 0, stderr: '' });
  });
});
