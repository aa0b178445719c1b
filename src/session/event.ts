import type { HeaderFact, StateWord } from './header.ts';
import type { Counters, IssueEntry } from './issue.ts';
import type { ItemDetails, QueueName } from './item.ts';

/** Which item a line of the master log speaks of. */
export interface ItemRef {
  type: string;
  name: string;
  localName: string | null;
  label: string | null;
}

/** How an item ended in one queue. `counts` is what the counters say; `issues` is what the lists hold: they can differ. */
export interface Outcome {
  failed: boolean;
  size: number | null;
  counts: Counters;
  issues: IssueEntry[];
  failure: string | null;
  message: string | null;
}

/** What a child says of an item that it works on. */
export interface ChildWork {
  item: ItemRef;
  queue: QueueName;
  childNumber: number | null;
  pid: number | null;
  logfile: string | null;
}

/** What one line of the master log means. */
export type EventBody =
  | { kind: 'state'; state: StateWord; first: boolean }
  | { kind: 'fact'; name: HeaderFact; value: string }
  | { kind: 'queue-count'; queue: QueueName; count: number }
  | { kind: 'queue-size'; queue: QueueName; size: number }
  | ({ kind: 'item-started' } & ChildWork)
  | ({ kind: 'item-logged' } & ChildWork)
  | ({ kind: 'item-details'; details: ItemDetails } & ChildWork)
  | ({ kind: 'item-ended'; outcome: Outcome } & ChildWork)
  | { kind: 'child-died'; queue: QueueName; childNumber: number }
  | { kind: 'child-done'; queue: QueueName; childNumber: number }
  | { kind: 'oddity'; oddity: OddityKind; detail: string; sample: string };

/**
 *
 * What a reader could not turn into knowledge of the session: `text` is outside JSON (the output of another program),
 * `broken` began as a record and is not one, `type` and `action` are records of a kind that this version does not know,
 * `incomplete` lacks a part that its action needs, `long` was understood, but a name or text in it was too long to be
 * kept whole.
 *
 */
export const ODDITY_KINDS = ['text', 'broken', 'type', 'action', 'incomplete', 'long'] as const;
export type OddityKind = (typeof ODDITY_KINDS)[number];

/** `at` is the byte offset of the line, `time` its stamp in epoch seconds (old logs have none). */
export interface TransferEvent {
  at: number;
  time: number | null;
  body: EventBody;
  /** A name or text in it was too long and has been cut. */
  isCut?: true;
}
