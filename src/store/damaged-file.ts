import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {
  type Database,
  isBusyError,
  type Row,
  type SqliteDriver,
  type SqlValue,
} from './driver.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './migrations/step.ts';

const PAGE = 4096;
const LARGEST_ID = 2 ** 50;

/**
 * Gives what can be read of a damaged file to `take`. Where SQLite cannot even make out the tables, it is a copy with their description
 * as 0.1.0 wrote it: tables never move within a file, and columns that later versions have added stand behind the others.
 *
 * @param probe a query that answers where the description of the tables is sound
 */
export function readDamaged(
  driver: SqliteDriver,
  path: string,
  schema: Schema,
  probe: string,
  take: (old: Database) => void,
): void {
  if (answers(driver, path, probe)) {
    withOpen(driver, path, take);
    return;
  }
  const copy = `${path}.${process.pid}.new-old`;
  const pattern = `${path}.${process.pid}.new-pattern`;
  try {
    copyFileSync(path, copy);
    withOpen(driver, pattern, (db) => {
      db.exec('PRAGMA journal_mode = DELETE');
      migrate(db, { ...schema, steps: schema.steps.slice(0, 1) }, pattern);
    });
    giveDescription(copy, readFileSync(pattern));
    if (answers(driver, copy, probe)) withOpen(driver, copy, take);
  } finally {
    for (const file of [copy, pattern]) {
      for (const side of ['', '-wal', '-shm', '-journal']) rmSync(file + side, { force: true });
    }
  }
}

function withOpen(driver: SqliteDriver, path: string, work: (db: Database) => void): void {
  const db = driver.open(path, 0);
  try {
    work(db);
  } finally {
    db.close();
  }
}

function answers(driver: SqliteDriver, path: string, probe: string): boolean {
  try {
    withOpen(driver, path, (db) => db.prepare(probe).get());
    return true;
  } catch (error) {
    if (isBusyError(error)) throw error;
    return false;
  }
}

/** Writes the pages that describe the tables over those of a damaged file (https://sqlite.org/fileformat2.html). */
function giveDescription(path: string, pattern: Buffer): void {
  const pages = Math.floor(statSync(path).size / PAGE);
  const first = Buffer.from(pattern.subarray(0, PAGE));
  // No list of free pages, and a count of pages that holds: it counts where these two numbers are the same.
  first.writeUInt32BE(pages, 28);
  first.fill(0, 32, 40);
  first.copy(first, 92, 24, 28);
  const file = openSync(path, 'r+');
  try {
    writeSync(file, first, 0, PAGE, 0);
    for (const page of childrenOf(first)) {
      const at = (page - 1) * PAGE;
      if (page <= pages) writeSync(file, pattern, at, PAGE, at);
    }
  } finally {
    closeSync(file);
  }
}

const INTERIOR = 5;

/** The pages below the first one, where it is no leaf. */
function childrenOf(first: Buffer): number[] {
  if (first[100] !== INTERIOR) return [];
  const cells = first.readUInt16BE(103);
  const children = [first.readUInt32BE(108)];
  for (let cell = 0; cell < cells; cell++) {
    children.push(first.readUInt32BE(first.readUInt16BE(112 + 2 * cell)));
  }
  return children;
}

/** A damaged stretch of rows is searched this far for some that can be read: each number of it is a query. */
const LONGEST_GAP = 2 ** 14;
/** One that ends nowhere: behind it all is damaged, or nothing is. */
const LAST_GAP = 2 ** 10;

/** The rows of a table that has row numbers, but those on damaged pages. */
export function* readRows(db: Database, table: string, id: string): Generator<Row> {
  // The order of the rows themselves: an index can be damaged where they are not.
  const from = `FROM ${table} NOT INDEXED WHERE ${id} >= ?`;
  const rows = `SELECT * ${from} AND ${id} < ? ORDER BY ${id}`;
  const first = `SELECT ${id} ${from} ORDER BY ${id} LIMIT 1`;

  /** @returns the number behind the last row that could be read before damage; null where there is none */
  function* scan(start: number, end: number): Generator<Row, number | null> {
    let next = start;
    try {
      for (const row of db.prepare(rows).iterate(start, end)) {
        // Damage can put rows into another order.
        next = Math.max(next, Number(row[id]) + 1);
        yield row;
      }
      return null;
    } catch (error) {
      if (isBusyError(error)) throw error;
      return next;
    }
  }

  /** Rows between damaged ones. */
  function* islands(start: number, end: number): Generator<Row> {
    if (start >= end) return;
    const middle = Math.floor((start + end) / 2);
    const damaged = yield* scan(middle, end);
    if (damaged !== null) yield* islands(damaged + 1, end);
    yield* islands(start, middle);
  }

  for (let start = 0; start < LARGEST_ID; ) {
    const damaged = yield* scan(start, LARGEST_ID);
    if (damaged === null) return;
    start = damaged + 1;
    for (let step = 1; start < LARGEST_ID && !answersFrom(db, first, start); step *= 2) {
      start += step;
    }
    const longest = start < LARGEST_ID ? LONGEST_GAP : LAST_GAP;
    yield* islands(damaged + 1, Math.min(start, damaged + longest));
  }
}

function answersFrom(db: Database, sql: string, start: number): boolean {
  try {
    db.prepare(sql).get(start);
    return true;
  } catch (error) {
    if (isBusyError(error)) throw error;
    return false;
  }
}

/** The answer to a query up to the first damage. */
export function* readUntilDamage(db: Database, sql: string, ...params: SqlValue[]): Generator<Row> {
  try {
    yield* db.prepare(sql).iterate(...params);
  } catch (error) {
    if (isBusyError(error)) throw error;
  }
}
