import { foldText } from '../log/search-query.ts';
import { integer, textCell } from './cell.ts';
import { type Database, inTransaction, type Row } from './driver.ts';
import { Grams, SEGMENT } from './search-grams.ts';
import { currentIndex, stampOf } from './search-scan.ts';
import type { StoredSession } from './session-row.ts';

/** A session of fewer rows is searched as fast without an index. */
const SMALL = 3000;
/** Rows that are read at once. */
const ROWS = 4000;
/** How many letters one chunk holds: a search reads whole chunks. */
const CHUNK = 16 * 1024;
/** How many chunks are written at once: this bounds the memory, and how long others wait. */
const CHUNKS_AT_ONCE = 32;

/** Whether a session is so large that searches need an index. */
export function isLarge(db: Database, sid: number): boolean {
  const row = db
    .prepare(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM item WHERE sid = ? LIMIT ?)) +
        (SELECT total(count) FROM session_group WHERE sid = ?) AS count`,
    )
    .get(sid, SMALL + 1, sid);
  return row !== undefined && Number(row.count) > SMALL;
}

/**
 * Makes the index of a session whose rows no longer change. Another process may do the same: the index that is finished
 * last stays.
 *
 * @returns false where it has one already or needs none
 * @throws the driver's busy error
 */
export function makeIndex(db: Database, session: StoredSession): boolean {
  const { sid, id } = session;
  if (currentIndex(db, session) !== null || !isLarge(db, sid)) return false;
  const made = db
    .prepare('INSERT INTO search_index (sid, session_id, stamp) VALUES (?, ?, ?)')
    .run(sid, id, stampOf(session));
  const searchId = Number(made.lastInsertRowid);
  writeChunks(db, sid, searchId);
  inTransaction(db, () => {
    deleteIndexes(db, sid, searchId);
    db.prepare('UPDATE search_index SET is_whole = 1 WHERE search_id = ?').run(searchId);
  });
  return true;
}

function writeChunks(db: Database, sid: number, searchId: number): void {
  const insert = db.prepare('INSERT INTO search_chunk (sid, search_id, lines) VALUES (?, ?, ?)');
  const insertGram = db.prepare('INSERT INTO search_gram VALUES (?, ?, ?, ?)');
  const grams = new Grams();
  let written = 0;
  const write = (chunks: readonly Uint8Array[]): void => {
    for (const chunk of chunks) {
      insert.run(sid, searchId, chunk);
      grams.add(written % SEGMENT, chunk);
      written++;
      if (written % SEGMENT === 0) writeGrams();
    }
  };
  const writeGrams = (): void => {
    const segment = Math.floor((written - 1) / SEGMENT);
    for (const { gram, chunks } of grams.rows()) insertGram.run(searchId, segment, gram, chunks);
    grams.clear();
  };
  let waiting: Uint8Array[] = [];
  for (const chunk of chunksOf(indexLines(db, sid))) {
    waiting.push(chunk);
    if (waiting.length < CHUNKS_AT_ONCE) continue;
    inTransaction(db, () => write(waiting));
    waiting = [];
  }
  inTransaction(db, () => {
    write(waiting);
    if (written % SEGMENT !== 0) writeGrams();
  });
}

function* chunksOf(lines: Iterable<string>): Generator<Uint8Array> {
  // Folding costs a fixed amount for each call: folding many lines at once is cheaper.
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(foldText(chunk));
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(foldText(chunk));
}

/** @param but the one that stays; absent: none */
export function deleteIndexes(db: Database, sid: number, but = 0): void {
  db.prepare(
    `DELETE FROM search_gram WHERE search_id IN
      (SELECT search_id FROM search_index WHERE sid = ? AND search_id <> ?)`,
  ).run(sid, but);
  for (const table of ['search_chunk', 'search_index']) {
    db.prepare(`DELETE FROM ${table} WHERE sid = ? AND search_id <> ?`).run(sid, but);
  }
}

/** Removes indexes of sessions that are no longer in the cache, as older versions, which know of no indexes, leave them. */
export function deleteOrphans(db: Database): void {
  const orphans = db
    .prepare(
      `SELECT sid, search_id FROM search_index WHERE NOT EXISTS
        (SELECT 1 FROM session WHERE session.sid = search_index.sid AND session.id = session_id)`,
    )
    .all();
  for (const row of orphans) {
    const searchId = integer(row, 'search_id');
    inTransaction(db, () => {
      for (const table of ['search_gram', 'search_chunk', 'search_index']) {
        db.prepare(`DELETE FROM ${table} WHERE search_id = ?`).run(searchId);
      }
    });
  }
}

/** One line each, not yet folded: the words that are looked for, a tab, the group (empty for an item's names) and the item. */
function* indexLines(db: Database, sid: number): Generator<string> {
  for (const row of pages(db, 'item', 'item_id', NAME_COLUMNS, sid)) {
    yield `${oneLine(namesIn(row))}\t,${integer(row, 'item_id')}\n`;
  }
  const known = new Map<number, ReadonlySet<string>>();
  const template = db.prepare('SELECT template FROM session_group WHERE sid = ? AND group_id = ?');
  for (const row of pages(db, 'issue', 'issue_id', ['group_id', 'item_id', 'text'], sid)) {
    const groupId = integer(row, 'group_id');
    let words = known.get(groupId);
    if (!words) {
      const found = template.get(sid, groupId);
      words = new Set((found ? (textCell(found, 'template') ?? '') : '').split(' '));
      known.set(groupId, words);
    }
    const own = ownWords(textCell(row, 'text') ?? '', words);
    if (own !== '') yield `${own}\t${groupId},${integer(row, 'item_id')}\n`;
  }
}

/** The words of a message that its template does not have. Folding a text costs most, so only these are kept. */
function ownWords(text: string, common: ReadonlySet<string>): string {
  let own = '';
  for (const word of text.split(' ')) if (!common.has(word)) own += `${word} `;
  return oneLine(own);
}

/** A session's rows in the order of their numbers; nothing is held open while they are used. */
function* pages(
  db: Database,
  table: string,
  key: string,
  columns: readonly string[],
  sid: number,
): Generator<Row> {
  const ends = db
    .prepare(`SELECT min(${key}) AS low, max(${key}) AS high FROM ${table} WHERE sid = ?`)
    .get(sid);
  if (!ends || ends.low === null) return;
  const high = integer(ends, 'high');
  // With a plain `sid` SQLite uses an index on it, and sorts everything that is left for each page.
  const select = db.prepare(
    `SELECT ${[key, ...columns].join(', ')} FROM ${table} WHERE ${key} > ? AND ${key} <= ? AND +sid = ? ORDER BY ${key} LIMIT ?`,
  );
  for (let last = integer(ends, 'low') - 1; ; ) {
    const rows = select.all(last, high, sid, ROWS);
    if (rows.length === 0) return;
    yield* rows;
    last = integer(rows.at(-1) ?? {}, key);
  }
}

/** The names of an item: old name, new name, domain. */
export const NAME_COLUMNS = ['name', 'local_name', 'seen_local_name', 'seen_domain'];

/** All names of an item, folded. */
export function searchedNames(row: Row): string {
  return foldText(namesIn(row));
}

function namesIn(row: Row): string {
  const names = NAME_COLUMNS.map((column) => textCell(row, column));
  return [...new Set(names.filter((name) => name !== null))].join(' ');
}

function oneLine(text: string): string {
  return text.replace(/[\t\r\n]/g, ' ');
}
