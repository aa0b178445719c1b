import type { Result } from '../session/result.ts';
import type { Check, Verified } from '../verify/check.ts';
import type { SessionSummary } from './contract.ts';

/** What `verify --json` says. Times are epoch seconds. */
export interface VerificationJson {
  schemaVersion: number;
  /** Null: for all sessions of a source. */
  session: string | null;
  source: string | null;
  checkedAt: number;
  witnesses: {
    source: { at: number | null; note: string | null };
    server: { at: number; unanswered: string[] };
  };
  summary: { items: number; confirmed: number; differs: number; notLooked: number };
  items: VerifiedItem[];
  /** Accounts of the source that are in no session; null: it is unknown what the source has. */
  unassigned: UnassignedAccount[] | null;
}

export interface VerifiedItem {
  type: string;
  name: string;
  localName: string;
  result: Verified;
  checks: Check[];
}

export interface UnassignedAccount {
  name: string;
  domain: string | null;
}

/** What `source HOST --json` says. */
export interface SourceJson {
  schemaVersion: number;
  source: string;
  sessions: SessionSummary[];
  accounts: SourceAccountJson[];
  totals: SourceTotals;
}

/** An account of a source, by its latest attempt. */
export interface SourceAccountJson {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  /** Null: the latest attempt has not ended. */
  result: Result | null;
  sessionId: string;
  /** In how many sessions it was to be moved. */
  attempts: number;
  /** Null: not verified. */
  verified: Verified | null;
  openFollowUps: number;
}

export interface SourceTotals extends Record<Result, number> {
  accounts: number;
  /** Moved in the latest attempt, but not in an earlier session. */
  settledLater: number;
  /** Null: it is unknown what the source has. */
  unassigned: number | null;
}
