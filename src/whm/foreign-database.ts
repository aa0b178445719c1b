import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { lstatOrNull } from '../system/safe-file.ts';
import { steadyMs } from '../system/steady-clock.ts';

type Rows = Record<string, unknown>[];

/** What the readers of the server's databases need of SQLite; the store's driver has this shape. */
export interface ForeignDriver {
  openForeign(path: string): {
    prepare(sql: string): {
      iterate(...params: (string | number)[]): Iterable<Record<string, unknown>>;
    };
    close(): void;
  };
}

/** One of the server's databases while it is being read, within limits. */
export interface ForeignDatabase {
  /** All rows of a query. @throws where there are too many, or it takes too long */
  all(sql: string, ...params: (string | number)[]): Rows;
}

/** More rows than any server has: 300,000 items are the most that was ever tested. */
const MAX_ROWS = 500_000;
/** How long reading one database may take, in milliseconds. */
const MAX_MS = 5000;
/** How many rows are read between two looks at the clock. */
const ROWS_A_LOOK = 256;
/** At most this many bytes of a cell are read: names have 255 letters at most. */
const MAX_TEXT_LENGTH = 4096;

/** The result of reading one of the server's databases: a failure is never a reason to give up. */
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
  const stat = lstatOrNull(path);
  if (!stat) return { ok: false, trouble: null };
  if (!stat.isFile()) return { ok: false, trouble: 'it is not a regular file' };
  try {
    const db = driver.openForeign(path);
    try {
      const until = steadyMs() + MAX_MS;
      const all = (sql: string, ...params: (string | number)[]): Rows => {
        const rows: Rows = [];
        for (const row of db.prepare(sql).iterate(...params)) {
          rows.push(row);
          if (rows.length > MAX_ROWS) throw new Error('it has too many rows');
          if (rows.length % ROWS_A_LOOK === 0 && steadyMs() > until) {
            throw new Error('it takes too long to read');
          }
        }
        return rows;
      };
      return { ok: true, value: read({ all }) };
    } finally {
      db.close();
    }
  } catch (error) {
    recordBug(error);
    return { ok: false, trouble: errorMessage(error) };
  }
}

/**
 * The columns that a table has, without generated ones; empty where there is no such table. `table` must be a name from
 * this program.
 *
 * @throws for a view or a virtual table: a query on one may never end
 */
export function foreignColumns(db: ForeignDatabase, table: string): Set<string> {
  const [entry] = db.all(
    'SELECT type, rootpage FROM sqlite_master WHERE name = ? COLLATE NOCASE LIMIT 1',
    table,
  );
  if (entry === undefined) return new Set();
  if (entry.type !== 'table' || !(Number(entry.rootpage) > 0)) {
    throw new Error(`“${table}” is not a table`);
  }
  const rows = db.all(`PRAGMA table_info("${table}")`);
  return new Set(rows.map((row) => String(row.name)));
}

/**
 * `column` as text, or NULL under its name where this release of the server has no such column. As text a REAL 2.0
 * stays "2.0", and a number too large for a driver does not make the whole table fail.
 */
export function textOrNull(columns: ReadonlySet<string>, column: string): string {
  return columns.has(column)
    ? `CAST(substr(CAST("${column}" AS BLOB), 1, ${MAX_TEXT_LENGTH}) AS TEXT) AS "${column}"`
    : `NULL AS "${column}"`;
}

/** A short stamp of a database and its write-ahead log, which changes when either is written. */
export function databaseStamp(path: string): string | null {
  const stat = lstatOrNull(path);
  if (!stat) return null;
  const wal = lstatOrNull(`${path}-wal`);
  return [stat.ino, stat.size, stat.mtimeMs, wal?.size ?? 0, wal?.mtimeMs ?? 0].join(':');
}
