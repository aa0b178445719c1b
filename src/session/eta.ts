import { QUEUES } from './item.ts';
import { BUCKET_SECONDS } from './slice.ts';
import { MAX_AMOUNT } from './tally.ts';
import {
  type ProgressFacts,
  paceSince,
  type QueueWork,
  type WorkPace,
  workingSeconds,
  workingSecondsAgo,
  workOf,
} from './throughput.ts';

export interface Eta {
  /** Seconds until the session's last item ends; null: unknown, see `reason`. */
  etaSeconds: number | null;
  /** Recent rate of the queue that decides; null: unknown, or the log carries no sizes. */
  bytesPerSecond: number | null;
  /** Why there is no estimate, in plain English. */
  reason: string | null;
}

/** What an item costs a child beyond its size: unpacking, users, databases, mail, DNS. An estimate, in seconds. */
const ITEM_SECONDS = 8;
/** At most this share of the time worked is attributed to it. */
const MAX_ITEM_SHARE = 0.8;
/** What must have happened before an estimate is made: items ended, or this share of the queue's size. */
const MIN_ITEMS = 3;
const MIN_SHARE = 0.05;
const MIN_SECONDS = 60;
/** The recent stretch: half of the time worked, within these bounds, in seconds. */
const MIN_RECENT = 600;
export const MAX_RECENT = 7200;
/** While the recent pace is within this factor of the overall pace, the rate counts as steady. */
const STEADY = 1.5;

/** How long a worker takes: seconds for an item, and seconds for each unit of size. */
interface Cost {
  perItem: number;
  perSize: number;
}

/** The outlook of one queue. */
interface Outlook {
  /** Until the queue is finished. */
  seconds: number;
  /** How long one of its items takes on average. */
  itemSeconds: number;
  rate: number;
}

/**
 * Estimates when a session ends.
 *
 * For each queue, the time that its workers worked is split into a fixed cost an item and a cost by size. While the
 * recent pace (half of the time worked, 10 minutes to 2 hours, without pauses) is near the overall pace, both count;
 * otherwise only the recent one. An item that ran partly within that time counts with that part. What is left costs the
 * same, is shared by the workers that are active now, ends unevenly (half an item), and cannot end before the longest
 * running item does. The session ends when RESTORE does, and not before the last item from TRANSFER has been restored.
 */
export function estimateEta(facts: ProgressFacts): Eta {
  const unfinished = facts.queues.filter((queue) => queue.done < queue.total);
  if (unfinished.length === 0) {
    return facts.queues.some((queue) => queue.total > 0)
      ? { etaSeconds: 0, bytesPerSecond: null, reason: null }
      : unknown('The log has not named any items yet.');
  }
  if (facts.pauses.some((pause) => pause.to === null)) return unknown('The session is paused.');

  let etaSeconds = 0;
  let rate: number | null = null;
  let afterTransfer = 0;
  for (const queue of [...QUEUES].reverse()) {
    if (!unfinished.some((candidate) => candidate.queue === queue)) continue;
    const work = workOf(facts, queue);
    if (work === null) {
      return unknown(
        queue === 'RESTORE'
          ? 'No item has reached RESTORE yet.'
          : 'No worker has taken an item in TRANSFER yet.',
      );
    }
    const outlook = outlookOf(facts, work);
    if (typeof outlook === 'string') return unknown(outlook);
    const seconds = outlook.seconds + (queue === 'TRANSFER' ? afterTransfer : 0);
    if (queue === 'RESTORE') afterTransfer = outlook.itemSeconds;
    if (seconds >= etaSeconds) {
      etaSeconds = seconds;
      rate = outlook.rate;
    }
  }
  return {
    etaSeconds: Math.min(MAX_AMOUNT, Math.round(etaSeconds)),
    bytesPerSecond: facts.hasSizes && rate !== null ? Math.round(rate) : null,
    reason: null,
  };
}

function unknown(reason: string): Eta {
  return { etaSeconds: null, bytesPerSecond: null, reason };
}

/** The outlook of a queue, or the reason why there is none. */
function outlookOf(facts: ProgressFacts, work: QueueWork): Outlook | string {
  const children = Math.max(1, work.active.length);
  const all = paceSince(facts, work, work.startedAt, null);
  if (work.active.length === 0) all.seconds -= workingSeconds(facts, lastEnding(facts, work));
  const ended = work.endings.reduce((sum, bucket) => sum + bucket.items, 0);
  const share = all.size / Math.max(1, all.size + work.sizeLeft);
  if (all.seconds < MIN_SECONDS || (ended < MIN_ITEMS && share < MIN_SHARE)) {
    return `Too little has been done in ${work.queue} for an estimate.`;
  }
  const overall = costOf(all, children, facts.hasSizes);
  const recentSeconds = Math.min(MAX_RECENT, Math.max(MIN_RECENT, all.seconds / 2));
  const from = Math.max(work.startedAt, workingSecondsAgo(facts, recentSeconds));
  const speed = overall.perSize > 0 ? 1 / overall.perSize : null;
  const recent = paceSince(facts, work, from, speed);
  // RESTORE with nothing to do waits for TRANSFER: then its own silence says nothing about its pace.
  const isWaiting = work.active.length === 0 && facts.activeItems.length > 0;
  if (recent.items <= 0 && !isWaiting) {
    const minutes = Math.round(recent.seconds / 60);
    return `Nothing has progressed in ${work.queue} for ${minutes} minutes.`;
  }
  const cost = isWaiting ? overall : blend(overall, costOf(recent, children, facts.hasSizes));
  return {
    seconds: secondsLeft(facts, work, cost, children),
    itemSeconds: cost.perItem + cost.perSize * (all.size / Math.max(1, all.items)),
    rate: recent.size / Math.max(1, recent.seconds),
  };
}

/** When the last item ended, epoch seconds. */
function lastEnding(facts: ProgressFacts, work: QueueWork): number {
  let latest = work.startedAt;
  for (const bucket of work.endings) latest = Math.max(latest, bucket.start + BUCKET_SECONDS);
  return Math.min(latest, facts.now);
}

/** Splits the time that the workers worked into a cost an item and a cost by size. */
function costOf(pace: WorkPace, children: number, hasSizes: boolean): Cost {
  const worked = pace.seconds * children;
  if (pace.size <= 0) return { perItem: worked / Math.max(0.01, pace.items), perSize: 0 };
  if (!hasSizes) return { perItem: 0, perSize: worked / pace.size };
  const perItem = Math.min(ITEM_SECONDS, (MAX_ITEM_SHARE * worked) / Math.max(0.01, pace.items));
  return { perItem, perSize: (worked - perItem * pace.items) / pace.size };
}

function blend(overall: Cost, recent: Cost): Cost {
  const ratio =
    overall.perSize > 0 ? recent.perSize / overall.perSize : recent.perItem / overall.perItem;
  if (ratio > STEADY || ratio < 1 / STEADY) return recent;
  return {
    perItem: (overall.perItem + recent.perItem) / 2,
    perSize: (overall.perSize + recent.perSize) / 2,
  };
}

function secondsLeft(facts: ProgressFacts, work: QueueWork, cost: Cost, children: number): number {
  let longest = 0;
  let lengths = 0;
  let underway = 0;
  for (const item of work.active) {
    const length = cost.perItem + item.size * cost.perSize;
    const lasted = workingSeconds(facts, item.startedAt);
    // Its own pace says more than the average, once it has got somewhere.
    const left =
      item.share >= 0.1 ? (lasted * (1 - item.share)) / item.share : length * (1 - item.share);
    longest = Math.max(longest, left);
    lengths += length;
    underway += item.share;
  }
  if (work.itemsPending === 0 && work.active.length > 0) return longest;
  const itemsLeft = Math.max(0, work.itemsLeft - underway);
  const shared = (cost.perItem * itemsLeft + cost.perSize * work.sizeLeft) / children;
  const meanLength = work.active.length > 0 ? lengths / work.active.length : cost.perItem;
  const ragged =
    work.itemsPending > 0 ? ((children - 1) / (2 * children)) * Math.min(meanLength, shared) : 0;
  return Math.max(longest, shared + ragged);
}
