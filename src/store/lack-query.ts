import { COUNTER_KINDS, type Counters } from '../session/issue.ts';
import { itemKey, type Level } from '../session/item.ts';
import { asLevel } from '../session/result.ts';
import { integer, numberCell, queueCell, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';

const MOVED = `coalesce(t_status, '') <> 'failed' AND coalesce(r_status, '') <> 'failed'`;
const SILENT = `FROM evidence AS e JOIN item USING (item_id)
  WHERE e.sid = ? AND (e.errors > 0 OR e.modules <> '[]') AND e.level > 0 AND ${MOVED}`;

/** What the log of a moved item says against it although no counter of the session reports it. */
export interface SilentLog {
  type: string;
  name: string;
  queue: 'TRANSFER' | 'RESTORE';
  log: string;
  /** The first error, where there is more than the bad end of a module. */
  at: number | null;
  text: string | null;
  failedModules: string[];
}

/**
 * Moved items whose logs contain errors that nothing reports: how many there are, and the logs of the first of them,
 * the worst first.
 */
export function listSilentLogs(
  db: Database,
  sid: number,
  limit: number,
): { items: number; first: SilentLog[] } {
  const first = db
    .prepare(
      `SELECT item.type, item.name, e.queue, e.logfile, e.first_at AS at, e.first_text, e.modules ${SILENT}
        ORDER BY e.level DESC, item.first_at, e.errors = 0, e.queue DESC LIMIT ?`,
    )
    .all(sid, limit)
    .map((row) => ({
      ...readName(row),
      queue: queueCell(row),
      log: textCell(row, 'logfile') ?? '',
      at: numberCell(row, 'at'),
      text: textCell(row, 'first_text'),
      failedModules: readModules(row),
    }));
  // All of them were read: no second pass over all logs is needed to count them.
  if (first.length < limit) return { items: new Set(first.map(itemKey)).size, first };
  const count = db.prepare(`SELECT count(DISTINCT item_id) AS count ${SILENT}`).get(sid);
  return { items: count ? integer(count, 'count') : 0, first };
}

function readModules(row: Row): string[] {
  const value: unknown = JSON.parse(textCell(row, 'modules') ?? '[]');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

/** A moved item whose counters report more than its list of messages has. */
export interface UnlistedRow {
  type: string;
  name: string;
  level: Level;
  /** What is counted but not listed. */
  unlisted: Counters;
}

/** Moved items whose counters report more than their lists, the worst first; nothing names what they lack. */
export function listUnlisted(db: Database, sid: number): UnlistedRow[] {
  const counted = (kind: string): string => `t_${kind} + r_${kind}`;
  const isListed = (kind: string): string => `coalesce(listed.${kind}, 0)`;
  const cells = COUNTER_KINDS.map(
    (kind) => `max(0, ${counted(kind)} - ${isListed(kind)}) AS ${kind}`,
  );
  const sums = COUNTER_KINDS.map((kind) => `sum(sg.kind = '${kind}') AS ${kind}`);
  const rows = db
    .prepare(
      `WITH short AS MATERIALIZED (SELECT item_id FROM item WHERE sid = ? AND unlisted = 1 AND ${MOVED}),
        listed AS MATERIALIZED (SELECT item_id, ${sums.join(', ')} FROM short CROSS JOIN issue USING (item_id)
          CROSS JOIN session_group AS sg ON sg.sid = issue.sid AND sg.group_id = issue.group_id GROUP BY item_id)
        SELECT type, name, ${cells.join(', ')} FROM short JOIN item USING (item_id) LEFT JOIN listed USING (item_id)
        ORDER BY ${counted('dangerous')} <= ${isListed('dangerous')}, first_at`,
    )
    .all(sid);
  return rows.map((row) => {
    const unlisted: Counters = { dangerous: 0, altered: 0, skipped: 0, warning: 0 };
    for (const kind of COUNTER_KINDS) unlisted[kind] = integer(row, kind);
    return { ...readName(row), level: asLevel(unlisted.dangerous > 0 ? 2 : 1), unlisted };
  });
}

function readName(row: Row): { type: string; name: string } {
  return { type: textCell(row, 'type') ?? '', name: textCell(row, 'name') ?? '' };
}
