import { ISSUE_KINDS, type IssueKind } from '../session/issue.ts';
import { integer, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';

export type GroupCounts = Record<IssueKind, number>;

export function noGroups(): GroupCounts {
  return { failure: 0, dangerous: 0, altered: 0, skipped: 0, warning: 0 };
}

/** Issue groups of every session that has some, by kind; the key is the session's `sid`. */
export function countGroupsBySession(db: Database): Map<number, GroupCounts> {
  const bySession = new Map<number, GroupCounts>();
  const rows = db
    .prepare(
      'SELECT sid, kind, count(*) AS count FROM session_group WHERE count > 0 GROUP BY sid, kind',
    )
    .all();
  for (const row of rows) {
    const sid = integer(row, 'sid');
    const counts = bySession.get(sid) ?? noGroups();
    addCount(counts, row);
    bySession.set(sid, counts);
  }
  return bySession;
}

/** Different issue groups over all sessions, by kind: the same problem in two sessions is one. */
export function countGroupsOverall(db: Database): GroupCounts {
  const counts = noGroups();
  const rows = db
    .prepare(
      'SELECT kind, count(DISTINCT group_id) AS count FROM session_group WHERE count > 0 GROUP BY kind',
    )
    .all();
  for (const row of rows) addCount(counts, row);
  return counts;
}

function addCount(counts: GroupCounts, row: Row): void {
  const kind = ISSUE_KINDS.find((one) => one === textCell(row, 'kind'));
  if (kind !== undefined) counts[kind] += integer(row, 'count');
}
