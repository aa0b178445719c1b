import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMonitor } from '../../src/app/monitor.ts';
import { observeSession, type Snapshot } from '../../src/app/observe.ts';
import { readRetry } from '../../src/app/plan-retry.ts';
import { outlookOf } from '../../src/app/resolved-later.ts';
import { syncSession } from '../../src/app/sync.ts';
import { openDatabase, testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

const CASE = 'test/fixtures/cases/retry-denies-a-dead-session/root';
const ID = 'srccopya201410081920225pq211Nuc1jZ6z';

let root = '';
let monitor: ReturnType<typeof openMonitor>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'retry-'));
  cpSync(join(repositoryRoot(), CASE), root, { recursive: true });
  monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
});
afterEach(() => {
  monitor.db.close();
  removeFolder(root);
});

function look(state: number, pid = 795): Snapshot {
  const index = openDatabase(join(root, 'var/cpanel/transfer_sessions/whmxfer.sqlite'));
  index.prepare('UPDATE sessions SET state = ?, pid = ?').run(state, pid);
  index.close();
  const synced = syncSession(monitor, ID);
  if (!synced) throw new Error('the session is not found');
  return observeSession(monitor, synced);
}

const left = (snapshot: Snapshot): string[] =>
  readRetry(monitor, snapshot, [])
    .items.map(({ name }) => name)
    .sort();

describe('a session of three whose log has begun and whose master is gone', () => {
  test.each([
    ['PENDING', 0],
    ['REACHEDMAXMEM', 10],
    ['RUNNING', 20],
    ['PAUSING', 50],
    ['ABORTING', 60],
    ['a state that no list knows', 77],
  ])('offers all that is left when it is %s', (_state, number) => {
    const snapshot = look(number);
    expect(outlookOf(snapshot)).toBe('dead');
    expect(left(snapshot)).toEqual(['amy', 'bob', 'cat']);
  });

  test.each([
    ['COMPLETED', 100],
    ['ABORTED', 150],
    ['FAILED', 200],
  ])('offers it as of one that is over when it is %s', (_state, number) => {
    const snapshot = look(number);
    expect(outlookOf(snapshot)).toBe('over');
    expect(left(snapshot)).toEqual(['amy', 'bob', 'cat']);
  });

  test('is well when it is paused: what waits goes on when it is resumed', () => {
    const snapshot = look(70);
    expect(outlookOf(snapshot)).toBe('paused');
    expect(left(snapshot)).toEqual([]);
  });
});
