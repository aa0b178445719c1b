import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { obtainNode } from '../../scripts/node-versions.mjs';
import { repositoryRoot } from '../host/repository.ts';
import { makeFolder, removeFolders } from './server.ts';

const root = repositoryRoot();

beforeAll(async () => {
  const file = join(root, 'scripts/node-versions.mjs');
  await promisify(execFile)(process.execPath, [file, '20', '22', '24']);
}, 600_000);
afterAll(removeFolders);

/** The built page, started by other Nodes than the one that has built it, as `install.sh` writes them. */
function makePage(node: string, others = '', driver: string | null = null): string {
  const folder = join(makeFolder(), 'plugin');
  cpSync(join(root, 'dist/plugin'), folder, { recursive: true });
  const page = join(folder, 'index.cgi');
  const text = readFileSync(page, 'utf8')
    .replace(/N='[^']*'/, `N='${node}'`)
    .replace("O=''", `O='${others}'`);
  writeFileSync(page, text);
  if (driver !== null) writeFileSync(join(folder, 'driver'), `${driver}\n`);
  return page;
}

/** @param limit of address space, in megabytes */
function ask(page: string, limit: number | null = null) {
  const server = makeFolder();
  for (const folder of ['usr/local/cpanel', 'var/cpanel/transfer_sessions/copyacctB20261101']) {
    mkdirSync(join(server, folder), { recursive: true });
  }
  cpSync(
    join(root, 'test/fixtures/documented-session/master.log'),
    join(server, 'var/cpanel/transfer_sessions/copyacctB20261101/master.log'),
  );
  const limited = limit === null ? '' : `ulimit -v ${limit * 1024}; `;
  return spawnSync('sh', ['-c', `${limited}exec '${page}'`], {
    env: {
      PATH: '/usr/bin:/bin',
      REMOTE_USER: 'root',
      REQUEST_METHOD: 'GET',
      QUERY_STRING: 'session=copyacctB20261101',
      WHM_TRANSFERS_ROOT: server,
    },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe('a page under a limit of memory', () => {
  // Node 20 has no node:sqlite: it reads only where the native file was compiled for it.
  const oldest: [number, number][] = process.versions.modules === '115' ? [[20, 768]] : [];
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
