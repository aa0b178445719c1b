import type { QueueName } from './item.ts';
import type { TimeAxis } from './time-axis.ts';
import type { WorkSpan } from './work-span.ts';

/** What was moved in one span of time: `bytes` null where the log has no sizes. `start` in epoch seconds. */
export interface ThroughputBucket {
  start: number;
  /** Shorter than the others where the session began or ended within it, or where it is not over yet. */
  seconds: number;
  bytes: number | null;
  /** Items that ended in it. */
  items: number;
}

/** Buckets of equal length in the order of time, gaps filled with zeros. */
export interface Throughput {
  bucketSeconds: number;
  /** The last bucket is not over. */
  isOpen: boolean;
  queues: Record<QueueName, ThroughputBucket[]>;
}

/** How much of an item that is under way is done, since when, and up to when that is known. */
export interface UnderWay {
  queue: QueueName;
  start: number;
  end: number;
  bytes: number;
}

/**
 * What was moved over time. An item's bytes are spread over the time that it took, so that a large item is not a peak
 * at its end after an hour of nothing. A failed item counts as nothing moved; of an item under way, what its log says
 * is done.
 */
export class Flow {
  readonly #axis: TimeAxis;
  readonly #queues: Record<QueueName, Spread>;

  constructor(axis: TimeAxis) {
    this.#axis = axis;
    this.#queues = { TRANSFER: new Spread(axis), RESTORE: new Spread(axis) };
  }

  add({ queue, status, size, start, end }: WorkSpan): void {
    if (end === null) return;
    const spread = this.#queues[queue];
    spread.addItem(end);
    if (status !== 'failed') spread.add(start ?? end, end, size);
  }

  addUnderWay({ queue, start, end, bytes }: UnderWay): void {
    this.#queues[queue].add(start, Math.max(start, end), bytes);
  }

  /** @param hasSizes false where the log carries none */
  finish(hasSizes: boolean): Throughput {
    const { bucketSeconds, isOpen, until, to } = this.#axis;
    return {
      bucketSeconds,
      isOpen: isOpen && until < to,
      queues: {
        TRANSFER: this.#queues.TRANSFER.buckets(hasSizes),
        RESTORE: this.#queues.RESTORE.buckets(hasSizes),
      },
    };
  }
}

/** Amounts spread evenly over stretches of time. A stretch costs the same however many buckets it covers. */
class Spread {
  readonly #axis: TimeAxis;
  readonly #count: number;
  /** What each bucket gets from stretches that begin or end in it. */
  readonly #parts: Float64Array;
  /** How much the amount a second changes at the start of each bucket. */
  readonly #steps: Float64Array;
  readonly #items: Float64Array;

  constructor(axis: TimeAxis) {
    this.#axis = axis;
    this.#count = Math.round((axis.to - axis.from) / axis.bucketSeconds);
    this.#parts = new Float64Array(this.#count);
    this.#steps = new Float64Array(this.#count + 1);
    this.#items = new Float64Array(this.#count);
  }

  addItem(at: number): void {
    increase(this.#items, this.#indexOf(at), 1);
  }

  add(start: number, end: number, amount: number): void {
    const { from, bucketSeconds } = this.#axis;
    const first = this.#indexOf(start);
    const last = this.#indexOf(end);
    if (first === last) {
      increase(this.#parts, first, amount);
      return;
    }
    const each = amount / (end - start);
    increase(this.#parts, first, each * (from + (first + 1) * bucketSeconds - start));
    increase(this.#parts, last, each * (end - from - last * bucketSeconds));
    increase(this.#steps, first + 1, each);
    increase(this.#steps, last, -each);
  }

  #indexOf(time: number): number {
    const { from, bucketSeconds } = this.#axis;
    return Math.min(this.#count - 1, Math.max(0, Math.floor((time - from) / bucketSeconds)));
  }

  buckets(hasSizes: boolean): ThroughputBucket[] {
    const { from, begin, until, bucketSeconds } = this.#axis;
    let pace = 0;
    return Array.from(this.#parts, (part, index) => {
      const start = from + index * bucketSeconds;
      pace += this.#steps[index] ?? 0;
      const seconds = Math.min(start + bucketSeconds, until) - Math.max(start, begin);
      return {
        start,
        seconds: Math.max(0, seconds),
        // Rounded: what sums of fractions leave behind is no byte.
        bytes: hasSizes ? Math.max(0, Math.round(part + pace * bucketSeconds)) : null,
        items: this.#items[index] ?? 0,
      };
    });
  }
}

function increase(sums: Float64Array, index: number, by: number): void {
  sums[index] = (sums[index] ?? 0) + by;
}
