import { explanationOf } from '../session/explanation.ts';
import type { GroupEntry, GroupFacts } from '../session/facts.ts';
import { type FollowUp, needsFollowUp, tidyNote } from '../session/follow-up.ts';
import { isBusyError } from '../store/driver.ts';
import { findFollowUp, listFollowUps, saveFollowUp } from '../store/follow-up-store.ts';
import { findGroup, itemGroups, iterateGroups } from '../store/issue-query.ts';
import { sessionsFromSameSource } from '../store/later-move-query.ts';
import { inTransaction } from '../store/transaction.ts';
import type { SessionPageInput, SessionTab } from '../views/session-input.ts';
import { touchFollowUps } from '../whm/follow-up-stamp.ts';
import { goOnWithout, requireKeeping } from './cache-limit.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { Problem } from './problem.ts';
import { readResolvedLater } from './resolved-later.ts';

/** What one form asks for. `note` null: as it was. */
export interface Tick {
  issueId: string;
  type: string;
  name: string;
  done: boolean;
  note: string | null;
}

/** Whether a group's items stand on the list to work off. */
export function isToWorkOff(group: GroupFacts): boolean {
  const text = group.entries[0]?.text ?? group.template;
  return needsFollowUp(group.kind, explanationOf({ ...group, text })?.effect === 'none');
}

/**
 * Ticks an item of the list to work off, or takes the tick back.
 *
 * @param who the WHM login that asks
 * @throws Problem for an issue that the session does not have, or that is nothing to work off
 */
export function tickFollowUp(monitor: Monitor, snapshot: Snapshot, tick: Tick, who: string): void {
  const { sid, id } = snapshot.synced.session;
  requireKeeping(monitor, id);
  const { issueId, type, name, done } = tick;
  const group = itemGroups(monitor.db, sid, type, name).find((found) => found.id === issueId);
  if (!group) throw new Problem('not-found', { code: 'no-issue-of-item' }, id);
  if (!isToWorkOff(group)) {
    throw new Problem('conflict', { code: 'needs-no-follow-up' }, id);
  }
  const before = findFollowUp(monitor.db, id, tick);
  const note = tick.note === null ? (before?.note ?? null) : tidyNote(tick.note);
  keep(monitor, id, () =>
    saveFollowUp(monitor.db, id, { issueId, type, name, done, note, who, at: monitor.now }),
  );
}

/**
 * Marks all items of one issue type as done, or takes their marks back; those that are as wanted keep who has marked them.
 *
 * @param who the WHM login that asks
 * @throws Problem for an issue that the session does not have, or that is nothing to work off
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
  requireKeeping(monitor, id);
  const group = findGroup(db, sid, issueId, { limit: -1, offset: 0 });
  if (!group) throw new Problem('not-found', { code: 'no-issue' }, id);
  if (!isToWorkOff(group)) {
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
    // Locked it is busy, and says so itself.
    if (!isBusyError(error) && goOnWithout(monitor, error)) requireKeeping(monitor, id);
    throw error;
  }
}

/** One line of the list to work off, with its tick where there is one. */
export interface WorkItem {
  group: GroupFacts;
  entry: GroupEntry;
  tick: FollowUp | null;
}

/** The whole list to work off, gravest first, a group of issues at a time. */
export function* iterateWork(monitor: Monitor, snapshot: Snapshot): Generator<WorkItem> {
  const { sid, id } = snapshot.synced.session;
  const ticks = new Map(listFollowUps(monitor.db, id).map((tick) => [tickKey(tick), tick]));
  for (const group of iterateGroups(monitor.db, sid, { kind: null, found: null })) {
    if (!isToWorkOff(group)) continue;
    for (const entry of group.entries) {
      const tick = ticks.get(tickKey({ issueId: group.id, type: entry.type, name: entry.name }));
      yield { group, entry, tick: tick ?? null };
    }
  }
}

function tickKey({ issueId, type, name }: Pick<FollowUp, 'issueId' | 'type' | 'name'>): string {
  return `${issueId}\0${type}\0${name}`;
}

const COMPARABLE_SHOWN = 6;

type FollowUpWork = Pick<SessionPageInput, 'followUps' | 'resolvedLater' | 'comparable'>;

/** What a tab of a session's page says of the work after it: marks, what a later session has moved, what to compare with. */
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
