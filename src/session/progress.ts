import type { SessionFacts } from './facts.ts';
import { QUEUES, type QueueName } from './item.ts';
import { isOver } from './state.ts';
import { addAmount, phaseOf } from './tally.ts';

/** An item at work: how far it is in its queue, in percent; null where its log does not say. */
export interface ActiveShare {
  queue: QueueName;
  size: number;
  percent: number | null;
}

/** One queue in numbers. `sizeTotal` and `sizeDone` are null where the log carries no sizes. */
export interface QueueProgress {
  queue: QueueName;
  total: number;
  pending: number;
  active: number;
  success: number;
  warning: number;
  failed: number;
  sizeTotal: number | null;
  sizeDone: number | null;
  percent: number;
}

/** How many items the server calls moved. */
export function movedOf({ success, warning }: { success: number; warning: number }): number {
  return success + warning;
}

/** How many items the session has: as announced, or as many as are known by name. */
export function itemsTotalOf(facts: SessionFacts): number {
  const named = facts.tallies.reduce((sum, tally) => sum + tally.count, 0);
  const { TRANSFER, RESTORE } = facts.header.queueCount;
  return Math.max(TRANSFER ?? 0, RESTORE ?? 0, named, facts.queueRows);
}

/** A log carries sizes when it announces one for any queue; otherwise every item weighs the same. */
export function carriesSizes(facts: SessionFacts): boolean {
  return QUEUES.some((queue) => (facts.header.queueSize[queue] ?? 0) > 0);
}

/**
 * Progress of one queue as the server calculates it: the sum of size × percent over the queue's size. An item that has
 * ended counts in full, failed or not.
 */
export function queueProgress(
  facts: SessionFacts,
  queue: QueueName,
  shares: readonly ActiveShare[],
): QueueProgress {
  const count = { active: 0, success: 0, warning: 0, failed: 0 };
  let sizeEnded = 0;
  let sizeTaken = 0;
  let sizeNamed = 0;
  for (const tally of facts.tallies) {
    const status = phaseOf(tally.combo, queue);
    sizeNamed = addAmount(sizeNamed, tally.size);
    if (status === null) continue;
    count[status] += tally.count;
    sizeTaken = addAmount(sizeTaken, tally.size);
    if (status !== 'active') sizeEnded = addAmount(sizeEnded, tally.size);
  }
  const ended = count.success + count.warning + count.failed;
  const announced = facts.header.queueCount[queue];
  const isUsed = announced !== null || ended + count.active > 0;
  const total = Math.max(announced ?? (isUsed ? itemsTotalOf(facts) : 0), ended + count.active);
  const mine = shares.filter((share) => share.queue === queue);
  const activeItems = mine.reduce((sum, share) => sum + (share.percent ?? 0) / 100, 0);
  const activeSize = mine.reduce((sum, s) => sum + (s.size * (s.percent ?? 0)) / 100, 0);
  const pending = total - ended - count.active;
  const sizeAnnounced = facts.header.queueSize[queue] ?? sizeNamed;
  const sizeTotal = carriesSizes(facts) && isUsed ? Math.max(sizeAnnounced, sizeTaken) : null;
  const sizeDone =
    sizeTotal === null ? null : Math.min(sizeTotal, Math.round(sizeEnded + activeSize));
  // Items can turn out larger than announced: then the size of those still to come is unknown.
  const isOutgrown = sizeTaken > sizeAnnounced && pending > 0;
  const byCount = total > 0 ? (ended + activeItems) / total : 0;
  const share =
    sizeTotal !== null && sizeDone !== null && sizeTotal > 0 && !isOutgrown
      ? sizeDone / sizeTotal
      : byCount;
  return {
    queue,
    total,
    ...count,
    pending,
    sizeTotal,
    sizeDone,
    percent: toPercent(share, total > 0 && ended === total),
  };
}

/** Percent over both queues, weighted by size; by items where the log carries no sizes. */
export function sessionPercent(queues: readonly QueueProgress[]): number {
  const used = queues.filter((queue) => queue.total > 0);
  if (used.length === 0) return 0;
  if (used.every((q) => q.success + q.warning + q.failed === q.total)) return 100;
  const isSized = used.every((queue) => queue.sizeTotal !== null);
  const weightOf = (q: QueueProgress): number => (isSized ? (q.sizeTotal ?? 0) : q.total);
  const weight = used.reduce((sum, queue) => sum + weightOf(queue), 0);
  // Items that all have no size (packages, feature lists) still count, each with the same weight.
  const evenly = weight === 0;
  const done = used.reduce((sum, q) => sum + (q.percent * (evenly ? 1 : weightOf(q))) / 100, 0);
  return toPercent(done / (evenly ? used.length : weight), false);
}

/** Two decimals. 100 is reached only by what is complete: neither by rounding, nor while an item without a size is missing. */
function toPercent(share: number, isWhole: boolean): number {
  if (isWhole) return 100;
  return Math.min(9999, Math.floor(Math.max(0, share) * 10_000 + 1e-6)) / 100;
}

/**
 *
 * Items that no child has taken, whether they are named or only counted.
 *
 * @param isLogLost the log disappeared before it was read to its end
 * @returns null where no log says which were taken
 *
 */
export function neverStartedOf(facts: SessionFacts, isLogLost: boolean): number | null {
  const { state } = facts.header;
  const taken = facts.tallies.reduce((sum, { combo, count }) => sum + (combo === 0 ? 0 : count), 0);
  if (state === null && taken === 0) return null;
  if (isLogLost && (state === null || !isOver(state))) return null;
  return Math.max(0, itemsTotalOf(facts) - taken);
}
