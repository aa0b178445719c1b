import type { Throughput } from './flow.ts';
import type { Pause } from './pause.ts';
import type { QueueName } from './queue.ts';
import type { LongWork } from './slowest.ts';
import type { TimeAxis } from './time-axis.ts';
import type { Timeline } from './timeline.ts';

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
  /** The items that these speak of, by their rows. */
  names: ReadonlyMap<number, ItemName>;
}
