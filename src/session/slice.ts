import type { EventBody, OddityKind } from './event.ts';
import type { SessionHeader } from './header.ts';
import type { IssueEntry, IssueKind } from './issue.ts';
import type { ItemFacts, QueueName } from './item.ts';
import type { PhasePair } from './tally.ts';

/** An item within a slice. `firstAt` and `changedAt` are byte offsets of the master log. */
export interface SliceItem extends ItemFacts {
  /** How often it was started in RESTORE before it began in TRANSFER again; counts only while it is not in RESTORE. */
  restoresBefore: number;
  firstAt: number;
  changedAt: number;
}

/** A child process of a queue, as the log shows it. `item` is null while it is idle. */
export interface WorkerFacts {
  queue: QueueName;
  childNumber: number;
  pid: number | null;
  item: { type: string; name: string } | null;
  since: number | null;
  restarts: number;
}

/** Endings are summed over so many seconds of the log's time. */
export const BUCKET_SECONDS = 60;

/** What ended within one minute of the log's time in one queue: the raw material of throughput and ETA. */
export interface EndingBucket {
  queue: QueueName;
  /** Epoch seconds, a multiple of {@link BUCKET_SECONDS}. */
  start: number;
  size: number;
  items: number;
}

/** What the master did: it began, went on, or reached a state. The cache stores these words. */
export const MARK_WORDS = [
  'start',
  'resume',
  'pausing',
  'paused',
  'aborting',
  'aborted',
  'completed',
  'failed',
] as const;
export type MarkWord = (typeof MARK_WORDS)[number];

/** When the master's work began, paused, went on or ended, according to the master. */
export interface Mark {
  at: number;
  time: number | null;
  word: MarkWord;
}

export interface OddityCount {
  oddity: OddityKind;
  detail: string;
  sample: string;
  count: number;
  at: number;
}

/** A change of the list of issues, in the order of the log. */
export type IssueChange =
  | { change: 'add'; item: SliceItem; queue: QueueName; entry: IssueEntry; at: number }
  /** `only`: the messages of one kind; null: all of the item's messages in the queue. */
  | { change: 'withdraw'; item: SliceItem; queue: QueueName; only: IssueKind | null; at: number };

/**
 * The part of a session that new lines of its log touch. The store looks items and workers up on first
 * use and writes all of it back afterwards; a fold never needs the rest of the session.
 */
export interface Slice {
  header: SessionHeader;
  items: Map<string, SliceItem>;
  workers: Map<string, WorkerFacts>;
  /** Totals, not differences: a sum that has reached its bound depends on the order of what was added. */
  tallies: Map<PhasePair, { count: number; size: number }>;
  /** What to add to the stored buckets. */
  buckets: Map<string, EndingBucket>;
  issues: IssueChange[];
  marks: Mark[];
  oddities: Map<string, OddityCount>;
  findItem(type: string, name: string): SliceItem | null;
  /** Types of the items that have this name in the log. */
  findTypes(name: string): string[];
  findWorker(queue: QueueName, childNumber: number): WorkerFacts | null;
  findTally(combo: PhasePair): { count: number; size: number } | null;
}

export type SliceFinders = Pick<Slice, 'findItem' | 'findTypes' | 'findWorker' | 'findTally'>;

export function openSlice(header: SessionHeader, finders: SliceFinders): Slice {
  return {
    header,
    items: new Map(),
    workers: new Map(),
    tallies: new Map(),
    buckets: new Map(),
    issues: [],
    marks: [],
    oddities: new Map(),
    findItem: (type, name) => finders.findItem(type, name),
    findTypes: (name) => finders.findTypes(name),
    findWorker: (queue, childNumber) => finders.findWorker(queue, childNumber),
    findTally: (combo) => finders.findTally(combo),
  };
}

/** Counts a line that was not understood; of each kind the first one's sample and place are kept. */
export function countOddity(
  slice: Slice,
  body: Extract<EventBody, { kind: 'oddity' }>,
  at: number,
): void {
  const key = `${body.oddity}\0${body.detail}`;
  const known = slice.oddities.get(key);
  if (known) known.count += 1;
  else slice.oddities.set(key, { ...body, count: 1, at });
}
