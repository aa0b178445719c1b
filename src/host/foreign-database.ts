import { lstatSync } from 'node:fs';
import { noteMistake } from './fault-context.ts';

/** What the readers of the server's databases need of SQLite; the store's driver has this shape. */
export interface ForeignDriver {
  openForeign(path: string): ForeignDatabase;
}

export interface ForeignDatabase {
  prepare(sql: string): { all(...params: (string | number)[]): Record<string, unknown>[] };
  close(): void;
}

/** What came of reading one of the server's databases: it is never a reason to fail. */
export type ForeignResult<T> = { ok: true; value: T } | { ok: false; trouble: string | null };

/**
 * Reads one of the server's databases, which the server may be writing: read-only, and never a file beside it.
 * `trouble` is null where there is no such file.
 */
export function readForeign<T>(
  driver: ForeignDriver,
  path: string,
  read: (db: ForeignDatabase) => T,
): ForeignResult<T> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return { ok: false, trouble: null };
  if (!stat.isFile()) return { ok: false, trouble: 'it is no regular file' };
  try {
    const db = driver.openForeign(path);
    try {
      return { ok: true, value: read(db) };
    } finally {
      db.close();
    }
  } catch (error) {
    noteMistake(error);
    return { ok: false, trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** The columns that a table has; empty where there is no such table. `table` must be a name from this program. */
export function columnsOf(db: ForeignDatabase, table: string): Set<string> {
  const rows = db.prepare(`PRAGMA table_info("${table}")`).all();
  return new Set(rows.map((row) => String(row.name)));
}

/**
 * `column` as text, or NULL under its name where this release of the server has no such column. As text a REAL 2.0 stays
 * "2.0", and a number too large for a driver is no error of the whole table.
 */
export function textOrNull(columns: ReadonlySet<string>, column: string): string {
  return columns.has(column) ? `CAST(${column} AS TEXT) AS ${column}` : `NULL AS ${column}`;
}

/** A short stamp of a database and its write-ahead log: it changes when either was written. */
export function databaseStamp(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  const wal = lstatSync(`${path}-wal`, { throwIfNoEntry: false });
  return [stat.ino, stat.size, stat.mtimeMs, wal?.size ?? 0, wal?.mtimeMs ?? 0].join(':');
}
