import {
  type ItemFacts,
  type ItemStatus,
  type PhaseFacts,
  type PhaseStatus,
  QUEUES,
  type QueueName,
} from './item.ts';

/** The largest sum that is kept: whole numbers beyond it are not exact, and no database column takes them. */
export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

/** Adds to a count or a sum of sizes, within 0 and {@link MAX_AMOUNT}. */
export function addAmount(sum: number, more: number): number {
  return Math.min(MAX_AMOUNT, Math.max(0, sum + more));
}

const CODE: Record<PhaseStatus, number> = { active: 1, success: 2, warning: 3, failed: 4 };
const STATUS: readonly (PhaseStatus | null)[] = [null, 'active', 'success', 'warning', 'failed'];
const CODES = STATUS.length;

/**
 * An item's two phases as one number; the cache's columns call it `combo`. All counts of a session are sums over these
 * few numbers, so neither a count nor a filter ever has to visit the items themselves.
 */
export type PhasePair = number;

export const ALL_PHASE_PAIRS: readonly PhasePair[] = Array.from(
  { length: CODES * CODES },
  (_, i) => i,
);

function codeOf(phase: PhaseFacts | null): number {
  return phase ? CODE[phase.status] : 0;
}

export function phasePairOf(phases: ItemFacts['phases']): PhasePair {
  return codeOf(phases.TRANSFER) * CODES + codeOf(phases.RESTORE);
}

export function phaseOf(combo: PhasePair, queue: QueueName): PhaseStatus | null {
  const code = queue === 'TRANSFER' ? Math.floor(combo / CODES) : combo % CODES;
  return STATUS[code] ?? null;
}

/** How many items have a pair of phases, and the sum of their sizes. */
export interface Tally {
  combo: PhasePair;
  count: number;
  size: number;
}

/**
 * The queue in which an item is finished: the last of those that the log announced with items in them. Where a
 * defective log announced none, the last queue that any item has been seen in.
 */
export function lastQueueOf(
  queueCount: Record<QueueName, number | null>,
  tallies: readonly Tally[],
): QueueName {
  const announced = QUEUES.filter((queue) => (queueCount[queue] ?? 0) > 0);
  const last = announced.at(-1);
  if (last) return last;
  const sawTransfer = tallies.some((t) => t.count > 0 && phaseOf(t.combo, 'TRANSFER') !== null);
  const sawRestore = tallies.some((t) => t.count > 0 && phaseOf(t.combo, 'RESTORE') !== null);
  return sawTransfer && !sawRestore ? 'TRANSFER' : 'RESTORE';
}

/** What an item's status depends on besides its phases: the last queue, and whether more can come. */
interface Outlook {
  lastQueue: QueueName;
  over: boolean;
}

/** The status of an item as a whole: failed where any of its queues failed, and moved only once it has passed the last. */
export function itemStatusOf(combo: PhasePair, { lastQueue, over }: Outlook): ItemStatus {
  const transfer = phaseOf(combo, 'TRANSFER');
  const restore = phaseOf(combo, 'RESTORE');
  if (transfer === 'failed' || restore === 'failed') return 'failed';
  const last = lastQueue === 'TRANSFER' ? transfer : restore;
  if (last === 'success' || last === 'warning') {
    return transfer === 'warning' || restore === 'warning' ? 'warning' : 'success';
  }
  if (over) return 'unfinished';
  return transfer === null && restore === null ? 'pending' : 'active';
}

/** All pairs of phases that show as one status: the filter of a list by status. */
export function phasePairsOf(status: ItemStatus, outlook: Outlook): PhasePair[] {
  return ALL_PHASE_PAIRS.filter((combo) => itemStatusOf(combo, outlook) === status);
}

/** How many phases are in progress. */
export function activePhases(tallies: readonly Pick<Tally, 'combo' | 'count'>[]): number {
  let sum = 0;
  for (const { combo, count } of tallies) {
    for (const queue of QUEUES) if (phaseOf(combo, queue) === 'active') sum += count;
  }
  return sum;
}

/** How many phases have ended: there should be as many logs of items. */
export function endedPhases(tallies: readonly Pick<Tally, 'combo' | 'count'>[]): number {
  let sum = 0;
  for (const { combo, count } of tallies) {
    for (const queue of QUEUES) {
      const status = phaseOf(combo, queue);
      if (status !== null && status !== 'active') sum += count;
    }
  }
  return sum;
}
