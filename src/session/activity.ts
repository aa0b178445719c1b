import type { Throughput } from './flow.ts';
import type { QueueName } from './item.ts';
import type { Pause } from './pause.ts';
import type { TimeAxis } from './time-axis.ts';
import type { Timeline } from './timeline.ts';
import type { WorkSpan } from './work-span.ts';

/** An item's time in one queue. */
export interface LongWork {
  item: number;
  queue: QueueName;
  /** 0: not known. */
  size: number;
  seconds: number;
  /** Still under way: its time is up to now. */
  isOpen: boolean;
}

/**
 * The items that took longest, longest first. An item that is still under way counts with its time so far; how long one
 * took that stopped before it was done is unknown.
 */
export class Slowest {
  readonly found: LongWork[] = [];
  readonly #most: number;
  /** Null once nothing is under way. */
  readonly #now: number | null;

  constructor(most: number, now: number | null) {
    this.#most = most;
    this.#now = now;
  }

  add({ item, queue, size, start, end, status }: WorkSpan): void {
    const isOpen = status === 'active';
    const to = isOpen ? this.#now : end;
    if (start === null || to === null) return;
    const seconds = Math.max(0, to - start);
    const { found } = this;
    const last = found[this.#most - 1];
    if (last !== undefined && seconds <= last.seconds) return;
    const place = found.findIndex((other) => other.seconds < seconds);
    found.splice(place < 0 ? found.length : place, 0, { item, queue, size, seconds, isOpen });
    if (found.length > this.#most) found.pop();
  }
}

/** What names an item and finds its logs. */
export interface ItemName {
  type: string;
  name: string;
  logfiles: Record<QueueName, string | null>;
}

/** How a session went over time, from its beginning to now or to its end. */
export interface Activity {
  axis: TimeAxis;
  throughput: Throughput;
  timeline: Timeline;
  slowest: LongWork[];
  pauses: Pause[];
  /** The items above by their rows. */
  names: ReadonlyMap<number, ItemName>;
  /** The type of the item that each worker has. */
  atWork: readonly { queue: QueueName; childNumber: number; type: string }[];
}
