// Proves one way to SQLite in this process, with a query: node probe-sqlite.cjs better-sqlite3 FILE | node:sqlite
// install.sh and doctor run it as a child, because a native file of the wrong kind can end the process.
'use strict';

const [, , driver, file] = process.argv;
const sql = "select sqlite_version() as version, json_extract('[7]', '$[0]') as seven";

function queryBetterSqlite3() {
  const addon = require(file);
  addon.setErrorConstructor(Error);
  const database = new addon.Database(':memory:', ':memory:', true, false, false, 1000, null, null);
  const row = database.prepare(sql, database, false).get();
  database.close();
  return row;
}

function queryNodeSqlite() {
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(':memory:');
  // What the program needs besides, and the first releases with node:sqlite do not have.
  database.function('nothing', () => null);
  const [row] = database.prepare(sql).iterate();
  database.close();
  return row;
}

const row = driver === 'better-sqlite3' ? queryBetterSqlite3() : queryNodeSqlite();
// A native file built with the headers of Node 24.19, 26.4 or later ends the process when its objects are collected.
// Only a collection that allocating causes shows it, one that is asked for does not.
let litter;
for (let count = 0; count < 2_000_000; count += 1) litter = [count, litter === undefined];
if (row.seven !== 7) throw new Error('the query gave a wrong answer');
process.stdout.write(`${row.version}\n`);
