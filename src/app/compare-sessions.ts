import { failureOf, type ItemStatus } from '../session/item.ts';
import { ALL_PHASE_PAIRS, itemStatusOf, type PhasePair } from '../session/tally.ts';
import {
  compareGroups,
  type ItemPair,
  type ItemPairs,
  itemsOnlyIn,
  sharedItems,
} from '../store/compare-query.ts';
import type {
  ComparedItem,
  ComparedItems,
  Comparison,
  ComparisonChange,
} from '../views/compare-page.ts';
import { itemJson } from '../views/session-json.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { summarize } from './report-session.ts';
import { undonePhasePairs } from './resolved-later.ts';

interface Side {
  snapshot: Snapshot;
  sid: number;
  undone: PhasePair[];
  moved: PhasePair[];
  open: PhasePair[];
}

const MOVED: readonly ItemStatus[] = ['success', 'warning'];

/**
 * What has changed between two sessions; the one that started first is the earlier one, whatever order they are given
 * in.
 *
 * @param limit how many items of each kind of change; all of them are counted
 */
export function compareSessions(
  monitor: Monitor,
  one: Snapshot,
  other: Snapshot,
  limit: number,
): Comparison {
  const { db } = monitor;
  const [first, second] = startOf(one) <= startOf(other) ? [one, other] : [other, one];
  const [before, after] = [sideOf(first), sideOf(second)];
  const shared = (a: PhasePair[], b: PhasePair[]): ItemPairs =>
    sharedItems(db, { sid: before.sid, phasePairs: a }, { sid: after.sid, phasePairs: b }, limit);
  const only = (side: Side, than: Side): ItemPairs =>
    itemsOnlyIn(db, { sid: side.sid, phasePairs: side.undone }, than.sid, limit, side === before);
  const view = (pairs: ItemPairs): ComparedItems => ({
    total: pairs.total,
    items: pairs.pairs.map((pair) => comparedItem(pair, before, after)),
  });
  const [earlier, later] = [summarize(first), summarize(second)];
  const added = view(only(after, before));
  const changes: Record<ComparisonChange, ComparedItems> = {
    fixed: view(shared(before.undone, after.moved)),
    stillBroken: view(shared(before.undone, after.undone)),
    newFailures: joined(
      view(shared([...before.moved, ...before.open], after.undone)),
      added,
      limit,
    ),
    notRetried: view(only(before, after)),
    onTheWay: view(shared(before.undone, after.open)),
  };
  return {
    earlier,
    later,
    isSameSource: earlier.sourceHost !== null && earlier.sourceHost === later.sourceHost,
    inBoth: sharedItems(
      db,
      { sid: before.sid, phasePairs: ALL_PHASE_PAIRS },
      { sid: after.sid, phasePairs: ALL_PHASE_PAIRS },
      0,
    ).total,
    added: added.total,
    changes,
    groups: compareGroups(db, before.sid, after.sid),
  };
}

function startOf({ facts }: Snapshot): number {
  return facts.header.startedAt ?? facts.seen.startedAt ?? Number.MAX_SAFE_INTEGER;
}

function sideOf(snapshot: Snapshot): Side {
  const undone = undonePhasePairs(snapshot.status);
  const statusOf = (combo: PhasePair): ItemStatus => itemStatusOf(combo, snapshot.status);
  const moved = ALL_PHASE_PAIRS.filter((combo) => MOVED.includes(statusOf(combo)));
  const open = ALL_PHASE_PAIRS.filter((combo) => !undone.includes(combo) && !moved.includes(combo));
  return { snapshot, sid: snapshot.synced.session.sid, undone, moved, open };
}

function comparedItem({ before, after }: ItemPair, first: Side, second: Side): ComparedItem {
  const json = (side: Side, facts: ItemPair['before']) =>
    facts === null ? null : itemJson(facts, side.snapshot);
  const [earlier, later] = [json(first, before), json(second, after)];
  return {
    type: earlier?.type ?? later?.type ?? '',
    name: earlier?.name ?? later?.name ?? '',
    before: earlier?.status ?? null,
    after: later?.status ?? null,
    failureBefore: earlier === null ? null : failureOf(earlier.queues),
    failureAfter: later === null ? null : failureOf(later.queues),
  };
}

function joined(one: ComparedItems, other: ComparedItems, limit: number): ComparedItems {
  return {
    total: one.total + other.total,
    items: [...one.items, ...other.items].slice(0, limit),
  };
}
