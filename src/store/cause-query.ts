import { integer, KIND_RANK, kindCell, queueCell, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';
import { asEffect, type GroupEffect } from './result-store.ts';

/** A kind of issue that somebody has to do something about, with the first items that have it. */
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

/** What asks for work: failures, and what stands on the list of follow-ups (docs/glossary.md). */
const ASKS_FOR_WORK = `sg.count > 0 AND (g.kind = 'failure' OR
  (g.kind IN ('dangerous', 'altered', 'skipped') AND sg.effect <> 'none'))`;

/** Failures first, then by what the issue does to the account, gravest first. */
const URGENCY = `CASE WHEN g.kind = 'failure' THEN 0 WHEN sg.effect = 'not-moved' THEN 1
  WHEN sg.effect = 'breaks' THEN 2 WHEN g.kind = 'dangerous' AND sg.effect = '' THEN 1 ELSE 3 END`;

const FROM = 'FROM session_group AS sg JOIN issue_group AS g USING (group_id)';

/**
 * The causes of a session, the most urgent first, then by the number of items.
 *
 * @param names how many items of each are named
 */
export function listCauses(db: Database, sid: number, limit: number, names: number): CauseRow[] {
  const items = db.prepare(
    `SELECT item.type, item.name, issue.text FROM issue JOIN item USING (item_id)
      WHERE issue.sid = ? AND issue.group_id = ? GROUP BY item_id ORDER BY min(issue.at), min(issue_id) LIMIT ?`,
  );
  return db
    .prepare(
      `SELECT g.*, sg.template, sg.effect, sg.items ${FROM} WHERE sg.sid = ? AND ${ASKS_FOR_WORK}
        ORDER BY ${URGENCY}, ${KIND_RANK}, sg.items DESC, sg.first_at, g.key LIMIT ?`,
    )
    .all(sid, limit)
    .map((row) => {
      const named = items.all(sid, integer(row, 'group_id'), names);
      const template = textCell(row, 'template') ?? '';
      return {
        id: textCell(row, 'key') ?? '',
        kind: kindCell(row),
        effect: asEffect(textCell(row, 'effect')),
        module: textCell(row, 'module'),
        function: textCell(row, 'function'),
        template,
        text: (named[0] && textCell(named[0], 'text')) ?? template,
        itemCount: integer(row, 'items'),
        items: named.map(readName),
      };
    });
}

/** How many such causes there are, by kind of issue. */
export function countCauses(db: Database, sid: number): number {
  const row = db
    .prepare(`SELECT count(*) AS count ${FROM} WHERE sg.sid = ? AND ${ASKS_FOR_WORK}`)
    .get(sid);
  return row ? integer(row, 'count') : 0;
}

function readName(row: Row): { type: string; name: string } {
  return { type: textCell(row, 'type') ?? '', name: textCell(row, 'name') ?? '' };
}

const MOVED = `coalesce(t_status, '') <> 'failed' AND coalesce(r_status, '') <> 'failed'`;
const SILENT = `FROM evidence AS e JOIN item USING (item_id) WHERE e.sid = ? AND e.errors > 0 AND e.level > 0 AND ${MOVED}`;

/** An error in the log of an item that no counter of the session reports. */
export interface SilentError {
  type: string;
  name: string;
  queue: 'TRANSFER' | 'RESTORE';
  log: string;
  at: number | null;
  text: string | null;
}

/** Moved items whose logs hold errors that nothing reports: how many there are, and the first of them, the gravest first. */
export function listSilentErrors(
  db: Database,
  sid: number,
  limit: number,
): { items: number; first: SilentError[] } {
  const count = db.prepare(`SELECT count(DISTINCT item_id) AS count ${SILENT}`).get(sid);
  const first = db
    .prepare(
      `SELECT item.type, item.name, e.queue, e.logfile, e.first_at AS at, e.first_text ${SILENT}
        ORDER BY e.level DESC, item.first_at, e.queue LIMIT ?`,
    )
    .all(sid, limit)
    .map((row) => ({
      ...readName(row),
      queue: queueCell(row),
      log: textCell(row, 'logfile') ?? '',
      at: typeof row.at === 'number' ? row.at : null,
      text: textCell(row, 'first_text'),
    }));
  return { items: count ? integer(count, 'count') : 0, first };
}

/** Items that failed without a word of why. */
export function countUnexplained(db: Database, sid: number): number {
  const row = db
    .prepare(
      `SELECT count(*) AS count FROM item WHERE sid = ? AND (t_status = 'failed' OR r_status = 'failed')
        AND t_failure IS NULL AND r_failure IS NULL`,
    )
    .get(sid);
  return row ? integer(row, 'count') : 0;
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
