import { type Pause, pausedSeconds } from '../session/pause.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import { isAtEnd } from '../session/state.ts';
import type { Throughput, TimelineSpan } from '../session/throughput.ts';
import type { Worker } from './contract.ts';
import { formatDuration } from './duration.ts';
import { pageHref } from './link.ts';
import type { SessionPageInput } from './session-input.ts';
import { countNoun, formatRate } from './size.ts';
import { describeMoment, formatClock, type Moment } from './time.ts';
import { describeStatus, queueWord, type Tone } from './words.ts';

export interface WorkerRow {
  queue: string;
  number: number;
  pid: string;
  item: string | null;
  href: string | null;
  since: Moment | null;
  duration: string;
  restarts: string | null;
}

/** Bars over time. `height` is 0 to 1 of the highest; `from` and `to` are clock times. */
export interface ThroughputPlot {
  title: string;
  bars: { x: number; width: number; transfer: number; restore: number; words: string }[];
  top: string;
  ticks: { x: number; label: string }[];
  rows: { time: string; transfer: string; restore: string; items: string }[];
}

/** One lane a child: spans from 0 to 1 of the time that is shown. */
export interface TimelineLane {
  label: string;
  idle: string;
  items: string;
  spans: { x: number; width: number; tone: Tone; words: string; href: string | null }[];
}

/** A pause behind the lanes, from 0 to 1 of the time that is shown. */
export interface TimelinePause {
  x: number;
  width: number;
  words: string;
}

export interface TimelinePlot {
  lanes: TimelineLane[];
  pauses: TimelinePause[];
  /** All pauses that are shown, in words; null where there is none. */
  paused: string | null;
  ticks: { x: number; label: string }[];
  words: string;
}

/** `isWorking` false: `workers` are the children that had to be started again, and none of them is there any more. */
export interface ActivityView {
  isWorking: boolean;
  workers: WorkerRow[];
  noWorkersWords: string;
  throughput: ThroughputPlot | null;
  timeline: TimelinePlot | null;
}

/** Who works on what now, and how it went over time. */
export function buildActivity(input: SessionPageInput, now: number): ActivityView {
  const { session } = input;
  const isWorking = hasProcesses(session);
  const shown = session.workers.filter(({ restarts }) => isWorking || restarts > 0);
  return {
    isWorking,
    workers: shown.map((worker) => buildWorker(session.id, worker, input, now)),
    noWorkersWords: session.live
      ? 'No child has taken an item yet.'
      : 'No process is working on this session.',
    throughput: input.throughput === undefined ? null : buildThroughput(input.throughput),
    timeline:
      input.timeline === undefined
        ? null
        : buildTimeline(input, input.timeline, isWorking ? now : (session.lastActivityAt ?? now)),
  };
}

/** What the log says of workers outlives them: none is left once the session is over, paused, or its master gone. */
function hasProcesses(session: SessionPageInput['session']): boolean {
  const { state, live, stalled } = session;
  return !isAtEnd(session) && state !== 'PAUSED' && (live || stalled === null);
}

function buildWorker(
  sessionId: string,
  worker: Worker,
  { session, timeline }: SessionPageInput,
  now: number,
): WorkerRow {
  const type =
    timeline?.find((span) => span.item === worker.item && span.end === null)?.type ??
    session.items.find((item) => item.name === worker.item)?.type;
  const restarts = worker.restarts;
  return {
    queue: queueWord(worker.queue),
    number: worker.childNumber,
    pid: worker.pid === null ? '–' : String(worker.pid),
    item: worker.item,
    href:
      worker.item === null || type === undefined
        ? null
        : pageHref({ session: sessionId, item: worker.item, type }),
    since: describeMoment(worker.since, now),
    duration: worker.since === null ? '–' : formatDuration(now - worker.since),
    restarts: restarts === 0 ? null : countNoun(restarts, 'restart'),
  };
}

function buildThroughput({ bucketSeconds, queues }: Throughput): ThroughputPlot | null {
  const hasBytes = QUEUES.some((queue) => queues[queue].some((bucket) => bucket.bytes !== null));
  const weigh = (bucket: { bytes: number | null; items: number } | undefined) =>
    bucket === undefined ? 0 : hasBytes ? (bucket.bytes ?? 0) : bucket.items;
  const byStart = (queue: QueueName) => new Map(queues[queue].map((entry) => [entry.start, entry]));
  const transfers = byStart('TRANSFER');
  const restores = byStart('RESTORE');
  const starts = [...new Set([...transfers.keys(), ...restores.keys()])].sort((a, b) => a - b);
  const first = starts[0];
  const last = starts[starts.length - 1];
  if (first === undefined || last === undefined) return null;
  const top = starts.reduce(
    (max, start) => Math.max(max, weigh(transfers.get(start)), weigh(restores.get(start))),
    0,
  );
  const span = last + bucketSeconds - first;
  const say = (value: number) =>
    hasBytes ? formatRate(value / bucketSeconds) : countNoun(value, 'item');
  const rows = starts.map((start) => ({
    time: formatClock(start),
    transfer: say(weigh(transfers.get(start))),
    restore: say(weigh(restores.get(start))),
    items: `${transfers.get(start)?.items ?? 0} / ${restores.get(start)?.items ?? 0}`,
  }));
  return {
    title: hasBytes
      ? 'Throughput over time'
      : `Items done in each ${formatDuration(bucketSeconds)}`,
    top: say(top),
    bars: starts.map((start, index) => ({
      x: (start - first) / span,
      width: bucketSeconds / span,
      transfer: top === 0 ? 0 : weigh(transfers.get(start)) / top,
      restore: top === 0 ? 0 : weigh(restores.get(start)) / top,
      words: `${rows[index]?.time}: transfer ${rows[index]?.transfer}, restore ${rows[index]?.restore}`,
    })),
    ticks: timeTicks(first, last + bucketSeconds),
    rows,
  };
}

function buildTimeline(
  { session, pauses = [] }: SessionPageInput,
  spans: TimelineSpan[],
  /** Where a span that has no end is drawn to. */
  now: number,
): TimelinePlot | null {
  const ends = spans.map((span) => span.end ?? now);
  if (spans.length === 0) return null;
  const from = spans.reduce((min, span) => Math.min(min, span.start), Number.POSITIVE_INFINITY);
  const to = Math.max(
    from + 1,
    ends.reduce((max, end) => Math.max(max, end), from),
  );
  const shown = pauses
    .map((pause) => ({ from: Math.max(from, pause.from), to: Math.min(to, pause.to ?? to) }))
    .filter((pause) => pause.to > pause.from);
  const lanes = new Map<string, TimelineSpan[]>();
  for (const queue of QUEUES) {
    const own = spans.filter((span) => span.queue === queue);
    for (const span of own.sort((a, b) => a.childNumber - b.childNumber || a.start - b.start)) {
      const label = `${queueWord(queue)} ${span.childNumber}`;
      const lane = lanes.get(label);
      if (lane === undefined) lanes.set(label, [span]);
      else lane.push(span);
    }
  }
  return {
    lanes: [...lanes].map(([label, own]) =>
      buildLane(session.id, label, own, { from, to, now, pauses: shown }),
    ),
    pauses: shown.map((pause) => ({
      x: (pause.from - from) / (to - from),
      width: (pause.to - pause.from) / (to - from),
      words: `Paused ${formatClock(pause.from)} to ${formatClock(pause.to)}, ${formatDuration(pause.to - pause.from)}`,
    })),
    paused: pausedWords(shown),
    ticks: timeTicks(from, to),
    words: `${formatClock(from)} to ${formatClock(to)}, ${formatDuration(to - from)}`,
  };
}

function pausedWords(pauses: readonly { from: number; to: number }[]): string | null {
  const [first] = pauses;
  if (first === undefined) return null;
  const all = formatDuration(pauses.reduce((sum, { from, to }) => sum + to - from, 0));
  return pauses.length === 1
    ? `Paused ${formatClock(first.from)} to ${formatClock(first.to)}`
    : `Paused ${pauses.length} times, ${all} in all`;
}

/** A child has to wait while the session is paused: that is no time in which it was idle. */
function buildLane(
  sessionId: string,
  label: string,
  spans: TimelineSpan[],
  { from, to, now, pauses }: { from: number; to: number; now: number; pauses: readonly Pause[] },
): TimelineLane {
  const workedIn = (start: number, end: number): number =>
    Math.max(0, end - start - pausedSeconds(pauses, start, end));
  const busy = spans.reduce((sum, span) => sum + workedIn(span.start, span.end ?? now), 0);
  const lastEnd = spans.reduce((max, span) => Math.max(max, span.end ?? now), from);
  const firstStart = spans[0]?.start ?? from;
  return {
    label,
    idle: formatDuration(Math.max(0, workedIn(firstStart, lastEnd) - busy)),
    items: countNoun(spans.length, 'item'),
    spans: mergeNarrow(spans, (to - from) / 600, now).map((span) => ({
      x: (span.start - from) / (to - from),
      width: Math.max(0, span.end - span.start) / (to - from),
      tone: span.tone,
      words: span.words,
      href:
        span.item === null
          ? null
          : pageHref({ session: sessionId, item: span.item.item, type: span.item.type }),
    })),
  };
}

interface DrawnSpan {
  start: number;
  end: number;
  tone: Tone;
  words: string;
  item: TimelineSpan | null;
  count: number;
}

const TONE_RANK: Record<Tone, number> = { bad: 4, check: 3, info: 2, good: 1, neutral: 0 };

/**
 * Joins spans that would be drawn narrower than `least` seconds with a neighbour that touches them: thousands of short items
 * stay a bounded drawing. The joined span shows the gravest tone.
 */
function mergeNarrow(spans: TimelineSpan[], least: number, now: number): DrawnSpan[] {
  const drawn: DrawnSpan[] = [];
  for (const span of spans) {
    const end = span.end ?? now;
    const badge = describeStatus(span.status);
    const before = drawn[drawn.length - 1];
    const isNarrow = end - span.start < least;
    if (
      before !== undefined &&
      isNarrow &&
      span.start - before.end < least &&
      before.end - before.start < least * 3
    ) {
      before.end = Math.max(before.end, end);
      before.count += 1;
      before.item = null;
      if (TONE_RANK[badge.tone] > TONE_RANK[before.tone]) before.tone = badge.tone;
      before.words = `${countNoun(before.count, 'item')}, ${formatDuration(before.end - before.start)}`;
      continue;
    }
    const words = `${span.item}: ${badge.word.toLowerCase()}, ${formatDuration(end - span.start)}`;
    drawn.push({ start: span.start, end, tone: badge.tone, words, item: span, count: 1 });
  }
  return drawn;
}

/** Four marks at even distances, the ends included. */
function timeTicks(from: number, to: number): { x: number; label: string }[] {
  return [0, 1 / 3, 2 / 3, 1].map((x) => ({
    x,
    label: formatClock(Math.round(from + (to - from) * x)).slice(0, to - from < 600 ? 8 : 5),
  }));
}
