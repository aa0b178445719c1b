import type { AccountFacts } from '../session/facts.ts';
import type { ItemFacts, Level } from '../session/item.ts';
import type { Combo } from '../session/tally.ts';
import { integer, textCell } from './cell.ts';
import type { Database, SqlValue } from './driver.ts';
import { itemAsJson, readItem, readItemJson } from './item-row.ts';
import { narrow } from './names-like.ts';
import { likePattern, MANY, type SearchHits } from './search-hits.ts';

/**
 * A query for the ids of a session's items in the order of the log, for a FROM clause. The items of each pair of phases lie in
 * that order: the first of each are merged by their keys alone, so that a page costs what it shows and not a sort of all items.
 *
 * @param combos at least one
 */
export function firstInLogOrder(
  sid: number,
  combos: readonly Combo[],
  { limit, offset }: { limit: number; offset: number },
): { sql: string; params: number[] } {
  const firsts = combos.map(
    () =>
      'SELECT * FROM (SELECT item_id, first_at FROM item WHERE sid = ? AND combo = ? ORDER BY first_at LIMIT ?)',
  );
  return {
    sql: `(${firsts.join(' UNION ALL ')} ORDER BY first_at LIMIT ? OFFSET ?)`,
    params: [...combos.flatMap((combo) => [sid, combo, limit + offset]), limit, offset],
  };
}

/** Which items of a session: by the pair of their phases, and by what a search has found. Null: all. */
export interface ItemFilter {
  combos: readonly Combo[] | null;
  /** What they lack, by the graver of their outcomes and their logs; absent or null: whatever. */
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
  const { combos, found } = filter;
  // The sign keeps SQLite from going by the index of a column.
  const [byNumber, byOthers] =
    found !== null && found.itemIds.length <= MANY ? ['', '+'] : ['+', ''];
  const parts = [`${byOthers}sid = ?`];
  const params: SqlValue[] = [sid];
  if (combos !== null) {
    parts.push(`${byOthers}combo IN (${combos.map(() => '?').join(', ') || 'NULL'})`);
    params.push(...combos);
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
  if (filter.combos !== null && isByPhases && order.by === 'log' && !order.descending) {
    return listInLogOrder(db, sid, filter.combos, page);
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
  combos: readonly Combo[],
  page: { limit: number; offset: number },
): ItemFacts[] {
  if (combos.length === 0) return [];
  const wanted = firstInLogOrder(sid, combos, page);
  return db
    .prepare(
      `SELECT ${itemAsJson()} FROM ${wanted.sql} AS wanted
        JOIN item USING (item_id) ORDER BY wanted.first_at`,
    )
    .all(...wanted.params)
    .map(readItemJson);
}

/** All items of a session in the order of the log, one at a time: an export holds none of it in memory. */
export function* iterateItems(db: Database, sid: number, filter: ItemFilter): Generator<ItemFacts> {
  const { where, params } = conditions(sid, filter);
  const rows = db
    .prepare(`SELECT ${itemAsJson()} FROM item WHERE ${where} ORDER BY first_at`)
    .iterate(...params);
  for (const row of rows) yield readItemJson(row);
}

export function countItems(db: Database, sid: number, filter: ItemFilter): number {
  if (filter.found !== null) return countFound(filter.found, filter.combos);
  const { where, params } = conditions(sid, filter);
  const row = db.prepare(`SELECT count(*) AS count FROM item WHERE ${where}`).get(...params);
  return row ? integer(row, 'count') : 0;
}

function countFound(found: SearchHits, combos: ItemFilter['combos']): number {
  let sum = 0;
  for (const [combo, count] of found.countByCombo()) {
    if (combos === null || combos.includes(combo)) sum += count;
  }
  return sum;
}

/** A stretch of a master log in bytes: `from` inclusive, `to` exclusive; null: to its end. */
export interface LogSpan {
  from: number;
  to: number | null;
}

/** Items whose last change is a line of a stretch of the master log, in the order of these changes. */
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

/** Where the first items that lines from a byte offset on have changed were changed last, one offset an item, ascending. */
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

/** Items whose logs say something that their outcomes do not, the gravest first, then in the order of the log. */
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

/**
 * Every attempt at an account, by its old name, its new name or its domain; the newest session first. Servers keep these
 * in lower case, so that is looked for as well; only where neither is found are all names compared without regard to case.
 */
export function findAccount(db: Database, account: string): AccountFacts[] {
  const wanted = account.trim();
  const exact = findSpelled(db, '=', [...new Set([wanted, wanted.toLowerCase()])]);
  if (exact.length > 0) return exact;
  return findSpelled(
    db,
    'LIKE',
    [likePattern(wanted).slice(1, -1)],
    narrow(db, wanted, MOST_ALIKE),
  );
}

/** As many items whose names hold a text are looked at for one whose name is it. */
const MOST_ALIKE = 500;

/** @param spellings patterns for LIKE, otherwise names */
function findSpelled(
  db: Database,
  comparison: '=' | 'LIKE',
  spellings: readonly string[],
  narrowed: { where: string; params: SqlValue[] } = { where: '', params: [] },
): AccountFacts[] {
  const select = `SELECT item.*, session.id AS session_id,
    coalesce(session.started_at, session.seen_started_at, 0) AS session_started
    FROM item JOIN session USING (sid)`;
  const fits = (column: string): string =>
    comparison === '='
      ? `${column} IN (${spellings.map(() => '?').join(', ')})`
      : `${column} LIKE ? ESCAPE '\\'`;
  // The conditions are those of the indexes.
  return db
    .prepare(
      `${select} WHERE ${narrowed.where} ${fits('name')}
        UNION ${select} WHERE ${narrowed.where} ${fits('local_name')} AND local_name <> name
        UNION ${select} WHERE ${narrowed.where} ${fits('seen_local_name')} AND seen_local_name <> name
        UNION ${select} WHERE ${narrowed.where} ${fits('seen_domain')} AND seen_domain IS NOT NULL
        ORDER BY session_started DESC, sid DESC, first_at`,
    )
    .all(...Array.from({ length: 4 }, () => [...narrowed.params, ...spellings]).flat())
    .map((row) => ({ sessionId: textCell(row, 'session_id') ?? '', item: readItem(row) }));
}

/** A name that nobody has is most often mistyped behind its beginning. */
const SURE_LETTERS = 3;

/** Names of items that hold a part of a name, or whose new name or domain does; where none does, those that begin alike. */
export function similarNames(db: Database, part: string, limit: number): string[] {
  const wanted = part.trim();
  const holding = namesLike(db, wanted, likePattern(wanted), limit);
  if (holding.length > 0 || wanted.length <= SURE_LETTERS) return holding;
  const beginning = wanted.slice(0, SURE_LETTERS);
  return namesLike(db, beginning, likePattern(beginning).slice(1), limit);
}

function namesLike(db: Database, text: string, pattern: string, limit: number): string[] {
  const { where, params } = narrow(db, text, limit);
  return db
    .prepare(
      `SELECT DISTINCT name FROM item WHERE ${where} (name LIKE ? ESCAPE '\\' OR local_name LIKE ? ESCAPE '\\'
        OR seen_domain LIKE ? ESCAPE '\\') ORDER BY name LIMIT ?`,
    )
    .all(...params, pattern, pattern, pattern, limit)
    .map((row) => textCell(row, 'name') ?? '');
}
