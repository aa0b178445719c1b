import type { IssueKind } from '../session/issue.ts';
import type { ItemFacts } from '../session/item.ts';
import type { PhasePair } from '../session/tally.ts';
import { integer, KIND_RANK, kindCell, textCell } from './cell.ts';
import type { Database, SqlValue } from './driver.ts';
import { findItem } from './item-query.ts';

/** Items of one session, by their pairs of phases. */
export interface ItemSide {
  sid: number;
  phasePairs: readonly PhasePair[];
}

/** One item as two sessions have it. */
export interface ItemPair {
  before: ItemFacts | null;
  after: ItemFacts | null;
}

export interface ItemPairs {
  total: number;
  pairs: ItemPair[];
}

/** Items that match one choice in one session and another choice in another, in the order of the second one's log. */
export function sharedItems(
  db: Database,
  before: ItemSide,
  after: ItemSide,
  limit: number,
): ItemPairs {
  const from = `FROM item AS b JOIN item AS a ON a.name = b.name AND a.type = b.type AND a.sid = ?
    WHERE b.sid = ? AND a.combo IN (${places(before)}) AND b.combo IN (${places(after)})`;
  const params = [before.sid, after.sid, ...before.phasePairs, ...after.phasePairs];
  return readPairs(db, 'b', from, params, limit, before.sid, after.sid);
}

/** Items of one session that match a choice and that another session does not have, in the order of the log. */
export function itemsOnlyIn(
  db: Database,
  choice: ItemSide,
  otherSid: number,
  limit: number,
  isBefore: boolean,
): ItemPairs {
  const from = `FROM item AS b WHERE b.sid = ? AND b.combo IN (${places(choice)})
    AND NOT EXISTS (SELECT 1 FROM item AS a WHERE a.name = b.name AND a.type = b.type AND a.sid = ?)`;
  const [before, after] = isBefore ? [choice.sid, otherSid] : [otherSid, choice.sid];
  const params = [choice.sid, ...choice.phasePairs, otherSid];
  return readPairs(db, 'b', from, params, limit, before, after);
}

function places({ phasePairs }: ItemSide): string {
  return phasePairs.map(() => '?').join(', ') || 'NULL';
}

function readPairs(
  db: Database,
  table: string,
  from: string,
  params: readonly SqlValue[],
  limit: number,
  beforeSid: number,
  afterSid: number,
): ItemPairs {
  const count = db.prepare(`SELECT count(*) AS count ${from}`).get(...params);
  const pairs = db
    .prepare(`SELECT ${table}.type, ${table}.name ${from} ORDER BY ${table}.first_at LIMIT ?`)
    .all(...params, limit)
    .map((row) => {
      const [type, name] = [textCell(row, 'type') ?? '', textCell(row, 'name') ?? ''];
      return {
        before: findItem(db, beforeSid, type, name),
        after: findItem(db, afterSid, type, name),
      };
    });
  return { total: count ? integer(count, 'count') : 0, pairs };
}

/** An issue type in two sessions: how many items have it in each; 0: none. */
export interface GroupPair {
  id: string;
  kind: IssueKind;
  module: string | null;
  template: string;
  before: number;
  after: number;
}

/** The issue groups of two sessions side by side, most severe first, then by the number of items. */
export function compareGroups(db: Database, beforeSid: number, afterSid: number): GroupPair[] {
  return db
    .prepare(
      `SELECT g.key, g.kind, g.module, max(sg.template) AS template,
        sum(CASE WHEN sg.sid = ? THEN sg.items ELSE 0 END) AS before_items,
        sum(CASE WHEN sg.sid = ? THEN sg.items ELSE 0 END) AS after_items
        FROM session_group AS sg JOIN issue_group AS g USING (group_id)
        WHERE sg.sid IN (?, ?) AND sg.count > 0 GROUP BY g.group_id
        ORDER BY ${KIND_RANK}, before_items + after_items DESC, g.key`,
    )
    .all(beforeSid, afterSid, beforeSid, afterSid)
    .map((row) => ({
      id: textCell(row, 'key') ?? '',
      kind: kindCell(row),
      module: textCell(row, 'module'),
      template: textCell(row, 'template') ?? '',
      before: integer(row, 'before_items'),
      after: integer(row, 'after_items'),
    }));
}
