import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Database } from './driver.ts';
import { applyLog } from './write-ahead-log.ts';

/** The largest database that is read into memory where SQLite would otherwise make files beside it. */
const MEMORY_LIMIT_BYTES = 256 * 1024 * 1024;

/** A process has the database open in WAL mode (or died with it open): SQLite finds both files there and need not make any. */
export function hasWal(path: string): boolean {
  return existsSync(`${path}-wal`) && existsSync(`${path}-shm`);
}

/**
 * The write-ahead log holds something, and the file that SQLite reads it with is gone (`-shm`: lost in a crash or left
 * out of a copy). Opened by its path, SQLite would make a new one beside it.
 */
export function hasLoneLog(path: string): boolean {
  return logBytes(path) > 0 && !existsSync(`${path}-shm`);
}

function logBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The bytes of a database that nobody has open, with the contents of its write-ahead log, ready to be opened in memory.
 * Opened by its path, a database in WAL mode would get a `-wal` and a `-shm` file beside it.
 *
 * @throws when it is too large, no database, or being written
 */
export function readQuietDatabase(path: string): Buffer {
  const bytes = readWithLog(path);
  if (hasWal(path)) throw new Error(`${path}: it changed while it was read`);
  return bytes;
}

/**
 * The same for a database that others may have open: as of the last commit. In memory its header must say that it uses
 * no WAL (bytes 18 and 19, the file format's write and read version).
 *
 * @throws when it is too large, no database, or being written
 */
export function readWithLog(path: string): Buffer {
  const before = statSync(path);
  if (!before.isFile()) throw new Error(`${path}: it is not a regular file`);
  const logSize = logBytes(path);
  if (before.size + logSize > MEMORY_LIMIT_BYTES) {
    throw new Error(`${path}: ${before.size + logSize} bytes are too many to read in memory`);
  }
  const file = readFileSync(path);
  const log = logSize > 0 ? readFileSync(`${path}-wal`) : null;
  const isSame = statSync(path).mtimeMs === before.mtimeMs && logBytes(path) === logSize;
  if (!isSame) throw new Error(`${path}: it changed while it was read`);
  const bytes = log === null ? file : applyLog(file, log, MEMORY_LIMIT_BYTES);
  if (bytes.length < 100) throw new Error(`${path}: not a database`);
  bytes[18] = 1;
  bytes[19] = 1;
  return bytes;
}

/**
 * Whoever made a database can have put functions into its tables: only harmless ones run. Closes a database that cannot
 * be opened like that.
 */
export function distrust(database: Database): Database {
  try {
    database.exec('PRAGMA trusted_schema = OFF');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
