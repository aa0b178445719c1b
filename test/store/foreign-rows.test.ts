import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/driver.ts';
import { copyRows } from '../../src/store/foreign-rows.ts';
import { openDatabase, testDriver } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-rows-'));
});
afterEach(() => removeFolder(folder));

function bytesOf(...statements: string[]): Buffer {
  const db = openDatabase(join(folder, 'server.sqlite'));
  for (const statement of statements) db.exec(statement);
  db.close();
  return readFileSync(join(folder, 'server.sqlite'));
}

function copyOf(bytes: Buffer): Database {
  const db = testDriver.open(':memory:', 0);
  copyRows(bytes, db);
  return db;
}

const rows = (db: Database, sql: string): unknown[] => db.prepare(sql).all();

it('has the rows that SQLite reads, many and long ones, with keys, added columns and auto-vacuum', () => {
  const bytes = bytesOf(
    'PRAGMA auto_vacuum = FULL',
    'PRAGMA journal_mode = WAL',
    'CREATE TABLE queue (id INTEGER PRIMARY KEY, type INTEGER, keyname TEXT, size, ratio REAL)',
    `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000)
      INSERT INTO queue SELECT x * 3, 3000, 'größe' || x, NULL, 2.0 FROM n`,
    `INSERT INTO queue VALUES (1, -5, '${'long'.repeat(9000)}', x'00ff', 0.5)`,
    'DELETE FROM queue WHERE id % 5 = 0',
    "ALTER TABLE queue ADD COLUMN state TEXT DEFAULT 'new'",
    "INSERT INTO queue VALUES (99999, 1, 'a', 2, 3, 'x')",
    'CREATE INDEX by_name ON queue (keyname)',
  );
  const copy = copyOf(bytes);
  const whole = openDatabase(join(folder, 'server.sqlite'));
  const sql = 'SELECT * FROM queue ORDER BY id';
  expect(rows(copy, sql)).toEqual(rows(whole, sql));
  expect(rows(copy, sql)).toHaveLength(2402);
  whole.close();
  copy.close();
});

it('leaves credentials, and what would run something, where they are', () => {
  const copy = copyOf(
    bytesOf(
      'CREATE TABLE session (section, keyname, keyvalue)',
      "INSERT INTO session VALUES ('authinfo', 'password', 'never-copy-this')",
      'CREATE TABLE twice (a INTEGER, b INTEGER AS (a * 2))',
      'CREATE TABLE plain (a)',
      'CREATE VIEW seen AS SELECT a FROM plain',
      'CREATE TRIGGER gone AFTER INSERT ON plain BEGIN DELETE FROM plain; END',
      'DROP TRIGGER gone',
      'INSERT INTO plain VALUES (1)',
    ),
  );
  expect(rows(copy, 'SELECT name FROM sqlite_master')).toEqual([{ name: 'plain' }]);
  expect(rows(copy, 'SELECT a FROM plain')).toEqual([{ a: 1 }]);
  copy.close();
});

it('loses no row in silence: damage is an error', () => {
  const bytes = bytesOf(
    'CREATE TABLE sessions (sessionid TEXT)',
    `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000)
      INSERT INTO sessions SELECT 'copyacct' || x FROM n`,
  );
  const damaged = Buffer.from(bytes);
  damaged.fill(0xff, 4096 * 4, 4096 * 5);
  expect(() => copyOf(damaged)).toThrow('malformed');
  expect(() => copyOf(bytes.subarray(0, 4096 * 3))).toThrow('malformed');
});

it('is refused where pages or texts are of a kind that this reader does not know', () => {
  expect(() => copyOf(bytesOf('PRAGMA page_size = 8192', 'CREATE TABLE a (b)'))).toThrow('22.15');
});
