import { lstatSync, realpathSync, statSync } from 'node:fs';
import { createTables } from './cache.ts';
import { type SalvagedRows, salvageRows } from './cache-salvage.ts';
import { type Database, inTransaction, isBusyError, type SqliteDriver } from './driver.ts';
import { moveAside, replaceDatabase } from './new-database.ts';
import { PageFile } from './page-file.ts';

/** What became of a damaged cache. */
export interface Rebuild extends SalvagedRows {
  /** Where the damaged file is now. */
  aside: string;
}

/**
 * Replaces a damaged cache with a new one that holds, as far as it can be read, what no log can give back: the
 * follow-up marks, and the sessions that the server has deleted. The damaged file stays, under another name.
 *
 * @throws the driver's busy error while another process has the cache open; system errors of the folder
 */
export function rebuildCache(driver: SqliteDriver, path: string, busyMs: number): Rebuild {
  let taken: SalvagedRows = { marks: 0, kept: [], partly: [] };
  const aside = rebuildDatabase(driver, path, busyMs, createTables, (file, db) => {
    taken = salvageRows(file, db);
  });
  return { aside, ...taken };
}

/**
 * Replaces a damaged database, or whatever is in its place, with a new one.
 *
 * @param take takes over what can be read, in one transaction
 * @returns where the damaged one is now
 */
export function rebuildDatabase(
  driver: SqliteDriver,
  path: string,
  busyMs: number,
  create: (db: Database) => void,
  take: (file: PageFile, db: Database) => void,
): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return moveAside(path);
  // The file behind a link is read, and stays as it is: only the link is moved aside.
  const isLink = lstatSync(path).isSymbolicLink();
  const file = isLink ? realpathSync(path) : path;
  if (!isLink) closeLog(driver, file, busyMs);
  return replaceDatabase(driver, path, (db) => {
    create(db);
    const damaged = PageFile.open(file);
    try {
      inTransaction(db, () => take(damaged, db));
    } finally {
      damaged.close();
    }
  });
}

/**
 * Writes the contents of the write-ahead log into the file and removes the log, which SQLite does only while nobody
 * else has the cache open: a log that was left would be played into the new file.
 */
function closeLog(driver: SqliteDriver, path: string, busyMs: number): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      const db = driver.open(path, 0);
      try {
        db.prepare('PRAGMA journal_mode = DELETE').get();
      } finally {
        db.close();
      }
      return;
    } catch (error) {
      // Damage: the log cannot be played in. Its contents are lost with the file.
      if (!isBusyError(error)) return;
      if (waited >= busyMs) throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}

const PAUSE_MS = 100;
