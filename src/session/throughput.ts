import type { QueueName } from './item.ts';
import { type Pause, pausedSeconds } from './pause.ts';
import { BUCKET_SECONDS, type EndingBucket } from './slice.ts';

/** How far one queue is. Sizes in the server's units (bytes for accounts); `sizeDone` with what running items have done. */
export interface QueueAmounts {
  queue: QueueName;
  sizeTotal: number;
  sizeDone: number;
  total: number;
  done: number;
}

export interface ActiveItem {
  queue: QueueName;
  size: number | null;
  /** 0 to 100; null: unknown. */
  percent: number | null;
  startedAt: number | null;
}

export interface ProgressFacts {
  /** Epoch seconds. */
  now: number;
  /** When the session began; null: the first sign of work counts. */
  startedAt: number | null;
  queues: readonly QueueAmounts[];
  endings: readonly EndingBucket[];
  pauses: readonly Pause[];
  activeItems: readonly ActiveItem[];
  /** False where the log carries no sizes: then every item weighs the same. */
  hasSizes: boolean;
}

/** What a queue got done in a stretch of time. */
export interface WorkPace {
  /** Seconds in which it was not paused. */
  seconds: number;
  /** In the server's units, or items where there are no sizes. */
  size: number;
  /** With fractions for items that are partly done. */
  items: number;
}

/** A queue with all that is known of it in one unit: the server's, or items where the log has no sizes. */
export interface QueueWork {
  queue: QueueName;
  startedAt: number;
  sizeLeft: number;
  itemsLeft: number;
  /** Not begun yet. */
  itemsPending: number;
  endings: EndingBucket[];
  active: { size: number; share: number; startedAt: number }[];
}

/** Brings the facts of a queue into one unit. Null where nothing shows that it has begun. */
export function workOf(facts: ProgressFacts, queue: QueueName): QueueWork | null {
  const progress = facts.queues.find((candidate) => candidate.queue === queue);
  if (progress === undefined) return null;
  const weigh = (size: number | null, items: number) => (facts.hasSizes ? (size ?? 0) : items);
  const endings = facts.endings
    .filter((bucket) => bucket.queue === queue)
    .map((bucket) => ({ ...bucket, size: weigh(bucket.size, bucket.items) }));
  const active = facts.activeItems
    .filter((item) => item.queue === queue)
    .map((item) => ({
      size: weigh(item.size, 1),
      share: Math.min(1, Math.max(0, (item.percent ?? 0) / 100)),
      startedAt: Math.min(item.startedAt ?? facts.now, facts.now),
    }));
  const startedAt = beginningOf(facts, queue, endings, active);
  if (startedAt === null) return null;
  const underway = active.reduce((sum, item) => sum + item.share, 0);
  const itemsLeft = Math.max(0, progress.total - progress.done);
  const sizeLeft = Math.max(0, progress.sizeTotal - progress.sizeDone);
  return {
    queue,
    startedAt,
    sizeLeft: facts.hasSizes ? sizeLeft : Math.max(0, itemsLeft - underway),
    itemsLeft,
    itemsPending: Math.max(0, itemsLeft - active.length),
    endings,
    active,
  };
}

/** RESTORE begins with the first item that TRANSFER has ended, not with the session. */
function beginningOf(
  facts: ProgressFacts,
  queue: QueueName,
  endings: readonly EndingBucket[],
  active: readonly { startedAt: number }[],
): number | null {
  const signs = [...endings.map((bucket) => bucket.start), ...active.map((item) => item.startedAt)];
  if (signs.length === 0) return null;
  const first = signs.reduce((least, sign) => Math.min(least, sign));
  let earliest = facts.startedAt ?? first;
  if (queue === 'RESTORE') {
    let arrival = Number.POSITIVE_INFINITY;
    for (const bucket of facts.endings) {
      if (bucket.queue === 'TRANSFER') arrival = Math.min(arrival, bucket.start);
    }
    if (Number.isFinite(arrival)) earliest = Math.max(earliest, arrival);
  }
  return Math.min(earliest, first);
}

/**
 * What a queue has done since `from`. Items that ended or run count with the part that falls into that time: a running
 * item evenly since its start, an ended one over the time that `speed` (size a second and worker) gives it; with null,
 * in full.
 */
export function paceSince(
  facts: ProgressFacts,
  work: QueueWork,
  from: number,
  speed: number | null,
): WorkPace {
  let size = 0;
  let items = 0;
  for (const bucket of work.endings) {
    const end = Math.min(bucket.start + BUCKET_SECONDS, facts.now);
    if (end <= from || bucket.items <= 0) continue;
    const lasted = speed === null ? 0 : bucket.size / bucket.items / speed;
    const part = lasted > 0 ? Math.min(1, (end - from) / lasted) : 1;
    size += bucket.size * part;
    items += bucket.items * part;
  }
  for (const item of work.active) {
    const lasted = facts.now - item.startedAt;
    const part = lasted > 0 ? Math.min(1, (facts.now - from) / lasted) : 1;
    size += item.size * item.share * part;
    items += item.share * part;
  }
  return { seconds: workingSeconds(facts, from), size, items };
}

/** Seconds from a time until now in which the session was not paused. */
export function workingSeconds(facts: ProgressFacts, from: number): number {
  return Math.max(0, facts.now - from - pausedSeconds(facts.pauses, from, facts.now));
}

/** The time that is so many working seconds ago: pauses are skipped. */
export function workingSecondsAgo(
  facts: Pick<ProgressFacts, 'now' | 'pauses'>,
  seconds: number,
): number {
  let from = facts.now;
  let left = seconds;
  const latestFirst = [...facts.pauses].sort((a, b) => b.from - a.from);
  for (const pause of latestFirst) {
    const end = Math.min(from, pause.to ?? facts.now);
    if (from - end >= left) break;
    left -= from - end;
    from = Math.min(end, pause.from);
  }
  return from - left;
}
