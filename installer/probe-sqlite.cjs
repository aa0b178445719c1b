// Proves one way to SQLite in this process, with a query: node probe-sqlite.cjs better-sqlite3 FILE | node:sqlite
// install.sh and doctor run it as a child, because a native file of the wrong kind can end the process.
'use strict';

const [, , driver, file] = process.argv;
const sql = "select sqlite_version() as version, json_extract('[7]', '$[0]') as seven";

let row;
if (driver === 'better-sqlite3') {
  const addon = require(file);
  addon.setErrorConstructor(Error);
  const database = new addon.Database(':memory:', ':memory:', true, false, false, 1000, null, null);
  row = database.prepare(sql, database, false).get();
  database.close();
} else {
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(':memory:');
  row = database.prepare(sql).get();
  database.close();
}
if (row.seven !== 7) throw new Error('the query gave a wrong answer');
process.stdout.write(`${row.version}\n`);
