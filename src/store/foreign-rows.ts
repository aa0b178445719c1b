import { steadyMs } from '../system/steady-clock.ts';
import type { Database, SqlValue } from './driver.ts';
import { PageFile } from './page-file.ts';

/** How long the copying of one database may take, in milliseconds. */
const MAX_MS = 5000;
/** So many rows are copied between two looks at the clock. */
const ROWS_A_LOOK = 256;
/** Where the head of a file says how large its pages are, and how its texts are written. */
const PAGE_SIZE_AT = 16;
const ENCODING_AT = 56;
const UTF8 = 1;
/** Of the server's tables this one holds credentials: it is not copied, not even in memory. */
const SECRET_TABLE = 'session';

interface Table {
  name: string;
  root: number;
  sql: string;
}

/**
 * Makes the plain tables of a database again in one in memory, from its bytes and row by row: for a Node whose SQLite takes neither bytes
 * nor an address (`immutable`), so that it would make files beside the database or need a copy of it on the disk.
 *
 * @throws where its pages are none that can be read so, or it takes too long
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
    // As SQLite keeps it. One that is made of a query would run it.
    if (!/^CREATE TABLE [^(]+\(/i.test(sql) || /\)\s*WITHOUT ROWID/i.test(sql)) continue;
    tables.push({ name, root, sql });
  }
  return tables;
}

function copyTable(file: PageFile, { name, root, sql }: Table, db: Database, until: number): void {
  db.prepare(sql).run();
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const columns = db.prepare(`PRAGMA table_xinfo(${quoted})`).all();
  // Columns that are worked out of others are not, or not where one looks, in the records.
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
    // What is in the table's key is the row's own number.
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

/** Rules of the table that damage has broken lose the row, not the table. */
function prepareInsert(db: Database, table: string, names: readonly string[]) {
  const places = names.map(() => '?').join(', ');
  return db.prepare(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${places})`);
}
