import { integer, textCell } from './cell.ts';
import type { Database } from './driver.ts';
import { gramsOf, intersect, SEGMENT } from './search-grams.ts';
import { findSession, type StoredSession } from './session-row.ts';

/** Describes the rows from which an index was made. */
export function stampOf({ cursor, renewals, queueStamp }: StoredSession): string {
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

/** The indexes that fit their sessions' rows. */
export function currentIndexes(db: Database): { sid: number; searchId: number }[] {
  const sids = new Map<number, number>();
  for (const row of db.prepare('SELECT DISTINCT session_id FROM search_index').all()) {
    const session = findSession(db, textCell(row, 'session_id') ?? '');
    const searchId = session && currentIndex(db, session);
    if (session && searchId !== null) sids.set(session.sid, searchId);
  }
  return [...sids].map(([sid, searchId]) => ({ sid, searchId }));
}

const NEWLINE = 0x0a;
const TAB = 0x09;
const COMMA = 0x2c;

/**
 * Receives a word that was looked for and a line that contains it; for a line that contains several, it is called once
 * for each.
 *
 * @param line its words
 * @param groupId null: the names of an item; these come before all messages
 * @returns false to skip the rest
 */
type Visit = (word: string, line: () => string, groupId: number | null, itemId: number) => boolean;

/** Calls `visit` for every line of an index that contains one of some words. The words contain no spaces. */
export function scanIndex(
  db: Database,
  searchId: number,
  words: readonly string[],
  visit: Visit,
): void {
  const select = db.prepare('SELECT lines FROM search_chunk WHERE chunk_id = ?');
  for (const [chunkId, needles] of chunksToRead(db, searchId, words)) {
    const lines = select.get(chunkId)?.lines;
    if (!(lines instanceof Uint8Array)) continue;
    const chunk = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    for (const { word, bytes } of needles) {
      for (let at = chunk.indexOf(bytes); at >= 0; ) {
        const end = chunk.indexOf(NEWLINE, at);
        const start = chunk.lastIndexOf(NEWLINE, at) + 1;
        const tab = chunk.indexOf(TAB, start);
        if (at < tab) {
          const comma = chunk.indexOf(COMMA, tab);
          const groupId = comma === tab + 1 ? null : numberIn(chunk, tab + 1, comma);
          const line = (): string => chunk.toString('utf8', start, tab);
          if (!visit(word, line, groupId, numberIn(chunk, comma + 1, end))) return;
        }
        at = end < 0 ? -1 : chunk.indexOf(bytes, end + 1);
      }
    }
  }
}

/** @param end exclusive; negative: the end of the chunk */
function numberIn(chunk: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < (end < 0 ? chunk.length : end); at++) {
    number = number * 10 + (chunk[at] ?? 0) - 0x30;
  }
  return number;
}

interface Needle {
  word: string;
  bytes: Buffer;
}

/** The chunks that can contain one of some words, each with these words. */
function chunksToRead(
  db: Database,
  searchId: number,
  words: readonly string[],
): Map<number, Needle[]> {
  const ids = db
    .prepare('SELECT chunk_id FROM search_chunk WHERE search_id = ? ORDER BY chunk_id')
    .all(searchId)
    .map((row) => integer(row, 'chunk_id'));
  const read = new Map<number, Needle[]>();
  for (const word of words) {
    const needle = { word, bytes: Buffer.from(word) };
    for (const position of positionsOf(db, searchId, needle.bytes, ids.length)) {
      const id = ids[position] ?? 0;
      const needles = read.get(id) ?? [];
      needles.push(needle);
      read.set(id, needles);
    }
  }
  return read;
}

/** Positions, among all chunks of an index, of those that can contain a word. */
function* positionsOf(
  db: Database,
  searchId: number,
  word: Uint8Array,
  count: number,
): Generator<number> {
  const grams = gramsOf(word);
  const select = db.prepare(
    `SELECT chunks FROM search_gram WHERE search_id = ? AND segment = ?
      AND gram IN (${grams.map(() => '?').join(', ') || 'NULL'})`,
  );
  for (let start = 0; start < count; start += SEGMENT) {
    const sets = select
      .all(searchId, start / SEGMENT, ...grams)
      .map(({ chunks }) => (chunks instanceof Uint8Array ? chunks : new Uint8Array()));
    if (sets.length < grams.length) continue;
    for (const position of intersect(sets)) if (start + position < count) yield start + position;
  }
}
