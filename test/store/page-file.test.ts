import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { PageFile, type PageRecord } from '../../src/store/page-file.ts';
import { removeFolder } from '../remove-folder.ts';

const PAGE = 4096;
const folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-pages-'));
afterAll(() => removeFolder(folder));

/** Rows of every kind of cell, so many that pages lead to pages; the longest texts are on pages of their own. */
function makeFile(name: string, after = ''): string {
  const path = join(folder, name);
  const db = new BetterSqlite3(path);
  db.exec(`CREATE TABLE row (id INTEGER PRIMARY KEY, number INTEGER, word TEXT, real REAL, bytes BLOB);
    CREATE TABLE pair (word TEXT, number INTEGER, PRIMARY KEY (word, number)) WITHOUT ROWID`);
  const row = db.prepare('INSERT INTO row VALUES (?, ?, ?, ?, ?)');
  const pair = db.prepare('INSERT INTO pair VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 0; i < 1200; i++) {
      const number = NUMBERS[i % NUMBERS.length] ?? null;
      row.run(i * 3 + 1, number, wordOf(i, 41), i / 8, i % 9 === 0 ? Buffer.from([i & 255]) : null);
      pair.run(wordOf(i, 7), i);
    }
  })();
  db.exec(after);
  db.close();
  return path;
}

const NUMBERS = [0, 1, -1, 127, -128, 40_000, -8_000_000, 2 ** 31, -(2 ** 40), 2 ** 52, null];

/** Now and then one that is longer than a page, or than three. */
function wordOf(i: number, often: number): string {
  const length = i % often === 0 ? 500 + ((i * 37) % 13_000) : i % 30;
  return `é${i}${'x'.repeat(length)}`;
}

function read(path: string): PageRecord[] {
  const file = PageFile.open(path);
  try {
    return [...file.records()];
  } finally {
    file.close();
  }
}

function expected(path: string, sql: string): string[] {
  const db = new BetterSqlite3(path, { readonly: true });
  const rows = db.prepare(sql).raw().all() as unknown[][];
  db.close();
  return rows.map(keyOf).sort();
}

/** As text: bytes differ in their classes only. */
function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => (value instanceof Uint8Array ? [...value] : value)));
}

const rowsOf = (records: PageRecord[]): string[] =>
  records
    // The description of the tables has five columns as well, and none that is null.
    .filter(({ rowId, values }) => rowId !== null && values.length === 5 && values[0] === null)
    .map(({ rowId, values }) => keyOf([rowId, ...values.slice(1)]))
    .sort();
const pairsOf = (records: PageRecord[]): string[] =>
  records
    .filter(({ rowId, values }) => rowId === null && values.length === 2)
    .map(({ values }) => keyOf(values))
    .sort();

describe('the pages of a database', () => {
  it('give every row of tables of both kinds as SQLite does', () => {
    const path = makeFile('whole.sqlite');
    const records = read(path);
    expect(rowsOf(records)).toEqual(expected(path, 'SELECT * FROM row'));
    expect(pairsOf(records)).toEqual(expected(path, 'SELECT * FROM pair'));
  });

  it('give all rows of a table when nothing leads to them any more', () => {
    const path = makeFile('headless.sqlite');
    const rows = expected(path, 'SELECT * FROM row');
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += PAGE) {
      // The description of the tables, and the pages that lead to others.
      if (at === 0 || bytes[at] === 5) bytes.fill(0, at, at + PAGE);
    }
    writeFileSync(path, bytes);
    expect(rowsOf(read(path))).toEqual(rows);
  });

  it('do not give back what was deleted', () => {
    const path = makeFile('deleted.sqlite', 'DELETE FROM row WHERE id > 600; DROP TABLE pair');
    const records = read(path);
    expect(rowsOf(records)).toEqual(expected(path, 'SELECT * FROM row'));
    expect(pairsOf(records)).toEqual([]);
  });

  it('lose no row but those whose bytes are damaged', () => {
    const path = makeFile('cells.sqlite');
    const bytes = readFileSync(path);
    const leaf = bytes.findIndex((byte, at) => at % PAGE === 0 && at > 0 && byte === 13);
    const cells = bytes.readUInt16BE(leaf + 3);
    const rows = rowsOf(read(path));
    // Where a cell begins, and how long it says to be.
    bytes.writeUInt16BE(0xffff, leaf + 8);
    bytes.fill(
      0xff,
      leaf + bytes.readUInt16BE(leaf + 10),
      leaf + bytes.readUInt16BE(leaf + 10) + 2,
    );
    writeFileSync(path, bytes);
    const left = rowsOf(read(path));
    expect(cells).toBeGreaterThan(10);
    expect(rows.filter((row) => !left.includes(row))).toHaveLength(2);
  });

  it('give the rows of a page that stands in the place of the first', () => {
    const path = makeFile('first.sqlite');
    const rows = rowsOf(read(path));
    const bytes = readFileSync(path);
    const leaf = bytes.findIndex((byte, at) => at % PAGE === 0 && at > 0 && byte === 13);
    const first = Buffer.from(bytes.subarray(0, PAGE));
    bytes.copy(bytes, 0, leaf, leaf + PAGE);
    first.copy(bytes, leaf);
    writeFileSync(path, bytes);
    expect(rowsOf(read(path))).toEqual(rows);
  });

  it('give the entries of one index by its first page', () => {
    const path = makeFile('index.sqlite', 'CREATE INDEX by_word ON row (word)');
    const db = new BetterSqlite3(path, { readonly: true });
    const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'by_word'").pluck();
    const file = PageFile.open(path);
    const entries = [...file.recordsBelow(Number(root.get()))];
    file.close();
    db.close();
    expect(pairsOf(entries)).toEqual(expected(path, 'SELECT word, id FROM row'));
  });

  it.each([0, 1, 99, 100, 5000])(
    'of a file of %s bytes of noise are an answer, and no error',
    (size) => {
      const path = join(folder, `noise-${size}`);
      writeFileSync(path, Buffer.alloc(size, 0x0d));
      expect(read(path).length).toBeGreaterThanOrEqual(0);
    },
  );

  it('end where they lead in a circle', () => {
    const path = makeFile('circle.sqlite');
    const bytes = readFileSync(path);
    for (let at = PAGE; at < bytes.length; at += PAGE) {
      if (bytes[at] === 5 || bytes[at] === 2) bytes.writeUInt32BE(at / PAGE + 1, at + 8);
      if (bytes[at] === 0) bytes.writeUInt32BE(at / PAGE + 1, at);
    }
    bytes.writeUInt32BE(2, 32);
    writeFileSync(path, bytes);
    const file = PageFile.open(path);
    expect([...file.records()].length).toBeGreaterThan(500);
    for (let page = 1; page < 30; page++) [...file.recordsBelow(page)];
    file.close();
  });
});
