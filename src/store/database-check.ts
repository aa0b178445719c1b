import { type Database, isBusyError, type SqliteDriver } from './driver.ts';

/**
 * Reads the whole database, rows and indexes.
 *
 * @returns `ok`, or what SQLite says
 * @throws the driver's busy error: then nothing is known
 */
export function checkDatabase(driver: SqliteDriver, path: string, busyMs: number): string {
  let db: Database | null = null;
  try {
    db = driver.open(path, busyMs);
    return String(Object.values(db.prepare('PRAGMA integrity_check(1)').get() ?? {})[0]);
  } catch (error) {
    if (isBusyError(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    db?.close();
  }
}
