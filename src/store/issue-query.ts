import type { GroupEntry, GroupFacts } from '../session/facts.ts';
import type { IssueKind, Repair } from '../session/issue.ts';
import { integer, KIND_RANK, kindCell, numberCell, queueCell, textCell } from './cell.ts';
import type { Database, Row, SqlValue } from './driver.ts';
import type { LogSpan } from './item-query.ts';
import type { SearchHits } from './search-hits.ts';

export interface GroupFilter {
  kind: IssueKind | null;
  /** What a search found; null: all. */
  found: SearchHits | null;
}

/** @param which `changed` also has groups whose last message was taken back */
function conditions(
  sid: number,
  filter: GroupFilter,
  which: 'present' | 'changed' = 'present',
): { where: string; params: SqlValue[] } {
  const parts = which === 'present' ? ['sg.sid = ?', 'sg.count > 0'] : ['sg.sid = ?'];
  const params: SqlValue[] = [sid];
  if (filter.kind !== null) {
    parts.push('g.kind = ?');
    params.push(filter.kind);
  }
  if (filter.found !== null) {
    parts.push('sg.group_id IN (SELECT value FROM json_each(?))');
    params.push(filter.found.groupsJson);
  }
  return { where: parts.join(' AND '), params };
}

const FROM = 'FROM session_group AS sg JOIN issue_group AS g USING (group_id)';

/**
 * One page of a session's issue groups, most severe first, then by the number of items.
 *
 * @param entryLimit how many messages of each group at most
 */
export function listGroups(
  db: Database,
  sid: number,
  filter: GroupFilter,
  page: { limit: number; offset: number },
  entryLimit: number,
): GroupFacts[] {
  const { where, params } = conditions(sid, filter);
  return db
    .prepare(
      `SELECT g.*, sg.template, sg.explanation, sg.line, sg.count, sg.items ${FROM} WHERE ${where}
        ORDER BY ${KIND_RANK}, sg.items DESC, sg.first_at, g.key LIMIT ? OFFSET ?`,
    )
    .all(...params, page.limit, page.offset)
    .map(groupReader(db, sid, WHOLE, entryLimit));
}

/** One group by its stable id, with one page of its messages; null where the session does not have it. */
export function findGroup(
  db: Database,
  sid: number,
  id: string,
  page: { limit: number; offset: number },
): GroupFacts | null {
  const row = db
    .prepare(
      `SELECT g.*, sg.template, sg.explanation, sg.line, sg.count, sg.items ${FROM}
        WHERE sg.sid = ? AND g.key = ? AND sg.count > 0`,
    )
    .get(sid, id);
  return row ? groupReader(db, sid, WHOLE, page.limit, page.offset)(row) : null;
}

export function countGroups(db: Database, sid: number, filter: GroupFilter): number {
  const { where, params } = conditions(sid, filter);
  const row = db.prepare(`SELECT count(*) AS count ${FROM} WHERE ${where}`).get(...params);
  return row ? integer(row, 'count') : 0;
}

/** Byte offset of the first failure in the master log; null where there is none. */
export function firstFailureAt(db: Database, sid: number): number | null {
  const row = db
    .prepare(
      `SELECT min(first_at) AS at FROM session_group WHERE sid = ? AND kind = 'failure' AND count > 0`,
    )
    .get(sid);
  return row ? numberCell(row, 'at') : null;
}

/** Byte offset of a group's first change from an offset on: of its first new message, otherwise of what took one back. */
const CHANGED_FIRST = `min(sg.changed_at, coalesce((SELECT min(at) FROM issue
  WHERE issue.sid = sg.sid AND issue.group_id = sg.group_id AND issue.at >= ?), sg.changed_at))`;

/** For the groups that lines from a byte offset on have changed: the offset of each one's first change, ascending. */
export function groupChanges(
  db: Database,
  sid: number,
  filter: GroupFilter,
  from: number,
): number[] {
  const { where, params } = conditions(sid, filter, 'changed');
  return db
    .prepare(
      `SELECT ${CHANGED_FIRST} AS at ${FROM} WHERE ${where} AND sg.changed_at >= ? ORDER BY at`,
    )
    .all(from, ...params, from)
    .map((row) => integer(row, 'at'));
}

/** Groups that a stretch of the log changed, with the messages of its lines. */
export function changedGroups(
  db: Database,
  sid: number,
  filter: GroupFilter,
  span: LogSpan,
): GroupFacts[] {
  const { from } = span;
  const to = span.to ?? Number.MAX_SAFE_INTEGER;
  const { where, params } = conditions(sid, filter, 'changed');
  return db
    .prepare(
      `SELECT g.*, sg.template, sg.explanation, sg.line, sg.count, sg.items ${FROM}
        WHERE ${where} AND sg.changed_at >= ? AND ${CHANGED_FIRST} < ?
        ORDER BY ${KIND_RANK}, sg.items DESC, sg.first_at, g.key`,
    )
    .all(...params, from, from, to)
    .map(groupReader(db, sid, { from, to }, -1));
}

/** The issues of one item, most severe first. */
export function itemGroups(db: Database, sid: number, type: string, name: string): GroupFacts[] {
  const item = db
    .prepare('SELECT item_id FROM item WHERE sid = ? AND type = ? AND name = ?')
    .get(sid, type, name);
  if (!item) return [];
  const itemId = integer(item, 'item_id');
  return db
    .prepare(
      `SELECT g.*, sg.template, sg.explanation, sg.line, sg.count, sg.items ${FROM} WHERE sg.sid = ? AND sg.group_id IN
        (SELECT group_id FROM issue WHERE item_id = ?)
        ORDER BY ${KIND_RANK}, sg.items DESC, sg.first_at, g.key`,
    )
    .all(sid, itemId)
    .map((row) => ({
      ...groupOf(row),
      entries: db
        .prepare(`${ENTRY} WHERE issue.item_id = ? AND issue.group_id = ? ORDER BY issue_id`)
        .all(itemId, integer(row, 'group_id'))
        .map(readEntry),
    }));
}

const ENTRY = `SELECT item.type, item.name, issue.queue, issue.text, issue.repair, issue.at
  FROM issue JOIN item USING (item_id)`;

const WHOLE = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** Reads groups from their rows, each with a part of its messages. */
function groupReader(
  db: Database,
  sid: number,
  { from, to }: { from: number; to: number },
  entryLimit: number,
  entryOffset = 0,
): (row: Row) => GroupFacts {
  const select = db.prepare(
    `${ENTRY} WHERE issue.sid = ? AND issue.group_id = ? AND issue.at >= ? AND issue.at < ? ORDER BY issue.at, issue_id LIMIT ? OFFSET ?`,
  );
  return (row) => {
    const groupId = integer(row, 'group_id');
    const entries =
      entryLimit === 0 ? [] : select.all(sid, groupId, from, to, entryLimit, entryOffset);
    return { ...groupOf(row), entries: entries.map(readEntry) };
  };
}

function groupOf(row: Row): Omit<GroupFacts, 'entries'> {
  return {
    id: textCell(row, 'key') ?? '',
    kind: kindCell(row),
    module: textCell(row, 'module'),
    function: textCell(row, 'function'),
    line: numberCell(row, 'line'),
    template: textCell(row, 'template') ?? '',
    explanation: textCell(row, 'explanation'),
    count: integer(row, 'count'),
    itemCount: integer(row, 'items'),
  };
}

function readEntry(row: Row): GroupEntry {
  const repair = textCell(row, 'repair');
  return {
    type: textCell(row, 'type') ?? '',
    name: textCell(row, 'name') ?? '',
    queue: queueCell(row),
    text: textCell(row, 'text') ?? '',
    repair: readRepair(repair),
    at: integer(row, 'at'),
  };
}

/** Written by issue-store from a Repair only; damage can make it invalid. */
function readRepair(json: string | null): Repair | null {
  try {
    return json === null ? null : (JSON.parse(json) as Repair);
  } catch {
    return null;
  }
}

/** All groups of a session with all their messages, a group at a time: an export holds only one in memory. */
export function* iterateGroups(
  db: Database,
  sid: number,
  filter: GroupFilter,
): Generator<GroupFacts> {
  const { where, params } = conditions(sid, filter);
  const rows = db
    .prepare(
      `SELECT g.*, sg.template, sg.explanation, sg.line, sg.count, sg.items ${FROM} WHERE ${where}
        ORDER BY ${KIND_RANK}, sg.items DESC, sg.first_at, g.key`,
    )
    .all(...params);
  const read = groupReader(db, sid, WHOLE, -1);
  for (const row of rows) yield read(row);
}
