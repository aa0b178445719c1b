import { foldText } from '../log/fold-text.ts';
import { integer, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';
import type { StoredSession } from './session-row.ts';
import { inTransaction } from './transaction.ts';

/** A session of fewer rows is looked through as fast as an index is. */
const SMALL = 3000;
/** Rows that are read at once, and bytes that one chunk holds: memory is bounded by them. */
const ROWS = 4000;
const CHUNK_BYTES = 512 * 1024;

/** What the rows were when an index was made. */
function stampOf({ cursor, renewals, queueStamp }: StoredSession): string {
  return `${cursor.generation}:${renewals}:${cursor.offset}:${queueStamp ?? ''}`;
}

/** @returns the number of the index that fits the session's rows; null where there is none */
export function currentIndex(db: Database, session: StoredSession): number | null {
  const row = db
    .prepare(
      'SELECT search_id FROM search_index WHERE sid = ? AND session_id = ? AND stamp = ? AND is_whole = 1',
    )
    .get(session.sid, session.id, stampOf(session));
  return row ? integer(row, 'search_id') : null;
}

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
 * Makes the index of a session whose rows do not change any more. Another process may do the same: whose is whole last stays.
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
  const searchId = made.lastInsertRowid;
  const insert = db.prepare('INSERT INTO search_chunk (sid, search_id, lines) VALUES (?, ?, ?)');
  let lines: string[] = [];
  let length = 0;
  const flush = (): void => {
    // A text is folded letter by letter: once for many lines costs less than for each of them.
    if (lines.length > 0) insert.run(sid, searchId, Buffer.from(foldText(lines.join(''))));
    lines = [];
    length = 0;
  };
  for (const line of indexLines(db, sid)) {
    lines.push(line);
    length += line.length;
    if (length >= CHUNK_BYTES) flush();
  }
  flush();
  inTransaction(db, () => {
    deleteIndexes(db, sid, searchId);
    db.prepare('UPDATE search_index SET is_whole = 1 WHERE search_id = ?').run(searchId);
  });
  return true;
}

/** @param but the one that stays; absent: none */
export function deleteIndexes(db: Database, sid: number, but = 0): void {
  for (const table of ['search_chunk', 'search_index']) {
    db.prepare(`DELETE FROM ${table} WHERE sid = ? AND search_id <> ?`).run(sid, but);
  }
}

/** Takes away indexes of sessions that the cache has not, as an older version that knows of none leaves them. */
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
      db.prepare('DELETE FROM search_chunk WHERE search_id = ?').run(searchId);
      db.prepare('DELETE FROM search_index WHERE search_id = ?').run(searchId);
    });
  }
}

/** One line each, not yet folded: the words that are looked for, a tab, the group (none for an item's names) and the item. */
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

/** What a message says beside what its template does. To fold a text costs most: only this is kept. */
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
  // With a plain `sid` SQLite takes an index of it, and sorts all that is left for each page.
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

/** What an item is called: old name, new name, domain. */
export const NAME_COLUMNS = ['name', 'local_name', 'seen_local_name', 'seen_domain'];

/** All names of an item, folded. */
export function namesOf(row: Row): string {
  return foldText(namesIn(row));
}

function namesIn(row: Row): string {
  const names = NAME_COLUMNS.map((column) => textCell(row, column));
  return [...new Set(names.filter((name) => name !== null))].join(' ');
}

function oneLine(text: string): string {
  return text.replace(/[\t\r\n]/g, ' ');
}

const NEWLINE = 0x0a;
const TAB = 0x09;

/**
 * Calls `visit` for every line of an index that holds one of some words.
 *
 * @param visit gets the line's words; of a line that holds several of those it is called once for each
 */
export function scanIndex(
  db: Database,
  searchId: number,
  words: readonly string[],
  visit: (word: string, line: string, groupId: number | null, itemId: number) => void,
): void {
  const needles = words.map((word) => ({ word, bytes: Buffer.from(word) }));
  const ids = db
    .prepare('SELECT chunk_id FROM search_chunk WHERE search_id = ? ORDER BY chunk_id')
    .all(searchId);
  const select = db.prepare('SELECT lines FROM search_chunk WHERE chunk_id = ?');
  for (const { chunk_id: chunkId = null } of ids) {
    const lines = select.get(chunkId)?.lines;
    if (!(lines instanceof Uint8Array)) continue;
    const chunk = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    for (const { word, bytes } of needles) {
      for (let at = chunk.indexOf(bytes); at >= 0; ) {
        const end = chunk.indexOf(NEWLINE, at);
        const start = chunk.lastIndexOf(NEWLINE, at) + 1;
        const tab = chunk.indexOf(TAB, start);
        if (at < tab) {
          const [group = '', item = ''] = chunk.toString('latin1', tab + 1, end).split(',');
          const groupId = group === '' ? null : Number(group);
          visit(word, chunk.toString('utf8', start, tab), groupId, Number(item));
        }
        at = end < 0 ? -1 : chunk.indexOf(bytes, end + 1);
      }
    }
  }
}
