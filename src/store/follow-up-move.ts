import { type FollowUp, tidyNote } from '../session/issue.ts';
import { integer, textCell } from './cell.ts';
import type { Database } from './driver.ts';
import { listFollowUps, saveFollowUp } from './follow-up-store.ts';
import { outdatedRules, type StoredSession } from './session-row.ts';

/** A message of an item, and its group. */
interface Message {
  groupKey: string;
  text: string;
  /** Where its line begins in the log, and its number among that line's messages. */
  at: number;
  place: number;
}

interface MarkedItem {
  type: string;
  name: string;
  marks: FollowUp[];
  messages: Message[];
}

/** The items of a session that have follow-up marks, with their messages as they are now. */
export function markedItems(db: Database, sid: number, sessionId: string): MarkedItem[] {
  const items = new Map<string, MarkedItem>();
  for (const mark of listFollowUps(db, sessionId)) {
    const { type, name } = mark;
    const key = `${type}\0${name}`;
    const item = items.get(key) ?? { type, name, marks: [], messages: [] };
    if (item.marks.length === 0) item.messages = messagesOf(db, sid, type, name);
    item.marks.push(mark);
    items.set(key, item);
  }
  return [...items.values()];
}

function messagesOf(db: Database, sid: number, type: string, name: string): Message[] {
  let before = -1;
  let place = 0;
  return db
    .prepare(
      `SELECT issue_group.key, issue.text, issue.at FROM issue JOIN issue_group USING (group_id)
        JOIN item USING (item_id) WHERE item.sid = ? AND item.type = ? AND item.name = ?
        ORDER BY issue.at, issue.issue_id`,
    )
    .all(sid, type, name)
    .map((row) => {
      const at = integer(row, 'at');
      place = at === before ? place + 1 : 0;
      before = at;
      return { groupKey: textCell(row, 'key') ?? '', text: textCell(row, 'text') ?? '', at, place };
    });
}

/**
 * Moves follow-up marks to the groups that their messages belong to now. Where messages of several groups have become
 * one group, it counts as done only if it was done in each of them; where one group's messages have been split up, each
 * part keeps the mark. No mark is removed from where it was: an older version, to which one can go back, gives messages
 * the groups that they had, and finds their marks there. Call it in the transaction that changes the groups.
 *
 * @param session as it was before
 * @param before what {@link markedItems} returned before the change
 */
export function moveFollowUps(
  db: Database,
  session: StoredSession,
  before: readonly MarkedItem[],
): void {
  const isWayBack = outdatedRules(session) === 'unknown';
  for (const { type, name, marks, messages } of before) {
    const byGroup = new Map(marks.map((mark) => [mark.issueId, mark]));
    /** For each present group: the groups that its messages came from. */
    const origins = new Map<string, Set<string>>();
    for (const message of messagesOf(db, session.sid, type, name)) {
      const old = sameMessage(messages, message);
      if (!old) continue;
      const from = origins.get(message.groupKey) ?? new Set();
      origins.set(message.groupKey, from.add(old.groupKey));
    }
    for (const [issueId, from] of origins) {
      if (from.size === 1 && from.has(issueId)) continue;
      // A mark that waits under this id belonged to all the messages that have it again.
      const own = isWayBack || !from.has(issueId) ? (byGroup.get(issueId) ?? null) : null;
      const merged = mergeMarks([...from].map((key) => newest(byGroup.get(key) ?? null, own)));
      if (merged) saveFollowUp(db, session.id, { ...merged, issueId });
    }
  }
}

function newest(one: FollowUp | null, other: FollowUp | null): FollowUp | null {
  if (one === null || other === null) return one ?? other;
  return other.at > one.at ? other : one;
}

/**
 * A message is identified by its line in the log and its text, or by its number within the line where its text is now
 * masked differently.
 */
function sameMessage(messages: readonly Message[], { text, at, place }: Message): Message | null {
  const ofLine = messages.filter((message) => message.at === at);
  return (
    ofLine.find((message) => message.text === text) ??
    ofLine.find((message) => message.place === place) ??
    messages.find((message) => message.text === text) ??
    null
  );
}

/** @param marks of the groups that have been merged; null: a group without a mark */
function mergeMarks(marks: readonly (FollowUp | null)[]): FollowUp | null {
  const given = marks.filter((mark) => mark !== null).sort((a, b) => b.at - a.at);
  const [newest] = given;
  if (!newest) return null;
  const notes = new Set(given.flatMap(({ note }) => note ?? []));
  return {
    ...newest,
    done: marks.every((mark) => mark?.done === true),
    note: tidyNote([...notes].join('; ')),
  };
}
