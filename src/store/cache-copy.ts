import { lstatSync } from 'node:fs';
import { openCache } from './cache.ts';
import { salvageRows } from './cache-salvage.ts';
import { type Database, inTransaction, type SqliteDriver } from './driver.ts';
import { readWithLog } from './foreign.ts';
import { migrate } from './migrate.ts';
import { PageFile } from './page-file.ts';
import { CACHE_SCHEMA } from './schema.ts';

/** A cache in memory: what is written to it disappears with the process. */
export interface CacheCopy {
  db: Database;
  /** False where there is a cache that could not be read: then it is unknown what the server has deleted. */
  isWhole: boolean;
}

/**
 * The cache as it is, with the contents of its write-ahead log, in memory; empty where it cannot be read. For disks
 * that accept no more writes: SQLite needs a file beside the cache even to read it.
 */
export function openCacheCopy(driver: SqliteDriver, path: string): CacheCopy {
  if (!isThere(path)) return { db: openCache(driver, ':memory:', 0), isWhole: true };
  let db: Database | null = null;
  try {
    db = driver.openBytes(readWithLog(path));
    migrate(db, CACHE_SCHEMA, path);
    return { db, isWhole: true };
  } catch {
    db?.close();
    return { db: openCache(driver, ':memory:', 0), isWhole: false };
  }
}

/** Up to this size a page waits for what can be read; 4 MB take about half a second. */
const MAX_SALVAGED_BYTES = 4 * 1024 * 1024;

/**
 * What can be read of a damaged cache, in memory: above all sessions that the server has deleted, and follow-up marks.
 * The file is left as it is, for `ingest`.
 */
export function openSalvagedCopy(driver: SqliteDriver, path: string): Database {
  const db = openCache(driver, ':memory:', 0);
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > MAX_SALVAGED_BYTES) return db;
    const file = PageFile.open(path);
    try {
      inTransaction(db, () => salvageRows(file, db));
    } finally {
      file.close();
    }
    return db;
  } catch {
    db.close();
    return openCache(driver, ':memory:', 0);
  }
}

/** Where this cannot be told, there may have been one: a file is in place of its folder. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
