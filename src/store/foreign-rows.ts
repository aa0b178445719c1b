import { steadyMs } from '../system/steady-clock.ts';
import type { Database, SqlValue } from './driver.ts';
import { PageFile } from './page-file.ts';

/** How long the copying of one database may take, in milliseconds. */
const MAX_MS = 5000;
/** How many rows are copied between two looks at the clock. */
const ROWS_A_LOOK = 256;
/** Where a file's header says how large its pages are, and how its texts are encoded. */
const PAGE_SIZE_AT = 16;
const ENCODING_AT = 56;
const UTF8 = 1;
/** This table of the server's holds credentials: it is not copied, not even in memory. */
const SECRET_TABLE = 'session';

interface Table {
  name: string;
  root: number;
  sql: string;
}

/**
 * Rebuilds the plain tables of a database in memory, from its bytes and row by row: for a Node whose SQLite accepts
 * neither bytes nor a URI (`immutable`), so that it would make files beside the database or need a copy of it on the
 * disk.
 *
 * @throws where its pages cannot be read like that, or it takes too long
 */
export function copyRows(bytes: Buffer, db: Database): void {
  const file = PageFile.of(bytes);
  if (
    bytes.readUInt16BE(PAGE_SIZE_AT) !== file.pageBytes ||
    bytes.readUInt32BE(ENCODING_AT) !== UTF8
  ) {
    throw new Error('this Node.js cannot read it: Node.js 22.15 or later can');
  }
  const until = steadyMs() + MAX_MS;
  db.exec('BEGIN');
  for (const table of tablesOf(file)) copyTable(file, table, db, until);
  db.exec('COMMIT');
}

function tablesOf(file: PageFile): Table[] {
  const tables: Table[] = [];
  for (const { values } of file.recordsBelow(1)) {
    const [type, name, , root, sql] = values;
    if (type !== 'table' || typeof name !== 'string' || typeof sql !== 'string') continue;
    if (typeof root !== 'number' || root < 2 || /^sqlite_/i.test(name)) continue;
    if (name.toLowerCase() === SECRET_TABLE) continue;
    // The statement as SQLite stores it. A table made from a query would run that query.
    if (!/^CREATE TABLE [^(]+\(/i.test(sql) || /\)\s*WITHOUT ROWID/i.test(sql)) continue;
    tables.push({ name, root, sql });
  }
  return tables;
}

function copyTable(file: PageFile, { name, root, sql }: Table, db: Database, until: number): void {
  db.prepare(sql).run();
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const columns = db.prepare(`PRAGMA table_xinfo(${quoted})`).all();
  // Generated columns are not in the records, or not in their usual places.
  if (columns.some(({ hidden }) => hidden !== 0)) {
    db.exec(`DROP TABLE ${quoted}`);
    return;
  }
  const isKey = columns.map(({ pk, type }) => Number(pk) > 0 && /^integer$/i.test(String(type)));
  const names = columns.map((column) => `"${String(column.name).replaceAll('"', '""')}"`);
  const inserts = new Map<number, ReturnType<Database['prepare']>>();
  let copied = 0;
  for (const { rowId, values } of file.recordsBelow(root)) {
    if (rowId === null) continue;
    // Rows from before a column was added lack it, and have its default.
    const width = Math.min(values.length, names.length);
    const insert = inserts.get(width) ?? prepareInsert(db, quoted, names.slice(0, width));
    inserts.set(width, insert);
    // The table's integer key is the row's own number.
    const row = values.slice(0, width).map((value, i): SqlValue => {
      return value === null && isKey[i] === true ? rowId : value;
    });
    insert.run(...row);
    copied += 1;
    if (copied % ROWS_A_LOOK === 0 && steadyMs() > until) {
      throw new Error('it takes too long to read');
    }
  }
}

/** Where a row breaks a constraint because of damage, the row is lost, not the table. */
function prepareInsert(db: Database, table: string, names: readonly string[]) {
  const places = names.map(() => '?').join(', ');
  return db.prepare(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${places})`);
}
