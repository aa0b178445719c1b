import { closeSync, existsSync, linkSync, openSync, unlinkSync } from 'node:fs';
import type { Database, SqliteDriver } from './driver.ts';

/**
 * Makes a database where there is none, whole or not at all: under a name of its own first, then linked to its place.
 * Of several processes at once one makes it and the others find it. SQLite itself would refuse the others for a moment
 * while the first one turns its write-ahead log on.
 *
 * @param write makes the tables
 */
export function makeDatabase(
  driver: SqliteDriver,
  path: string,
  write: (db: Database) => void,
): void {
  if (existsSync(path)) return;
  const draft = `${path}.${process.pid}.new`;
  // Root only, whatever the mask of the process.
  closeSync(openSync(draft, 'w', 0o600));
  try {
    const db = driver.open(draft, 0);
    try {
      db.exec('PRAGMA journal_mode = WAL');
      write(db);
    } finally {
      db.close();
    }
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
}
