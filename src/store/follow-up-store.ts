import type { FollowUp } from '../session/issue.ts';
import { integer, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';

/**
 * Stores a mark. The key is made of names, not of row ids: it outlives a log that is read again, and the session's
 * files.
 *
 * @throws the driver's busy error
 */
export function saveFollowUp(db: Database, sessionId: string, followUp: FollowUp): void {
  const { issueId, type, name, done, note, who, at } = followUp;
  db.prepare(
    `INSERT INTO follow_up (session_id, issue, type, name, done, note, who, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (session_id, issue, type, name) DO UPDATE SET done = excluded.done, note = excluded.note,
      who = excluded.who, at = excluded.at`,
  ).run(sessionId, issueId, type, name, done ? 1 : 0, note, who, at);
}

/** Every mark of a session, including those that were taken back. */
export function listFollowUps(db: Database, sessionId: string): FollowUp[] {
  return db
    .prepare('SELECT * FROM follow_up WHERE session_id = ? ORDER BY at, issue, name')
    .all(sessionId)
    .map(readFollowUp);
}

export function findFollowUp(
  db: Database,
  sessionId: string,
  key: Pick<FollowUp, 'issueId' | 'type' | 'name'>,
): FollowUp | null {
  const row = db
    .prepare('SELECT * FROM follow_up WHERE session_id = ? AND issue = ? AND type = ? AND name = ?')
    .get(sessionId, key.issueId, key.type, key.name);
  return row ? readFollowUp(row) : null;
}

function readFollowUp(row: Row): FollowUp {
  return {
    issueId: textCell(row, 'issue') ?? '',
    type: textCell(row, 'type') ?? '',
    name: textCell(row, 'name') ?? '',
    done: integer(row, 'done') === 1,
    note: textCell(row, 'note'),
    who: textCell(row, 'who') ?? '',
    at: integer(row, 'at'),
  };
}

const NEEDED = "kind IN ('dangerous', 'altered', 'skipped') AND effect <> 'none'";
const DONE = `FROM follow_up JOIN session ON session.id = follow_up.session_id
  JOIN issue_group ON issue_group.key = follow_up.issue
  JOIN session_group AS g ON g.sid = session.sid AND g.group_id = issue_group.group_id
  WHERE done = 1 AND g.items > 0 AND g.kind IN ('dangerous', 'altered', 'skipped') AND g.effect <> 'none'`;

/** How many entries of a session need follow-up (docs/glossary.md), and how many of them are marked as done. */
export function countFollowUps(
  db: Database,
  sid: number,
  sessionId: string,
): { total: number; done: number } {
  const total = db
    .prepare(`SELECT sum(items) AS count FROM session_group WHERE sid = ? AND ${NEEDED}`)
    .get(sid);
  const done = db.prepare(`SELECT count(*) AS count ${DONE} AND session_id = ?`).get(sessionId);
  return { total: total ? integer(total, 'count') : 0, done: done ? integer(done, 'count') : 0 };
}

/** The same for all sessions that need any, by their numbers. */
export function countAllFollowUps(db: Database): Map<number, { total: number; done: number }> {
  const counts = new Map<number, { total: number; done: number }>();
  const totals = db.prepare(
    `SELECT sid, sum(items) AS count FROM session_group WHERE ${NEEDED} GROUP BY sid`,
  );
  for (const row of totals.iterate()) {
    counts.set(integer(row, 'sid'), { total: integer(row, 'count'), done: 0 });
  }
  const done = db.prepare(
    `SELECT session.sid AS sid, count(*) AS count ${DONE} GROUP BY session.sid`,
  );
  for (const row of done.iterate()) {
    const known = counts.get(integer(row, 'sid'));
    if (known) known.done = integer(row, 'count');
  }
  return counts;
}

/** How many entries of each item of a session still need follow-up; items without any are missing. Keys: type, NUL, name. */
export function openFollowUpsByItem(
  db: Database,
  sid: number,
  sessionId: string,
): Map<string, number> {
  const rows = db
    .prepare(
      `SELECT item.type, item.name, count(*) AS count
        FROM (SELECT DISTINCT item_id, group_id FROM issue WHERE sid = ?) AS entry
        JOIN session_group AS g ON g.sid = ? AND g.group_id = entry.group_id AND g.items > 0
          AND g.kind IN ('dangerous', 'altered', 'skipped') AND g.effect <> 'none'
        JOIN issue_group ON issue_group.group_id = entry.group_id
        JOIN item ON item.item_id = entry.item_id
        WHERE NOT EXISTS (SELECT 1 FROM follow_up AS f WHERE f.session_id = ? AND f.issue = issue_group.key
          AND f.type = item.type AND f.name = item.name AND f.done = 1)
        GROUP BY entry.item_id`,
    )
    .all(sid, sid, sessionId);
  return new Map(
    rows.map((row) => [
      `${textCell(row, 'type') ?? ''}\0${textCell(row, 'name') ?? ''}`,
      integer(row, 'count'),
    ]),
  );
}
