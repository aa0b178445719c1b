/** A value that SQLite gives or takes. Integers above 2^53 do not occur in our tables. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;

/** A prepared statement; positional parameters only, which both drivers support. */
export interface Statement {
  run(...params: SqlValue[]): { changes: number; lastInsertRowid: number };
  get(...params: SqlValue[]): Row | undefined;
  all(...params: SqlValue[]): Row[];
  iterate(...params: SqlValue[]): IterableIterator<Row>;
}

/** An open database. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** Makes a function of one argument available to this connection's SQL. */
  function(name: string, work: (value: SqlValue) => SqlValue): void;
  close(): void;
}

const prepared = new WeakMap<Database, Map<string, Statement>>();

/**
 * A statement that is needed once for each session of a list: to prepare one takes longer than to find a row with it. Not for a
 * statement that is needed again while its rows are iterated over.
 */
export function prepareOnce(db: Database, sql: string): Statement {
  const statements = prepared.get(db) ?? new Map<string, Statement>();
  prepared.set(db, statements);
  const statement = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

/** One implementation of SQLite. */
export interface SqliteDriver {
  readonly name: 'better-sqlite3' | 'node:sqlite';
  /** Opens or makes one of our databases; `:memory:` for one that is not kept. `busyMs`: how long to wait for a lock. */
  open(path: string, busyMs: number): Database;
  /**
   * Opens a database that another program owns and may be writing: read-only, without making a file beside it.
   *
   * @throws when it cannot be opened like that
   */
  openForeign(path: string): Database;
  /** A database in memory with these bytes of a file as its contents; without a write-ahead log. */
  openBytes(bytes: Buffer): Database;
}

/** No SQLite driver works on this machine; `tried` says why each failed. */
export class DriverError extends Error {
  constructor(
    readonly tried: string[],
    options: ErrorOptions = {},
  ) {
    super(`No SQLite driver works here: ${tried.join('; ')}`, options);
  }
}

/** True for the error of a database that cannot be opened or written at present: above all, a full or read-only disk. */
export function isUnwritable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  if (typeof code === 'string' && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code)) return true;
  return typeof errcode === 'number' && [8, 10, 13, 14].includes(errcode & 0xff);
}

/** True for the error of a database that another process kept locked for the whole waiting time. */
export function isBusyError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) return true;
  return typeof errcode === 'number' && [5, 6].includes(errcode & 0xff);
}

/** A file of ours that is no database this program can have written, or something else in its place. */
export class DamageError extends Error {}

/**
 * SQLite's words for a file whose parts no longer fit together. Its codes say less: for SQLite a lost table or column
 * is the same error as a mistake in our own SQL, which the tests would have found.
 */
const WORDS =
  /file is not a database|database disk image is malformed|malformed database schema|unsupported file format|database corruption|no such (?:table|column|index)|duplicate column name|has no column named|(?:table|index) \S+ already exists|cannot store \w+ value in \w+ column|constraint failed/i;

/** True for the error of a file whose parts no longer fit together. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof DamageError || WORDS.test(error.message);
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

/** After some errors (disk full, out of memory) SQLite has already rolled back, and nothing is left to undo. */
function rollBack(db: Database): void {
  try {
    db.exec('ROLLBACK');
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active/.test(error.message))) throw error;
  }
}
