import type { Counters } from './issue.ts';
import type { QueueName } from './item.ts';

/** A session id as the server makes it: template, initiator, time and random letters, at most 36 characters. */
const SESSION_ID = /^[0-9A-Za-z_]{1,36}$/;

export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}

/** A change of the session's state by its master, named after the state that it leads to. */
export const STATE_WORDS = [
  'RUNNING',
  'PAUSING',
  'PAUSED',
  'ABORTING',
  'ABORTED',
  'COMPLETED',
  'FAILED',
] as const;
export type StateWord = (typeof STATE_WORDS)[number];

/** Facts about the whole session that the master gives, a text each. */
export type HeaderFact = 'initiator' | 'formatVersion' | 'sourceHost';

/** What the master log has said of the session as a whole, up to some byte. */
export interface SessionHeader extends Record<HeaderFact, string | null> {
  /** The latest state that the log reports. */
  state: StateWord | null;
  startedAt: number | null;
  endedAt: number | null;
  lastEventAt: number | null;
  /** What the log announced of each queue; null: not announced. */
  queueCount: Record<QueueName, number | null>;
  queueSize: Record<QueueName, number | null>;
  /** Sums of the counters of all outcomes that have not been superseded. */
  issueCounts: Counters;
}

export function emptyHeader(): SessionHeader {
  return {
    initiator: null,
    formatVersion: null,
    sourceHost: null,
    state: null,
    startedAt: null,
    endedAt: null,
    lastEventAt: null,
    queueCount: { TRANSFER: null, RESTORE: null },
    queueSize: { TRANSFER: null, RESTORE: null },
    issueCounts: { dangerous: 0, altered: 0, skipped: 0, warning: 0 },
  };
}
