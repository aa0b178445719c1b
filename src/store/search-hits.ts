import { foldText, QUOTES } from '../log/search-query.ts';
import type { PhasePair } from '../session/tally.ts';
import { integer, textCell } from './cell.ts';
import type { Database, SqlValue } from './driver.ts';
import { isLarge, NAME_COLUMNS, searchedNames } from './search-index.ts';
import { currentIndex, scanIndex } from './search-scan.ts';
import type { StoredSession } from './session-row.ts';

/** Which items and issue groups of a session a search has found. */
export interface SearchHits {
  itemIds: readonly number[];
  /** The same as JSON, for SQL. */
  itemsJson: string;
  groupsJson: string;
  /** How many of the items have which pair of phases. */
  countByCombo: () => ReadonlyMap<PhasePair, number>;
}

const latest = new WeakMap<Database, { key: string; hits: SearchHits }>();

/**
 * Finds what contains all words of a text, each as a part of a word, whatever their case and the kind of their quotes:
 * items by their old and new names, their domain, one of their messages, or the first error of a log; groups by one of
 * their messages.
 *
 * @returns null where the text contains no word: then nothing is narrowed
 */
export function findHits(
  db: Database,
  session: StoredSession,
  text: string | null,
): SearchHits | null {
  const words = text === null ? [] : wordsOf(text);
  if (words.length === 0) return null;
  const { sid, cursor, queueStamp } = session;
  const key = [sid, cursor.generation, cursor.offset, queueStamp, text].join('\n');
  const known = latest.get(db);
  if (known?.key === key) return known.hits;
  const hits = hitsOf(db, sid, lookFor(db, session, words));
  latest.set(db, { key, hits });
  return hits;
}

/** A word of a search, folded; `isPlain`: SQLite folds it in the same way. */
interface Word {
  text: string;
  isPlain: boolean;
}

/** Each once, the longest first: it has the fewest hits. */
function wordsOf(search: string): Word[] {
  const words = new Map<string, Word>();
  for (const own of search.split(/\s+/)) {
    const text = foldText(own);
    if (text !== '')
      words.set(text, { text, isPlain: !NOT_ASCII.test(own.replace(ANY_QUOTE, '')) });
  }
  return [...words.values()].sort((a, b) => b.text.length - a.text.length);
}

/** With more hits it is cheaper to check whether an item is one of them than to look each of them up. */
export const MANY_HITS = 2000;

/** A view asks for its hits several times, and for the counts of each status. */
function hitsOf(db: Database, sid: number, { items, groups, wholeGroups }: Found): SearchHits {
  if (wholeGroups.length > 0) {
    const rows = db
      .prepare(
        `SELECT DISTINCT item_id FROM issue
          WHERE sid = ? AND group_id IN (SELECT value FROM json_each(?))`,
      )
      .all(sid, JSON.stringify(wholeGroups));
    for (const row of rows) items.add(integer(row, 'item_id'));
  }
  const itemIds = [...items].sort((a, b) => a - b);
  const itemsJson = JSON.stringify(itemIds);
  let counts: Map<PhasePair, number> | null = null;
  return {
    itemIds,
    itemsJson,
    groupsJson: JSON.stringify([...new Set([...groups, ...wholeGroups])]),
    countByCombo() {
      counts ??= new Map(
        db
          .prepare(
            // The plus sign keeps SQLite from using the index of a column.
            `SELECT combo, count(*) AS count FROM item WHERE ${itemIds.length > MANY_HITS ? '' : '+'}sid = ?
              AND ${itemIds.length > MANY_HITS ? '+' : ''}item_id IN (SELECT value FROM json_each(?)) GROUP BY combo`,
          )
          .all(sid, itemsJson)
          .map((row) => [integer(row, 'combo'), integer(row, 'count')]),
      );
      return counts;
    },
  };
}

interface Found {
  items: Set<number>;
  /** One of their messages contains all words. */
  groups: Set<number>;
  /** All of their messages contain them, in what they have in common. */
  wholeGroups: number[];
}

function lookFor(db: Database, session: StoredSession, words: readonly Word[]): Found {
  const { sid } = session;
  const found: Found = { items: new Set(), groups: new Set(), wholeGroups: [] };
  const texts = words.map(({ text }) => text);
  /** For each group: the words that its template does not contain, the longest first. */
  const missing = new Map<number, string[]>();
  for (const row of db
    .prepare('SELECT group_id, template FROM session_group WHERE sid = ? AND count > 0')
    .all(sid)) {
    const common = foldText((textCell(row, 'template') ?? '').replace(/‹[^›]*›/g, '\0'));
    const left = texts.filter((word) => !common.includes(word));
    const groupId = integer(row, 'group_id');
    if (left.length === 0) found.wholeGroups.push(groupId);
    else missing.set(groupId, left);
  }
  const hit = (groupId: number | null, itemId: number): void => {
    found.items.add(itemId);
    if (groupId !== null) found.groups.add(groupId);
  };
  lookThroughEvidence(db, sid, words, hit);
  const searchId = currentIndex(db, session);
  if (searchId === null) {
    lookThroughNames(db, sid, words, hit);
    lookThroughMessages(db, sid, words, hit);
    return found;
  }
  const pivots = new Set([...missing.values()].flatMap(([longest = '']) => longest));
  pivots.add(texts[0] ?? '');
  scanIndex(db, searchId, [...pivots], (word, line, groupId, itemId) => {
    const wanted = groupId === null ? texts : missing.get(groupId);
    if (wanted?.[0] !== word) return true;
    const [, ...others] = wanted;
    if (others.length === 0 || holdsAll(line(), others)) hit(groupId, itemId);
    return true;
  });
  return found;
}

function holdsAll(line: string, words: readonly string[]): boolean {
  return words.every((word) => line.includes(word));
}

/** Rows of a large session are read in storage order: looking each up by an index takes ten times as long. */
function rowsOf(db: Database, sid: number, table: string): string {
  return isLarge(db, sid) ? `${table} NOT INDEXED` : table;
}

type Hit = (groupId: number | null, itemId: number) => void;

function lookThroughNames(db: Database, sid: number, words: readonly Word[], hit: Hit): void {
  const all = NAME_COLUMNS.map((column) => `coalesce(${column}, '')`).join(" || ' ' || ");
  const { where, params } = holding(db, `(${all})`, words);
  const rows = db
    .prepare(
      `SELECT item_id, ${NAME_COLUMNS.join(', ')} FROM ${rowsOf(db, sid, 'item')} WHERE sid = ? AND ${where}`,
    )
    .all(sid, ...params);
  for (const row of rows) {
    const names = searchedNames(row);
    if (words.every((word) => names.includes(word.text))) hit(null, integer(row, 'item_id'));
  }
}

function lookThroughMessages(db: Database, sid: number, words: readonly Word[], hit: Hit): void {
  const { where, params } = holding(db, 'text', words);
  const rows = db
    .prepare(
      `SELECT group_id, item_id, text FROM ${rowsOf(db, sid, 'issue')} WHERE sid = ? AND ${where}`,
    )
    .iterate(sid, ...params);
  for (const row of rows) {
    const text = foldText(textCell(row, 'text') ?? '');
    if (words.every((word) => text.includes(word.text))) {
      hit(integer(row, 'group_id'), integer(row, 'item_id'));
    }
  }
}

/** Of each log the first error is searched, since that is what the page quotes. */
function lookThroughEvidence(db: Database, sid: number, words: readonly Word[], hit: Hit): void {
  const { where, params } = holding(db, 'first_text', words);
  const rows = db
    .prepare(
      `SELECT item_id, first_text FROM evidence WHERE sid = ? AND first_text IS NOT NULL AND ${where}`,
    )
    .all(sid, ...params);
  for (const row of rows) {
    const text = foldText(textCell(row, 'first_text') ?? '');
    if (words.every((word) => text.includes(word.text))) hit(null, integer(row, 'item_id'));
  }
}

/** `%`, `_` and `\` stand for themselves in a search. */
export function likePattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

const NOT_ASCII = /[^\p{ASCII}]/u;
const ANY_QUOTE = new RegExp(`[${QUOTES.join('')}]`, 'g');
const folding = new WeakSet<Database>();

/**
 * A condition that is true at least for every text with all the words. SQLite's LIKE ignores the case of ASCII letters
 * only, and is fast; a word with other letters is compared as JavaScript folds it.
 */
function holding(
  db: Database,
  column: string,
  words: readonly Word[],
): { where: string; params: SqlValue[] } {
  const parts: string[] = [];
  const params: SqlValue[] = [];
  for (const { text, isPlain } of words) {
    if (isPlain) {
      parts.push(`${column} LIKE ? ESCAPE '\\'`);
      params.push(likePattern(text).replace(ANY_QUOTE, '_'));
    } else {
      makeFold(db);
      parts.push(`instr(fold_text(${column}), ?) > 0`);
      params.push(text);
    }
  }
  return { where: parts.join(' AND '), params };
}

function makeFold(db: Database): void {
  if (folding.has(db)) return;
  db.function('fold_text', (value) => (typeof value === 'string' ? foldText(value) : null));
  folding.add(db);
}
