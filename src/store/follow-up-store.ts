import type { FollowUp } from '../session/follow-up.ts';
import { integer, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';

/**
 * Keeps a tick. The key is made of names, not of row ids: it outlives a log that is read anew, and the session's files.
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

/** Every tick of a session, also those that were taken back. */
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
