import { lstatSync } from 'node:fs';
import { DamageError, type Database, type SqliteDriver } from './driver.ts';
import { migrate } from './migrate.ts';
import { makeDatabase } from './new-database.ts';
import { CACHE_SCHEMA } from './schema.ts';

export { inTransaction, isDamage } from './driver.ts';
export { NewerFileError as CacheError } from './migrate.ts';

/**
 * Opens the cache; makes its tables where it is new, and updates them where another version made them. A damaged cache
 * is left as it is: `rebuildCache` keeps what can be read of it.
 *
 * @param path file, or `:memory:`
 * @param busyMs how long to wait for another process that is writing
 * @throws NewerFileError, DamageError; SQLite's errors of a damaged file (`isDamage`); the driver's busy error
 */
export function openCache(driver: SqliteDriver, path: string, busyMs: number): Database {
  if (path !== ':memory:') {
    makeDatabase(driver, path, createTables);
    requireOwnFile(path);
  }
  const db = driver.open(path, busyMs);
  try {
    migrate(db, CACHE_SCHEMA, path);
    // The changed pages of a piece stay in memory until its commit, and the write-ahead log is copied back less often.
    db.exec(
      'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -24000; PRAGMA wal_autocheckpoint = 4000',
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * The file behind a link is not ours: it is neither written nor renamed.
 *
 * @throws DamageError where a link, a folder or a pipe is in place of one of our files
 */
export function requireOwnFile(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isSymbolicLink()) throw new DamageError(`${path} is a symbolic link`);
  if (!stat.isFile()) {
    throw new DamageError(`${path} is ${stat.isDirectory() ? 'a folder' : 'not a regular file'}`);
  }
}

export function createTables(db: Database): void {
  migrate(db, CACHE_SCHEMA, ':memory:');
}
