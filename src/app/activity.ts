import { type Pause, pausesOf } from '../session/pause.ts';
import { carriesSizes } from '../session/progress.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import { comboOf, itemStatusOf } from '../session/tally.ts';
import type { Throughput, TimelineSpan } from '../session/throughput.ts';
import { changedLast } from '../store/item-query.ts';
import { findBucketSpan, readMarks, sumBuckets } from '../store/session-query.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';

/** A plot has about as many bars as it has room for. */
const MOST_BARS = 60;
const MINUTE = 60;
/** A timeline shows the newest work: more spans than this could not be told apart. */
const MOST_SPANS = 300;

/** What ended over time, in at most {@link MOST_BARS} spans of whole minutes. */
export function readThroughput(monitor: Monitor, snapshot: Snapshot): Throughput {
  const { sid } = snapshot.synced.session;
  const span = findBucketSpan(monitor.db, sid);
  if (!span) return { bucketSeconds: MINUTE, queues: { TRANSFER: [], RESTORE: [] } };
  const { first, last } = span;
  const minutes = Math.max(1, Math.ceil(((last - first) / MINUTE + 1) / MOST_BARS));
  const bucketSeconds = minutes * MINUTE;
  const isSized = carriesSizes(snapshot.facts);
  const count = Math.floor((last - first) / bucketSeconds) + 1;
  const empty = (): { start: number; bytes: number | null; items: number }[] =>
    Array.from({ length: count }, (_, i) => ({
      start: first + i * bucketSeconds,
      bytes: isSized ? 0 : null,
      items: 0,
    }));
  const queues: Throughput['queues'] = { TRANSFER: empty(), RESTORE: empty() };
  // A long session has thousands of minutes: they are summed where they lie.
  for (const bucket of sumBuckets(monitor.db, sid, span, bucketSeconds)) {
    const bar = queues[bucket.queue][(bucket.start - first) / bucketSeconds];
    if (!bar) continue;
    bar.items = bucket.items;
    if (bar.bytes !== null) bar.bytes = bucket.size;
  }
  return { bucketSeconds, queues };
}

/** When the session was paused, in the order of time. */
export function readPauses(monitor: Monitor, snapshot: Snapshot): Pause[] {
  return pausesOf(readMarks(monitor.db, snapshot.synced.session.sid));
}

/** Who worked on what, and when: the newest spans, in the order of time. */
export function readTimeline(monitor: Monitor, snapshot: Snapshot): TimelineSpan[] {
  const items = changedLast(monitor.db, snapshot.synced.session.sid, MOST_SPANS / 2);
  const { endedAt, lastEventAt } = snapshot.facts.header;
  const overAt = endedAt ?? lastEventAt;
  const spans: TimelineSpan[] = [];
  for (const item of items) {
    const status = itemStatusOf(comboOf(item.phases), snapshot.status);
    for (const queue of QUEUES as readonly QueueName[]) {
      const phase = item.phases[queue];
      if (!phase?.started || phase.startedAt === null || phase.childNumber === null) continue;
      spans.push({
        queue,
        childNumber: phase.childNumber,
        type: item.type,
        item: item.name,
        start: phase.startedAt,
        end: phase.endedAt ?? (snapshot.status.over ? overAt : null),
        status: phase.status === 'active' ? status : phase.status,
      });
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}
