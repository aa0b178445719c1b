import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFollowUpWork } from '../../src/app/follow-ups.ts';
import { type Monitor, openMonitor } from '../../src/app/monitor.ts';
import { observeSession } from '../../src/app/observe.ts';
import { readActivity } from '../../src/app/read-activity.ts';
import { readSessionEvidence } from '../../src/app/read-evidence.ts';
import { readWork } from '../../src/app/read-work.ts';
import { reportSession } from '../../src/app/report-session.ts';
import { syncSameSourceSessions } from '../../src/app/resolved-later.ts';
import { syncSession, syncSessions } from '../../src/app/sync.ts';
import type { Database, SqliteDriver } from '../../src/store/driver.ts';
import { findDriver } from '../../src/store/driver-choice.ts';
import { dataPath } from '../../src/system/paths.ts';
import { DEFAULT_START } from '../host/simulator/plan.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';

const NOW = DEFAULT_START + 86_400;
const WRITES = /^\s*(?:BEGIN|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)/i;

const root = mkdtempSync(join(tmpdir(), 'unchanged-look-'));
const ids: string[] = [];
/** The writer of another process: it keeps the lock until the tests are over. */
let writer: Database;
/** Statements that want the write lock, of the looks since the last test began. */
const wanted: string[] = [];

function noting(driver: SqliteDriver): SqliteDriver {
  const note = (sql: string): void => {
    if (WRITES.test(sql)) wanted.push(sql.trim());
  };
  const open = (path: string, busyMs: number): Database => {
    const db = driver.open(path, busyMs);
    return {
      exec: (sql) => {
        note(sql);
        db.exec(sql);
      },
      prepare: (sql) => {
        const statement = db.prepare(sql);
        return {
          run: (...values) => {
            note(sql);
            return statement.run(...values);
          },
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
        };
      },
      function: (name, work) => db.function(name, work),
      close: () => db.close(),
    };
  };
  return { ...driver, open };
}

function look<T>(work: (monitor: Monitor) => T): T {
  const monitor = openMonitor({ root, driver: noting(findDriver(root)), busyMs: 0, now: NOW });
  try {
    const result = work(monitor);
    expect(monitor.limit).toBeNull();
    return result;
  } finally {
    monitor.db.close();
  }
}

function lookAtSession(monitor: Monitor, id: string): void {
  const synced = syncSession(monitor, id);
  if (synced === null) throw new Error(`${id} is not there`);
  const troubles = readSessionEvidence(monitor, synced, () => true);
  const snapshot = observeSession(monitor, synced);
  syncSameSourceSessions(monitor, snapshot, () => true);
  const { session } = reportSession(monitor, snapshot);
  expect(session.counts.success + session.counts.warning + session.counts.failed).toBeGreaterThan(
    0,
  );
  readWork(monitor, snapshot);
  readActivity(monitor, snapshot);
  readFollowUpWork(monitor, snapshot, 'todo');
  expect(troubles).toEqual([]);
}

beforeAll(() => {
  // A log that was written within the last two seconds is not noted as compared; on a slow machine these pass before the second look.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  for (const name of ['clean', 'failed', 'aborted', 'stalled', 'resumed', 'deaths'] as const) {
    ids.push(writeScenario(root, name).id);
  }
  look((monitor) => {
    syncSessions(monitor);
    for (const id of ids) lookAtSession(monitor, id);
  });
  writer = findDriver(root).open(dataPath(root, 'cache'), 0);
  writer.exec('BEGIN IMMEDIATE');
});
afterAll(() => {
  vi.useRealTimers();
  writer?.exec('ROLLBACK');
  writer?.close();
  removeFolder(root);
});

describe('a look at what has not changed, while another process writes the cache', () => {
  it('of each session wants no lock', () => {
    for (const id of ids) {
      wanted.length = 0;
      look((monitor) => lookAtSession(monitor, id));
      expect([id, wanted]).toEqual([id, []]);
    }
  });

  it('of the whole list wants no lock', () => {
    wanted.length = 0;
    const { sessions } = look((monitor) => syncSessions(monitor));
    expect(sessions.map(({ session }) => session.id).sort()).toEqual([...ids].sort());
    expect(wanted).toEqual([]);
  });
});
