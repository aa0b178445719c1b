import type { EventBody, Outcome } from './event.ts';
import { COUNTER_KINDS, type Counters, type IssueEntry } from './issue.ts';
import type { PhaseFacts, QueueName } from './item.ts';
import { BUCKET_SECONDS, type Slice, type SliceItem } from './slice.ts';
import { addAmount } from './tally.ts';

export function endPhase(
  slice: Slice,
  item: SliceItem,
  event: Extract<EventBody, { kind: 'item-ended' }>,
  at: number,
  time: number | null,
): void {
  const { queue, outcome } = event;
  const known = item.phases[queue];
  let listed = failedQueueOf(item);
  // A second outcome without a start in between replaces the first: its counters must not be summed twice.
  if (known && known.status !== 'active') {
    withdraw(slice, item, queue, at);
    if (listed === queue) listed = null;
  }
  const phase = phaseIn(item, queue);
  const counted = COUNTER_KINDS.some((kind) => outcome.counts[kind] > 0);
  phase.status = outcome.failed ? 'failed' : counted ? 'warning' : 'success';
  phase.endedAt = time;
  phase.counts = outcome.counts;
  phase.failure = outcome.failure;
  phase.message = outcome.message;
  addCounts(slice.header.issueCounts, outcome.counts, 1);
  listFailure(slice, item, listed, at);
  for (const entry of outcome.issues) {
    slice.issues.push({ change: 'add', item, queue, entry, at });
  }
  if (time !== null) {
    const start = time - (time % BUCKET_SECONDS);
    const key = `${queue}:${start}`;
    const bucket = slice.buckets.get(key) ?? { queue, start, size: 0, items: 0 };
    bucket.items += 1;
    bucket.size = addAmount(bucket.size, outcome.failed ? 0 : (item.size ?? 0));
    slice.buckets.set(key, bucket);
  }
}

/** The queue whose failure stands for the item: an item that failed in TRANSFER fails in RESTORE only as an echo of it. */
function failedQueueOf({ phases }: SliceItem): QueueName | null {
  if (phases.TRANSFER?.status === 'failed') return 'TRANSFER';
  return phases.RESTORE?.status === 'failed' ? 'RESTORE' : null;
}

/** Brings the list of issues in line with the phases: one failure an item, however often its queues report it. */
function listFailure(slice: Slice, item: SliceItem, listed: QueueName | null, at: number): void {
  const queue = failedQueueOf(item);
  if (queue === listed) return;
  if (listed !== null) {
    slice.issues.push({ change: 'withdraw', item, queue: listed, only: 'failure', at });
  }
  const phase = queue === null ? null : item.phases[queue];
  if (queue === null || phase === null) return;
  slice.issues.push({ change: 'add', item, queue, entry: failureEntry(phase), at });
}

function failureEntry(outcome: Pick<Outcome, 'failure' | 'message'>): IssueEntry {
  return {
    kind: 'failure',
    module: null,
    function: null,
    line: null,
    text: outcome.failure ?? outcome.message ?? 'The log gives no reason.',
    repair: null,
  };
}

/**
 * A new attempt forgets what the one before left behind. An item begins in TRANSFER: what it had reached in RESTORE (an
 * outcome, or the echo of a failure) is void when it starts again.
 */
export function restartPhase(slice: Slice, item: SliceItem, queue: QueueName, at: number): void {
  let listed = failedQueueOf(item);
  const phase = item.phases[queue];
  if (phase && phase.status !== 'active') {
    withdraw(slice, item, queue, at);
    if (listed === queue) listed = null;
    item.phases[queue] = { ...newPhase(), attempts: phase.attempts };
  }
  const later = item.phases.RESTORE;
  if (queue === 'TRANSFER' && later && later.status !== 'active') {
    withdraw(slice, item, 'RESTORE', at);
    if (listed === 'RESTORE') listed = null;
    item.restoresBefore = later.attempts;
    item.phases.RESTORE = null;
  }
  listFailure(slice, item, listed, at);
}

function withdraw(slice: Slice, item: SliceItem, queue: QueueName, at: number): void {
  const phase = item.phases[queue];
  if (!phase) return;
  addCounts(slice.header.issueCounts, phase.counts, -1);
  slice.issues.push({ change: 'withdraw', item, queue, only: null, at });
}

function addCounts(sum: Counters, counts: Counters, sign: 1 | -1): void {
  for (const kind of COUNTER_KINDS) sum[kind] = addAmount(sum[kind], sign * counts[kind]);
}

function newPhase(): PhaseFacts {
  return {
    status: 'active',
    started: false,
    startedAt: null,
    endedAt: null,
    childNumber: null,
    pid: null,
    logfile: null,
    attempts: 0,
    counts: { dangerous: 0, altered: 0, skipped: 0, warning: 0 },
    failure: null,
    message: null,
  };
}

export function phaseIn(item: SliceItem, queue: QueueName): PhaseFacts {
  const known = item.phases[queue];
  if (known) return known;
  const phase = newPhase();
  if (queue === 'RESTORE') {
    phase.attempts = item.restoresBefore;
    item.restoresBefore = 0;
  }
  item.phases[queue] = phase;
  return phase;
}

/** For logs whose `start` line is lost: the first later sign of work counts as the start. */
export function markStarted(item: SliceItem, queue: QueueName, time: number | null): void {
  const phase = phaseIn(item, queue);
  if (phase.started) return;
  phase.started = true;
  phase.startedAt = time;
  phase.attempts += 1;
}
