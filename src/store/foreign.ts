import { existsSync, readFileSync, statSync } from 'node:fs';

/** The largest database that is read into memory where SQLite itself would have to make files beside it. */
const MEMORY_LIMIT_BYTES = 256 * 1024 * 1024;

/** Somebody has the database open in WAL mode (or died so): SQLite finds both files there and needs to make none. */
export function hasWal(path: string): boolean {
  return existsSync(`${path}-wal`) && existsSync(`${path}-shm`);
}

/**
 * The bytes of a database that nobody has open, fit to be opened in memory. Opened by its path, a database in
 * WAL mode would get a `-wal` and a `-shm` file beside it; in memory its header must say that it uses no WAL
 * (bytes 18 and 19, the file format's write and read version).
 *
 * @throws when it is too large, no database, or being written
 */
export function readQuietDatabase(path: string): Buffer {
  const before = statSync(path);
  if (before.size > MEMORY_LIMIT_BYTES) {
    throw new Error(`${path}: ${before.size} bytes are too many to read in memory`);
  }
  const bytes = readFileSync(path);
  if (statSync(path).mtimeMs !== before.mtimeMs || hasWal(path)) {
    throw new Error(`${path}: it changed while it was read`);
  }
  if (bytes.length < 100) throw new Error(`${path}: not a database`);
  bytes[18] = 1;
  bytes[19] = 1;
  return bytes;
}
