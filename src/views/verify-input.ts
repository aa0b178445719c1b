import type { Check, Verified } from '../verify/check.ts';
import type { LeftBehind } from '../verify/never-moved.ts';

/** The last look at whether what was moved is on this server; times are epoch seconds. */
export interface VerificationView {
  /** Null: nobody has looked yet. */
  head: { checkedAt: number; serverAt: number; unanswered: string[] } | null;
  source: { at: number | null; note: string | null };
  summary: {
    items: number;
    confirmed: number;
    differs: number;
    notLooked: number;
    /** They differed in the look before, and do not any more. */
    fixed: number;
  };
  /** One page of them, what differs first. */
  accounts: VerifiedRow[];
  /** A look that goes on now. */
  running: { startedAt: number; done: number; total: number } | null;
  /** Why the last attempt to look came to nothing. */
  failure: string | null;
  leftBehind: LeftBehind[];
  /** When the session ended. */
  movedUntil: number | null;
}

export interface VerifiedRow {
  type: string;
  name: string;
  localName: string;
  result: Verified;
  before: Verified | null;
  checks: Check[];
}
