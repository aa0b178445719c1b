import { rmSync } from 'node:fs';
import type { Database, SqliteDriver } from './driver.ts';
import { linkAside, makeDatabase } from './new-database.ts';
import { CACHE_VERSION, SCHEMA } from './schema.ts';

/** The cache was written by a later version of this program, or can't be used for another reason that words can say. */
export class CacheError extends Error {}

/**
 * Opens the cache and makes its tables where it is new. A file that is no database any more is moved aside (see
 * {@link linkAside}) and the cache starts anew: all of it but archived sessions is read again from the logs. One that is damaged
 * only inside is left to `renewCache`, which keeps what can be read.
 *
 * @param path file, or `:memory:`
 * @param busyMs how long to wait for another process that is writing
 * @throws CacheError; the driver's busy error
 */
export function openCache(driver: SqliteDriver, path: string, busyMs: number): Database {
  try {
    return openTables(driver, path, busyMs);
  } catch (error) {
    if (path === ':memory:' || !isNoDatabase(error)) throw error;
    linkAside(path);
    rmSync(path);
    // SQLite would play what was left beside the old one into the new one.
    for (const side of ['-wal', '-shm']) rmSync(`${path}${side}`, { force: true });
    return openTables(driver, path, busyMs);
  }
}

function isNoDatabase(error: unknown): boolean {
  return error instanceof Error && /file is not a database/i.test(error.message);
}

/** True for SQLite's error of a file whose inside no longer fits together. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /file is not a database|database disk image is malformed/i.test(error.message);
}

function openTables(driver: SqliteDriver, path: string, busyMs: number): Database {
  if (path !== ':memory:') makeDatabase(driver, path, createTables);
  const db = driver.open(path, busyMs);
  try {
    // In memory, or a file that somebody else has left empty.
    if (readVersion(db) === 0) createTables(db);
    const version = readVersion(db);
    if (version !== CACHE_VERSION) {
      throw new CacheError(
        `The cache ${path} has version ${version}, this program knows version ${CACHE_VERSION}. Install the version of Transfer Monitor that wrote it; or move the file away and run whm-transfers ingest: what the server still has is read again, ticks and sessions that the server has deleted are missing then.`,
      );
    }
    // A piece's changed pages stay in memory until its commit; the write-ahead log is copied back less often.
    db.exec(
      'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -24000; PRAGMA wal_autocheckpoint = 4000',
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function readVersion(db: Database): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

export function createTables(db: Database): void {
  inTransaction(db, () => {
    // Somebody else may have made them while this process waited for the lock.
    if (readVersion(db) !== 0) return;
    db.exec(SCHEMA);
    db.exec(`PRAGMA user_version = ${CACHE_VERSION}`);
  });
}

/** Runs `work` in one transaction that takes the write lock at once; rolls back when it throws. */
export function inTransaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** After some errors (disk full, out of memory) SQLite has rolled back by itself and there is nothing left to undo. */
function rollBack(db: Database): void {
  try {
    db.exec('ROLLBACK');
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active/.test(error.message))) throw error;
  }
}
