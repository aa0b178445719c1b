import { explanationOf } from '../session/explanation.ts';
import type { GroupEntry, GroupFacts } from '../session/facts.ts';
import { type FollowUp, needsFollowUp, tidyNote } from '../session/issue.ts';
import { inTransaction, isBusyError } from '../store/driver.ts';
import { findFollowUp, listFollowUps, saveFollowUp } from '../store/follow-up-store.ts';
import { findGroup, itemGroups, iterateGroups } from '../store/issue-query.ts';
import { sessionsFromSameSource } from '../store/later-move-query.ts';
import type { SessionPageInput, SessionTab } from '../views/session-input.ts';
import { recoverFrom, requireDurableCache } from './cache-limit.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { Problem } from './problem.ts';
import { readResolvedLater } from './resolved-later.ts';
import { touchFollowUps } from './source-stamps.ts';

/** What one form requests. `note` null: unchanged. */
export interface MarkRequest {
  issueId: string;
  type: string;
  name: string;
  done: boolean;
  note: string | null;
}

/** Whether a group's items are on the follow-up list. */
export function hasFollowUp(group: GroupFacts): boolean {
  const text = group.entries[0]?.text ?? group.template;
  return needsFollowUp(group.kind, explanationOf({ ...group, text })?.effect === 'none');
}

/**
 * Marks an item of the follow-up list as done, or takes the mark back.
 *
 * @param who the WHM login that asks
 * @throws Problem for an issue that the session does not have, or that needs no follow-up
 */
export function markFollowUp(
  monitor: Monitor,
  snapshot: Snapshot,
  mark: MarkRequest,
  who: string,
): void {
  const { sid, id } = snapshot.synced.session;
  requireDurableCache(monitor, id);
  const { issueId, type, name, done } = mark;
  const group = itemGroups(monitor.db, sid, type, name).find((found) => found.id === issueId);
  if (!group) throw new Problem('not-found', { code: 'no-issue-of-item' }, id);
  if (!hasFollowUp(group)) {
    throw new Problem('conflict', { code: 'needs-no-follow-up' }, id);
  }
  const before = findFollowUp(monitor.db, id, mark);
  const note = mark.note === null ? (before?.note ?? null) : tidyNote(mark.note);
  keep(monitor, id, () =>
    saveFollowUp(monitor.db, id, { issueId, type, name, done, note, who, at: monitor.now }),
  );
}

/**
 * Marks all items of one issue type as done, or takes their marks back; marks that are already as requested keep their
 * author.
 *
 * @param who the WHM login that asks
 * @throws Problem for an issue that the session does not have, or that needs no follow-up
 */
export function markGroup(
  monitor: Monitor,
  snapshot: Snapshot,
  issueId: string,
  done: boolean,
  who: string,
): void {
  const { db, now } = monitor;
  const { sid, id } = snapshot.synced.session;
  requireDurableCache(monitor, id);
  const group = findGroup(db, sid, issueId, { limit: -1, offset: 0 });
  if (!group) throw new Problem('not-found', { code: 'no-issue' }, id);
  if (!hasFollowUp(group)) {
    throw new Problem('conflict', { code: 'needs-no-follow-up' }, id);
  }
  keep(monitor, id, () =>
    inTransaction(db, () => {
      for (const { type, name } of group.entries) {
        const before = findFollowUp(db, id, { issueId, type, name });
        if ((before?.done ?? false) === done) continue;
        const note = before?.note ?? null;
        saveFollowUp(db, id, { issueId, type, name, done, note, who, at: now });
      }
    }),
  );
}

/** @throws Problem where marks cannot be kept */
function keep(monitor: Monitor, id: string, save: () => void): void {
  try {
    save();
    touchFollowUps(monitor.root);
  } catch (error) {
    // A locked cache is busy, and the error says so itself.
    if (!isBusyError(error) && recoverFrom(monitor, error)) requireDurableCache(monitor, id);
    throw error;
  }
}

/** One line of the follow-up list, with its mark where there is one. */
export interface WorkItem {
  group: GroupFacts;
  entry: GroupEntry;
  mark: FollowUp | null;
}

/** The whole follow-up list, most severe first, a group of issues at a time. */
export function* iterateWork(monitor: Monitor, snapshot: Snapshot): Generator<WorkItem> {
  const { sid, id } = snapshot.synced.session;
  const marks = new Map(listFollowUps(monitor.db, id).map((mark) => [markKey(mark), mark]));
  for (const group of iterateGroups(monitor.db, sid, { kind: null, found: null })) {
    if (!hasFollowUp(group)) continue;
    for (const entry of group.entries) {
      const mark = marks.get(markKey({ issueId: group.id, type: entry.type, name: entry.name }));
      yield { group, entry, mark: mark ?? null };
    }
  }
}

function markKey({ issueId, type, name }: Pick<FollowUp, 'issueId' | 'type' | 'name'>): string {
  return `${issueId}\0${type}\0${name}`;
}

const COMPARABLE_SHOWN = 6;

type FollowUpWork = Pick<SessionPageInput, 'followUps' | 'resolvedLater' | 'comparable'>;

/** What follows from the state of the work on a session's tabs: marks, what a later session has moved, what to compare with. */
export function readFollowUpWork(
  monitor: Monitor,
  snapshot: Snapshot,
  tab: SessionTab,
): FollowUpWork {
  const { sid, id } = snapshot.synced.session;
  return {
    followUps: listFollowUps(monitor.db, id),
    ...(tab === 'logs'
      ? { comparable: sessionsFromSameSource(monitor.db, sid, COMPARABLE_SHOWN) }
      : {}),
    ...(tab === 'accounts' ? { resolvedLater: readResolvedLater(monitor, snapshot) } : {}),
  };
}
