import { type ItemStatus, QUEUES, type QueueName } from './item.ts';
import { type Pause, pauseClock } from './pause.ts';
import type { TimeAxis } from './time-axis.ts';
import type { WorkSpan } from './work-span.ts';

/** How a worker's work on an item stands; `unfinished`: it stopped before it was done. */
export type SpanStatus = Exclude<ItemStatus, 'pending'>;

/** The most severe first: what a drawing must not hide. */
export const SPAN_STATUSES: readonly SpanStatus[] = [
  'failed',
  'unfinished',
  'warning',
  'active',
  'success',
];
const RANK: Record<SpanStatus, number> = {
  failed: 0,
  unfinished: 1,
  warning: 2,
  active: 3,
  success: 4,
};

/** What a lane shows as one mark: an item, or several that are too short to be told apart. */
export interface Segment {
  start: number;
  end: number;
  counts: Partial<Record<SpanStatus, number>>;
  /** The row of its most severe item; of several, of the longest. */
  item: number;
}

/** A worker over the whole session. Idle, busy and paused seconds add up to its time from `from` to `to`. */
export interface Lane {
  queue: QueueName;
  worker: number;
  /** Items that it has taken, whether or not the log has their times. */
  items: number;
  from: number;
  to: number;
  busy: number;
  paused: number;
  idle: number;
  segments: Segment[];
}

export interface Timeline {
  lanes: Lane[];
  /** Workers beyond those that are shown. */
  more: number;
}

export interface TimelineFacts {
  axis: TimeAxis;
  pauses: readonly Pause[];
  /** Until when workers can have been at work: now, the session's end, or when its master was last seen. */
  until: number;
  /** Nothing is at work any more: what has no end was interrupted. */
  isStopped: boolean;
  /** About how many spans and workers there will be: together they decide how much is drawn. */
  spans: number;
  workers: number;
}

/** When an idle worker was last heard of, if its queue has no item left to give out: it ended then. Null: unknown. */
export type HeardOf = (queue: QueueName, worker: number) => number | null;

/** A lane has room for so many marks; with very many items, all lanes together show about {@link MAX_SEGMENTS}. */
const MAX_CELLS = 200;
const MIN_CELLS = 40;
const MAX_SEGMENTS = 720;
/** The server starts up to nine workers for a queue; a log can hold any number. */
const MAX_LANES = 40;

interface DraftSegment extends Segment {
  rank: number;
  longest: number;
}

/** Items that a worker took at the same time and that have no end. */
interface OpenWork {
  /** The first of them. */
  item: number;
  start: number;
  status: SpanStatus;
  count: number;
}

interface Draft {
  queue: QueueName;
  worker: number;
  items: number;
  firstStart: number;
  lastStart: number;
  lastEnd: number;
  busy: number;
  /** The items without an end among those that began at `lastStart`: one entry a status, however many items. */
  open: OpenWork[];
  isBusy: boolean;
  /** By the cell that they begin in, two a cell: wide and narrow marks are kept apart. */
  segments: (DraftSegment | undefined)[];
}

/**
 * Who worked on what over the whole session, whatever its number of items: spans shorter than a lane can show are drawn
 * together. A worker lives from its first item on.
 */
export class TimelineDraft {
  readonly #facts: TimelineFacts;
  readonly #lanes: Record<QueueName, Map<number, Draft>> = {
    TRANSFER: new Map(),
    RESTORE: new Map(),
  };
  readonly #cells: number;
  readonly #cellSeconds: number;
  readonly #pausedBefore: ((time: number) => number) | null;

  constructor(facts: TimelineFacts) {
    const { axis, pauses, spans, workers, until } = facts;
    const share = Math.floor(MAX_SEGMENTS / Math.max(1, Math.min(MAX_LANES, workers)));
    this.#cells =
      spans <= 1.5 * MAX_SEGMENTS ? MAX_CELLS : Math.max(MIN_CELLS, Math.min(MAX_CELLS, share));
    this.#facts = facts;
    this.#cellSeconds = (axis.to - axis.from) / this.#cells;
    this.#pausedBefore = pauses.length === 0 ? null : pauseClock(pauses, until);
  }

  add({ queue, worker, item, start, end, status }: WorkSpan): void {
    const lane = this.#laneOf(queue, worker);
    lane.items += 1;
    if (start === null) return;
    if (start < lane.firstStart) lane.firstStart = start;
    if (start > lane.lastStart) {
      lane.lastStart = start;
      this.#leaveOpen(lane);
    }
    if (end !== null) this.#mark(lane, { item, start, status, count: 1 }, end);
    else this.#addOpen(lane, item, start, status);
  }

  #addOpen(lane: Draft, item: number, start: number, status: SpanStatus): void {
    const same = lane.open.find((open) => open.status === status);
    if (start < lane.lastStart) this.#markLeft(lane, { item, start, status, count: 1 });
    else if (same === undefined) lane.open.push({ item, start, status, count: 1 });
    else same.count += 1;
  }

  finish(heardOf: HeardOf): Timeline {
    const lanes = QUEUES.flatMap((queue) =>
      [...this.#lanes[queue].values()].sort((a, b) => a.worker - b.worker),
    );
    const shown = lanes.slice(0, MAX_LANES);
    return {
      lanes: shown.map((lane) => this.#finishLane(lane, heardOf)),
      more: lanes.length - shown.length,
    };
  }

  #laneOf(queue: QueueName, worker: number): Draft {
    const lanes = this.#lanes[queue];
    const known = lanes.get(worker);
    if (known !== undefined) return known;
    const lane: Draft = {
      queue,
      worker,
      items: 0,
      firstStart: Number.POSITIVE_INFINITY,
      lastStart: Number.NEGATIVE_INFINITY,
      lastEnd: Number.NEGATIVE_INFINITY,
      busy: 0,
      open: [],
      isBusy: false,
      segments: new Array(2 * this.#cells),
    };
    lanes.set(worker, lane);
    return lane;
  }

  #pausedIn(start: number, end: number): number {
    return this.#pausedBefore === null ? 0 : this.#pausedBefore(end) - this.#pausedBefore(start);
  }

  #mark(lane: Draft, { item, start, status, count }: OpenWork, end: number): void {
    const length = end - start;
    if (end > lane.lastEnd) lane.lastEnd = end;
    lane.busy += count * (length - this.#pausedIn(start, end));
    const rank = RANK[status];
    const cell = Math.floor((start - this.#facts.axis.from) / this.#cellSeconds);
    const bounded = Math.min(this.#cells - 1, Math.max(0, cell));
    const place = bounded * 2 + (length >= this.#cellSeconds ? 1 : 0);
    const segment = lane.segments[place];
    if (segment === undefined) {
      const counts = { [status]: count };
      lane.segments[place] = { start, end, counts, item, rank, longest: length };
      return;
    }
    if (start < segment.start) segment.start = start;
    if (end > segment.end) segment.end = end;
    segment.counts[status] = (segment.counts[status] ?? 0) + count;
    if (rank < segment.rank || (rank === segment.rank && length > segment.longest)) {
      segment.item = item;
      segment.rank = rank;
      segment.longest = length;
    }
  }

  /** A worker has one item at a time: when it takes the next, it has left one without an end. */
  #leaveOpen(lane: Draft): void {
    for (const work of lane.open) this.#markLeft(lane, work);
    lane.open = [];
  }

  #markLeft(lane: Draft, work: OpenWork): void {
    const status = work.status === 'active' ? 'unfinished' : work.status;
    this.#mark(lane, { ...work, status }, work.start);
  }

  #markOpen(lane: Draft): void {
    const { isStopped, until } = this.#facts;
    for (const work of lane.open) {
      const status = work.status === 'active' && isStopped ? 'unfinished' : work.status;
      this.#mark(lane, { ...work, status }, Math.max(work.start, until));
      lane.isBusy = true;
    }
  }

  #finishLane(lane: Draft, heardOf: HeardOf): Lane {
    this.#markOpen(lane);
    const { queue, worker, items, isBusy } = lane;
    const { until } = this.#facts;
    const from = Number.isFinite(lane.firstStart) ? lane.firstStart : until;
    const ended = isBusy ? null : heardOf(queue, worker);
    const to = Math.max(from, lane.lastEnd, Math.min(ended ?? until, until));
    const paused = this.#pausedIn(from, to);
    const busy = Math.min(lane.busy, to - from - paused);
    return {
      queue,
      worker,
      items,
      from,
      to,
      busy,
      paused,
      idle: to - from - paused - busy,
      segments: lane.segments
        .flatMap((segment) => segment ?? [])
        .sort((a, b) => a.start - b.start || a.end - b.end)
        .map(({ start, end, counts, item }) => ({ start, end, counts, item })),
    };
  }
}
