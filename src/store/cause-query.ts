import { QUEUES } from '../session/item.ts';
import { ALL_PHASE_PAIRS, phaseOf } from '../session/tally.ts';
import { integer, KIND_RANK, kindCell, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';
import { asEffect, type GroupEffect } from './result-store.ts';

/** An issue type that somebody has to act on, with the first items that have it. */
export interface CauseRow extends GroupEffect {
  id: string;
  module: string | null;
  function: string | null;
  template: string;
  /** One message in its own words. */
  text: string;
  itemCount: number;
  items: { type: string; name: string }[];
}

/**
 * What needs action: failures, follow-ups (docs/glossary.md), and warnings about something that is known to be missing
 * or to stop working.
 */
const ASKS_FOR_WORK = `sg.left > 0 AND (g.kind = 'failure' OR
  (g.kind IN ('dangerous', 'altered', 'skipped') AND sg.effect <> 'none') OR
  (g.kind = 'warning' AND sg.effect IN ('not-moved', 'breaks')))`;

/** Failures first, then by what the issue does to the account, most severe first. */
const URGENCY = `CASE WHEN g.kind = 'failure' THEN 0 WHEN sg.effect = 'not-moved' THEN 1
  WHEN sg.effect = 'breaks' THEN 2 WHEN g.kind = 'dangerous' AND sg.effect = '' THEN 1 ELSE 3 END`;

/** Takes the session's number, and the numbers of settled items as JSON; `left` is how many items of a group are not settled. */
const FROM = `FROM (SELECT sg.*, sg.items - coalesce(settled.items, 0) AS left FROM session_group AS sg
    LEFT JOIN (SELECT group_id, count(DISTINCT item_id) AS items FROM issue
      WHERE item_id IN (SELECT value FROM json_each(?)) GROUP BY group_id) AS settled USING (group_id)
    WHERE sg.sid = ?) AS sg JOIN issue_group AS g USING (group_id)`;

/**
 * The causes of a session, the most urgent first, then by the number of items.
 *
 * @param settled items that a later session has settled: they no longer count
 * @param limits how many causes, and how many items of each are named
 */
export function listCauses(
  db: Database,
  sid: number,
  settled: readonly number[],
  limits: { causes: number; names: number },
): CauseRow[] {
  const without = JSON.stringify(settled);
  const isSettled = new Set(settled);
  const messages = db.prepare(
    'SELECT item_id, text FROM issue WHERE sid = ? AND group_id = ? ORDER BY at, issue_id',
  );
  const item = db.prepare('SELECT type, name FROM item WHERE item_id = ?');
  /** A cause can have thousands of messages, of which the first few are read. */
  const firstOf = (groupId: number): { text: string | null; items: CauseRow['items'] } => {
    const found = new Set<number>();
    let text: string | null = null;
    for (const row of messages.iterate(sid, groupId)) {
      const itemId = integer(row, 'item_id');
      if (isSettled.has(itemId)) continue;
      text ??= textCell(row, 'text');
      found.add(itemId);
      if (found.size >= limits.names) break;
    }
    return { text, items: [...found].map((itemId) => readName(item.get(itemId) ?? {})) };
  };
  return db
    .prepare(
      `SELECT g.*, sg.template, sg.effect, sg.explanation, sg.left ${FROM} WHERE ${ASKS_FOR_WORK}
        ORDER BY ${URGENCY}, ${KIND_RANK}, sg.left DESC, sg.first_at, g.key LIMIT ?`,
    )
    .all(without, sid, limits.causes)
    .map((row) => {
      const { text, items } = firstOf(integer(row, 'group_id'));
      const template = textCell(row, 'template') ?? '';
      return {
        id: textCell(row, 'key') ?? '',
        kind: kindCell(row),
        effect: asEffect(textCell(row, 'effect')),
        explanation: textCell(row, 'explanation'),
        module: textCell(row, 'module'),
        function: textCell(row, 'function'),
        template,
        text: text ?? template,
        itemCount: integer(row, 'left'),
        items,
      };
    });
}

/** How many of these causes there are. */
export function countCauses(db: Database, sid: number, settled: readonly number[]): number {
  const row = db
    .prepare(`SELECT count(*) AS count ${FROM} WHERE ${ASKS_FOR_WORK}`)
    .get(JSON.stringify(settled), sid);
  return row ? integer(row, 'count') : 0;
}

function readName(row: Row): { type: string; name: string } {
  return { type: textCell(row, 'type') ?? '', name: textCell(row, 'name') ?? '' };
}

/** Items that failed without a reason given: how many there are, and the first of them, without settled ones. */
export function listUnexplained(
  db: Database,
  sid: number,
  settled: readonly number[],
  limit: number,
): { total: number; names: { type: string; name: string }[] } {
  // The index of items finds them by their phases.
  const failed = ALL_PHASE_PAIRS.filter((combo) =>
    QUEUES.some((queue) => phaseOf(combo, queue) === 'failed'),
  );
  const from = `FROM item WHERE sid = ? AND combo IN (${failed.join(', ')}) AND (t_status = 'failed' OR r_status = 'failed') AND t_failure IS NULL
    AND r_failure IS NULL AND item_id NOT IN (SELECT value FROM json_each(?))`;
  const without = JSON.stringify(settled);
  const row = db.prepare(`SELECT count(*) AS count ${from}`).get(sid, without);
  const total = row ? integer(row, 'count') : 0;
  if (total === 0) return { total, names: [] };
  const names = db
    .prepare(`SELECT type, name ${from} ORDER BY first_at LIMIT ?`)
    .all(sid, without, limit)
    .map(readName);
  return { total, names };
}

/** How many items of each kind of issue are marked as done. */
export function countDoneByIssue(db: Database, sessionId: string): Map<string, number> {
  const rows = db
    .prepare(
      'SELECT issue, count(*) AS count FROM follow_up WHERE session_id = ? AND done = 1 GROUP BY issue',
    )
    .all(sessionId);
  return new Map(rows.map((row) => [textCell(row, 'issue') ?? '', integer(row, 'count')]));
}
