import type { Counters } from './issue.ts';

/** The two queues of a transfer session, in the order in which an item passes them. */
export const QUEUES = ['TRANSFER', 'RESTORE'] as const;
export type QueueName = (typeof QUEUES)[number];

export function isQueueName(text: unknown): text is QueueName {
  return text === 'TRANSFER' || text === 'RESTORE';
}

/** The key that tells the items of a session apart. */
export function itemKey({ type, name }: { type: string; name: string }): string {
  return `${type}\0${name}`;
}

/** How far an item is in one queue, according to the log. */
export type PhaseStatus = 'active' | 'success' | 'warning' | 'failed';

/** How an item is as a whole; `unfinished` exists only once the session is over. */
export const ITEM_STATUSES = [
  'pending',
  'active',
  'success',
  'warning',
  'failed',
  'unfinished',
] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** What a list of items can be narrowed to: a status, or what became of those that moved. */
export const ITEM_CHOICES = [...ITEM_STATUSES, 'clean', 'review', 'incomplete'] as const;
export type ItemChoice = (typeof ITEM_CHOICES)[number];

/** What the master log says of an item in one queue. Times are epoch seconds. */
export interface PhaseFacts {
  status: PhaseStatus;
  /** False for the echo in RESTORE of a failure in TRANSFER: the item never started there. */
  started: boolean;
  startedAt: number | null;
  endedAt: number | null;
  childNumber: number | null;
  pid: number | null;
  logfile: string | null;
  attempts: number;
  counts: Counters;
  failure: string | null;
  message: string | null;
}

/** What an action can report about an item, apart from its progress; null where it says nothing. */
export interface ItemDetails {
  /** In the server's units: bytes for accounts. */
  size: number | null;
}

export const NO_DETAILS: ItemDetails = { size: null };

/** Keeps the latest details. */
export function mergeDetails(item: ItemDetails, details: ItemDetails): void {
  if (details.size !== null) item.size = details.size;
}

/** An item of a session. */
export interface ItemFacts extends ItemDetails {
  type: string;
  name: string;
  localName: string | null;
  label: string | null;
  /** The item's main domain, which only the server's queue database knows. */
  domain: string | null;
  phases: Record<QueueName, PhaseFacts | null>;
  /** How much it lacks, by its outcomes and by what has been read of its logs; absent where it was not asked for. */
  level?: Level;
  evidence?: EvidenceFacts | null;
  /** What the last verification found, in its own word; absent where it was not asked for. */
  verified?: string | null;
}

/** How much a moved item lacks: nothing, something to review, something that is missing here. Higher is worse. */
export type Level = 0 | 1 | 2;

/** What the logs of an item say beside its outcome. */
export interface EvidenceFacts {
  errors: number;
  /** `at`: byte offset in the log. */
  first: { log: string; at: number; text: string } | null;
  failedModules: string[];
}

/** Why an item failed: the first failure, since the one in RESTORE is often only the echo of the one in TRANSFER. */
export function failureOf(
  phases: Record<QueueName, { failure: string | null } | null>,
): string | null {
  return phases.TRANSFER?.failure ?? phases.RESTORE?.failure ?? null;
}
