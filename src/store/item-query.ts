import type { ItemFacts, Level } from '../session/item.ts';
import type { PhasePair } from '../session/tally.ts';
import { integer } from './cell.ts';
import type { Database, SqlValue } from './driver.ts';
import { itemAsJson, readItemJson } from './item-row.ts';
import { MANY_HITS, type SearchHits } from './search-hits.ts';

/**
 * A query, for a FROM clause, for the ids of a session's items in the order of the log. The items of each pair of
 * phases are stored in that order: the first of each pair are merged by their keys alone, so that a page costs what it
 * shows, and not a sort of all items.
 *
 * @param phasePairs at least one
 */
export function firstInLogOrder(
  sid: number,
  phasePairs: readonly PhasePair[],
  { limit, offset }: { limit: number; offset: number },
): { sql: string; params: number[] } {
  const firsts = phasePairs.map(
    () =>
      'SELECT * FROM (SELECT item_id, first_at FROM item WHERE sid = ? AND combo = ? ORDER BY first_at LIMIT ?)',
  );
  return {
    sql: `(${firsts.join(' UNION ALL ')} ORDER BY first_at LIMIT ? OFFSET ?)`,
    params: [...phasePairs.flatMap((combo) => [sid, combo, limit + offset]), limit, offset],
  };
}

/** Which items of a session: by their pairs of phases, and by what a search found. Null: all. */
export interface ItemFilter {
  phasePairs: readonly PhasePair[] | null;
  /** How much they lack, by the worse of their outcomes and their logs; absent or null: any. */
  level?: Level | null;
  found: SearchHits | null;
}

/** Orders of a list of items: expressions over the columns of `item`, the most important first. */
const ORDERS = {
  log: ['first_at'],
  name: ['name COLLATE NOCASE', 'type'],
  size: ['coalesce(size, seen_size)'],
  started: ['coalesce(t_started_at, r_started_at)'],
  duration: ['coalesce(r_ended_at, t_ended_at) - coalesce(t_started_at, r_started_at)'],
} as const;
export type ItemOrder = keyof typeof ORDERS;

function conditions(sid: number, filter: ItemFilter): { where: string; params: SqlValue[] } {
  const { phasePairs, found } = filter;
  // The plus sign keeps SQLite from using the index of a column.
  const [byNumber, byOthers] =
    found !== null && found.itemIds.length <= MANY_HITS ? ['', '+'] : ['+', ''];
  const parts = [`${byOthers}sid = ?`];
  const params: SqlValue[] = [sid];
  if (phasePairs !== null) {
    parts.push(`${byOthers}combo IN (${phasePairs.map(() => '?').join(', ') || 'NULL'})`);
    params.push(...phasePairs);
  }
  const level = filter.level ?? null;
  if (level !== null) {
    parts.push('max(issue_level, coalesce(evidence_level, 0)) = ?');
    params.push(level);
  }
  if (found !== null) {
    parts.push(`${byNumber}item_id IN (SELECT value FROM json_each(?))`);
    params.push(found.itemsJson);
  }
  return { where: parts.join(' AND '), params };
}

/** One page of a session's items. */
export function listItems(
  db: Database,
  sid: number,
  filter: ItemFilter,
  order: { by: ItemOrder; descending: boolean },
  page: { limit: number; offset: number },
): ItemFacts[] {
  const isByPhases = (filter.level ?? null) === null && filter.found === null;
  if (filter.phasePairs !== null && isByPhases && order.by === 'log' && !order.descending) {
    return listInLogOrder(db, sid, filter.phasePairs, page);
  }
  const { where, params } = conditions(sid, filter);
  const direction = order.descending ? ' DESC' : '';
  const by = ORDERS[order.by].map((expression) => expression + direction).join(', ');
  return db
    .prepare(`SELECT ${itemAsJson()} FROM item WHERE ${where} ORDER BY ${by} LIMIT ? OFFSET ?`)
    .all(...params, page.limit, page.offset)
    .map(readItemJson);
}

function listInLogOrder(
  db: Database,
  sid: number,
  phasePairs: readonly PhasePair[],
  page: { limit: number; offset: number },
): ItemFacts[] {
  if (phasePairs.length === 0) return [];
  const wanted = firstInLogOrder(sid, phasePairs, page);
  return db
    .prepare(
      `SELECT ${itemAsJson()} FROM ${wanted.sql} AS wanted
        JOIN item USING (item_id) ORDER BY wanted.first_at`,
    )
    .all(...wanted.params)
    .map(readItemJson);
}

/** How many items of an export are read at once. */
const PIECE = 256;

/**
 * All items of a session in the order of the log: an export holds a few of them in memory. Only their ids are sorted:
 * sorting the items themselves would write all of a large session to a temporary file.
 *
 * @param columns what is read of each item; the other fields are empty
 */
export function* iterateItems(
  db: Database,
  sid: number,
  filter: ItemFilter,
  columns?: readonly string[],
): Generator<ItemFacts> {
  const { where, params } = conditions(sid, filter);
  const numbers = db
    .prepare(`SELECT item_id FROM item WHERE ${where} ORDER BY first_at`)
    .iterate(...params);
  const items = db.prepare(
    `SELECT ${itemAsJson(columns)} FROM item WHERE item_id IN (SELECT value FROM json_each(?)) ORDER BY first_at`,
  );
  const read = (piece: readonly number[]) => items.all(JSON.stringify(piece)).map(readItemJson);
  let piece: number[] = [];
  for (const row of numbers) {
    piece.push(integer(row, 'item_id'));
    if (piece.length < PIECE) continue;
    yield* read(piece);
    piece = [];
  }
  if (piece.length > 0) yield* read(piece);
}

export function countItems(db: Database, sid: number, filter: ItemFilter): number {
  if (filter.found !== null) return countFound(filter.found, filter.phasePairs);
  const { where, params } = conditions(sid, filter);
  const row = db.prepare(`SELECT count(*) AS count FROM item WHERE ${where}`).get(...params);
  return row ? integer(row, 'count') : 0;
}

function countFound(found: SearchHits, phasePairs: ItemFilter['phasePairs']): number {
  let sum = 0;
  for (const [combo, count] of found.countByCombo()) {
    if (phasePairs === null || phasePairs.includes(combo)) sum += count;
  }
  return sum;
}

/** A stretch of a master log in bytes: `from` inclusive, `to` exclusive; null: to its end. */
export interface LogSpan {
  from: number;
  to: number | null;
}

/** Items whose last change is in a stretch of the master log, in the order of these changes. */
export function changedItems(
  db: Database,
  sid: number,
  filter: ItemFilter,
  { from, to }: LogSpan,
): ItemFacts[] {
  const { where, params } = conditions(sid, filter);
  return db
    .prepare(
      `SELECT ${itemAsJson()} FROM item WHERE ${where} AND changed_at >= ? AND changed_at < ?
        ORDER BY changed_at, item_id`,
    )
    .all(...params, from, to ?? Number.MAX_SAFE_INTEGER)
    .map(readItemJson);
}

/** For the first items that lines from a byte offset on have changed: the offset of each one's last change, ascending. */
export function itemChanges(
  db: Database,
  sid: number,
  filter: ItemFilter,
  from: number,
  limit: number,
): number[] {
  const { where, params } = conditions(sid, filter);
  return db
    .prepare(
      `SELECT changed_at FROM item WHERE ${where} AND changed_at >= ? ORDER BY changed_at LIMIT ?`,
    )
    .all(...params, from, limit)
    .map((row) => integer(row, 'changed_at'));
}

export function countChangedItems(
  db: Database,
  sid: number,
  filter: ItemFilter,
  from: number,
): number {
  const { where, params } = conditions(sid, filter);
  const row = db
    .prepare(`SELECT count(*) AS count FROM item WHERE ${where} AND changed_at >= ?`)
    .get(...params, from);
  return row ? integer(row, 'count') : 0;
}

/** Items whose logs say something that their outcomes do not, the worst first, then in the order of the log. */
export function itemsWithEvidence(db: Database, sid: number, limit: number): ItemFacts[] {
  return db
    .prepare(
      `SELECT ${itemAsJson()} FROM (SELECT item_id, max(level) AS level FROM evidence
        WHERE sid = ? AND level > 0 GROUP BY item_id) AS found JOIN item USING (item_id)
        ORDER BY found.level DESC, item.first_at LIMIT ?`,
    )
    .all(sid, limit)
    .map(readItemJson);
}

/** @param type null: the first item of that name, whatever its type */
export function findItem(
  db: Database,
  sid: number,
  type: string | null,
  name: string,
): ItemFacts | null {
  const select = `SELECT ${itemAsJson()} FROM item WHERE sid = ? AND name = ?`;
  const row =
    type === null
      ? db.prepare(`${select} ORDER BY first_at`).get(sid, name)
      : db.prepare(`${select} AND type = ?`).get(sid, name, type);
  return row ? readItemJson(row) : null;
}
