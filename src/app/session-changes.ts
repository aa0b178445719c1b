import { type ItemFacts, itemKey, QUEUES } from '../session/item.ts';
import { ALL_PHASE_PAIRS, phaseOf } from '../session/tally.ts';
import { changedGroups, groupChanges } from '../store/issue-query.ts';
import {
  changedItems,
  countChangedItems,
  type ItemFilter,
  itemChanges,
  listItems,
} from '../store/item-query.ts';
import { type Paging, SCHEMA_VERSION, type Session } from '../views/contract.ts';
import { groupJson, itemJson } from '../views/session-json.ts';
import { formatCursor } from './cursor.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { groupFilter, itemFilter, reportSession, type SessionNarrowing } from './report-session.ts';

/**
 * The JSON of what has changed since a byte offset of the master log, narrowed as in the address: items that its lines
 * changed, in the order of these changes, and items at work; issue groups with their new messages.
 *
 * Where more has changed than fits into one answer, the cursor is set to where the answer ends, and the next one brings
 * the rest. What one line of the log changed is never split, so an answer can hold a few more than `perPage`. `paging`
 * counts everything that there was to return; a poll has no pages: its `page` is always 1.
 */
export function sessionChangesJson(
  monitor: Monitor,
  snapshot: Snapshot,
  from: number,
  narrowing: SessionNarrowing,
  perPage: number,
): Session & { schemaVersion: number; paging: Paging } {
  const { db, root } = monitor;
  const { sid } = snapshot.synced.session;
  const { session } = reportSession(monitor, snapshot);
  const filter = itemFilter(monitor, snapshot, narrowing);
  const ofGroups = groupFilter(monitor, snapshot, narrowing);
  const groupsAt = groupChanges(db, sid, ofGroups, from);
  const to = nearer(
    endOf(itemChanges(db, sid, filter, from, perPage + 1), perPage),
    endOf(groupsAt, perPage),
  );
  const changed = changedItems(db, sid, filter, { from, to });
  // They come with the last of the changes, as far as there is room.
  const working = to === null ? workingItems(monitor, snapshot, filter, changed) : [];
  const items = [...changed, ...working.slice(0, Math.max(0, perPage - changed.length))];
  return {
    schemaVersion: SCHEMA_VERSION,
    ...session,
    items: items.map((item) => itemJson(item, snapshot)),
    issues: changedGroups(db, sid, ofGroups, { from, to }).map(groupJson),
    cursor: to === null ? session.cursor : formatCursor(root, snapshot, to),
    paging: {
      page: 1,
      perPage,
      itemsTotal: countChangedItems(db, sid, filter, from) + working.length,
      issuesTotal: groupsAt.length,
    },
  };
}

/**
 * Where an answer with at most so many changes ends: at the first one that does not fit.
 *
 * @param offsets of the changes, ascending
 * @returns null where all fit
 */
function endOf(offsets: readonly number[], most: number): number | null {
  const next = offsets[most];
  if (next === undefined) return null;
  return offsets[0] === next ? next + 1 : next;
}

function nearer(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Items at work that are not among the changed ones: their progress shows in their own logs. */
function workingItems(
  { db }: Monitor,
  { active, synced, status }: Snapshot,
  { phasePairs, found }: ItemFilter,
  changed: readonly ItemFacts[],
): ItemFacts[] {
  if (status.over || active.length === 0) return [];
  const working = ALL_PHASE_PAIRS.filter(
    (combo) =>
      QUEUES.some((queue) => phaseOf(combo, queue) === 'active') &&
      (phasePairs === null || phasePairs.includes(combo)),
  );
  const given = new Set(changed.map(itemKey));
  return listItems(
    db,
    synced.session.sid,
    { phasePairs: working, found },
    { by: 'log', descending: false },
    { limit: active.length, offset: 0 },
  ).filter((item) => !given.has(itemKey(item)));
}
