import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand, runPage } from '../command/run.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';

/** A view waits so long for whoever writes the cache before it goes on without writing. */
const WAIT_MS = 400;
const ROUNDS = 3;

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-unchanged-'));
let id = '';
let cache: BetterSqlite3.Database;

const VIEWS: [string, () => string][] = [
  ['what to do', () => `session=${id}&format=parts`],
  ['the accounts', () => `session=${id}&tab=accounts&format=parts`],
  ['the activity', () => `session=${id}&tab=activity&format=parts`],
  ['the list', () => 'format=parts'],
];

/** The quickest of some answers: what waits for a lock waits each time. */
function quickestMs(query: string): number {
  const took = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    expect(runPage(root, query).status).toBe(200);
    return performance.now() - before;
  });
  return Math.min(...took);
}

beforeAll(() => {
  id = writeScenario(root, 'failed').id;
  runCommand(root, ['ingest']);
  cache = new BetterSqlite3(join(root, 'var/cpanel/transfer_monitor/cache.sqlite'));
});
afterAll(() => {
  cache?.close();
  rmSync(root, { recursive: true, force: true });
});

test.each(VIEWS)('%s waits for nobody where nothing has changed', (_, query) => {
  const free = quickestMs(query());
  cache.exec('BEGIN IMMEDIATE');
  try {
    expect(quickestMs(query()) - free).toBeLessThan(WAIT_MS / 2);
  } finally {
    cache.exec('ROLLBACK');
  }
});

test('a poll that finds nothing is answered without the cache', () => {
  const { id: over } = writeScenario(root, 'clean');
  runPage(root, `session=${over}`);
  const { cursor } = JSON.parse(runPage(root, `session=${over}&format=parts`).body);
  const path = join(root, 'var/cpanel/transfer_monitor/cache.sqlite');
  renameSync(path, `${path}.away`);
  const poll = runPage(root, `session=${over}&format=parts&since=${cursor}`);
  expect([poll.status, existsSync(path)]).toEqual([304, false]);
});
