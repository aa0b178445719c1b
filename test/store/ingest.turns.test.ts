import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import type { Database } from '../../src/store/driver.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { testDriver } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';

const ID = 'copyacctturns';
const LINE = Buffer.from('{"type":"control","contents":{"action":"start","time":1760000000}}\n');

const folder = mkdtempSync(join(tmpdir(), 'ingest-turns-'));
const opened: Database[] = [];
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
  removeFolder(folder);
});

function open(): Database {
  const db = openCache(testDriver, join(folder, 'cache.sqlite'), 2000);
  opened.push(db);
  return db;
}

/** The same cache, with another way to run a statement. */
function withExec(db: Database, exec: (sql: string) => void): Database {
  return { exec, prepare: (sql) => db.prepare(sql), function: () => {}, close: () => {} };
}

it('leaves to one what all see: the others find it read and never get the lock', () => {
  const log = new MemoryLog();
  log.append(LINE);
  const [reader, ...others] = Array.from({ length: 20 }, open);
  if (reader === undefined) throw new Error('no reader');
  ingestLog(reader, ID, log, () => true);
  log.append(LINE);
  // The one that is first has read all there is, and has not yet let go of the lock.
  reader.exec('BEGIN IMMEDIATE');
  ingestLog(
    withExec(reader, (sql) => {
      if (!/^(?:BEGIN|COMMIT)/.test(sql)) reader.exec(sql);
    }),
    ID,
    log,
    () => true,
  );
  const got: string[] = [];
  const refused: unknown[] = [];
  for (const other of others) {
    const db = withExec(other, (sql) => {
      try {
        other.exec(sql);
        if (sql.startsWith('BEGIN')) got.push(sql);
      } catch (error) {
        refused.push(error);
        // Now it lets go.
        if (refused.length === 1) reader.exec('COMMIT');
        throw error;
      }
    });
    expect(ingestLog(db, ID, log, () => true)).toMatchObject({ offset: log.size(), done: true });
  }
  expect([got, refused.length]).toEqual([[], 1]);
  expect(new Set(others.map((db) => JSON.stringify(dumpCache(db)))).size).toBe(1);
});
