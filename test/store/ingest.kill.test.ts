import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killRounds } from '../../scripts/kill-rounds.mjs';
import { openCache } from '../../src/store/cache.ts';
import { testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { removeFolder } from '../remove-folder.ts';
import { dumpCache } from './dump.ts';

const ID = 'copyacctkilled';
const COMMAND = join(repositoryRoot(), 'dist/whm-transfers');
const DATA = 'var/cpanel/transfer_monitor';

let root = '';
let clean: ReturnType<typeof dumpCache>;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-kill-'));
  const folder = join(root, 'var/cpanel/transfer_sessions', ID);
  mkdirSync(folder, { recursive: true });
  // Several pieces, so that a process can die between and within transactions.
  writeLargeMasterLog(join(folder, 'master.log'), 3000);
  ingestOnce();
  clean = readDump();
});
afterAll(() => removeFolder(root));

const env = (): NodeJS.ProcessEnv => ({ ...process.env, WHM_TRANSFERS_ROOT: root });

function ingestOnce(): void {
  const run = spawnSync(COMMAND, ['ingest', ID], { env: env(), encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(0);
}

function readDump(): ReturnType<typeof dumpCache> {
  const db = openCache(testDriver, join(root, DATA, 'cache.sqlite'), 1000);
  const dump = dumpCache(db);
  db.close();
  return dump;
}

function forget(): void {
  removeFolder(join(root, DATA));
}

/** Runs one ingest and kills it after a while; resolves with whether it was killed. */
function ingestAndKill(afterMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(COMMAND, ['ingest', ID], { env: env(), stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('exit', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL');
    });
  });
}

it('law 3: processes killed at random moments change nothing about the rows', {
  timeout: 120_000,
}, async () => {
  forget();
  const startedAt = performance.now();
  ingestOnce();
  const wholeMs = performance.now() - startedAt;
  forget();
  let killed = 0;
  for (let i = 0; i < 12; i += 1) {
    if (i % 4 === 0) forget();
    if (await ingestAndKill((wholeMs * ((i * 7) % 12)) / 12)) killed += 1;
  }
  expect(killed).toBeGreaterThan(3);
  ingestOnce();
  expect(readDump()).toEqual(clean);
});

it('law 3: ten processes at once give the rows of one', async () => {
  forget();
  await Promise.all(Array.from({ length: 10 }, () => ingestAndKill(60_000)));
  expect(readDump()).toEqual(clean);
});

it('laws 2 and 3: so they do while the log is appended to, renamed, truncated, replaced and rewritten', {
  timeout: 120_000,
}, async () => {
  // The short form of `node scripts/kill-rounds.mjs --rounds 2000`.
  const said: string[] = [];
  const { wrong, kills } = await killRounds({
    rounds: 7,
    seed: 7000,
    say: (text) => said.push(text),
  });
  expect(wrong, said.join('\n')).toEqual([]);
  expect(kills).toBeGreaterThan(2);
});
