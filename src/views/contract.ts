import type { Risk, RiskKind } from '../forecast/risk.ts';
import type { Bottleneck } from '../session/bottleneck.ts';
import type { Effect, RetryHope } from '../session/explanations/rule.ts';
import type { CounterKind, IssueKind, Repair } from '../session/issue.ts';
import type { EvidenceFacts, ItemStatus, QueueName } from '../session/item.ts';
import type { Result } from '../session/result.ts';
import type { SessionState } from '../session/state.ts';
import type { Verdict } from '../session/verdict.ts';
import type { Verified } from '../verify/check.ts';

/** The JSON that scripts and dashboards rely on. A change of meaning needs a new number here. */
export const SCHEMA_VERSION = 1;

/** Times are epoch seconds, sizes the server's units (bytes for accounts). Unknown is null, never 0. */
export interface SessionSummary {
  id: string;
  state: SessionState;
  live: boolean;
  stalled: { since: number; reason: string } | null;
  archived: boolean;
  initiator: string | null;
  creator: string | null;
  sourceHost: string | null;
  targetHost: string | null;
  formatVersion: string | null;
  startedAt: number | null;
  endedAt: number | null;
  lastActivityAt: number | null;
  percent: number;
  itemsTotal: number;
  itemsDone: number;
  counts: Record<ItemStatus, number>;
  issueCounts: Record<IssueKind, number>;
  verdict: Verdict;
}

export interface Phase {
  status: Exclude<ItemStatus, 'pending'>;
  percent: number | null;
  startedAt: number | null;
  endedAt: number | null;
  childNumber: number | null;
  pid: number | null;
  logfile: string | null;
  attempts: number;
  counts: Record<CounterKind, number>;
  failure: string | null;
  message: string | null;
}

export interface Item {
  type: string;
  name: string;
  localName: string | null;
  label: string | null;
  size: number | null;
  status: ItemStatus;
  /** Null until the item has ended; after that, according to what has been read so far. */
  result: Result | null;
  /** What its logs say besides the outcome; null: not read yet. */
  evidence: EvidenceFacts | null;
  /** What the first error of `evidence` means; null: there is none, or it has no known meaning. */
  evidenceExplanation: ErrorExplanation | null;
  /** What the last verification found; null: none has looked at it. */
  verified: Verified | null;
  queues: Record<QueueName, Phase | null>;
}

export interface QueueView {
  queue: QueueName;
  total: number;
  pending: number;
  active: number;
  success: number;
  warning: number;
  failed: number;
  unfinished: number;
  sizeTotal: number | null;
  sizeDone: number | null;
  percent: number;
}

export interface Worker {
  queue: QueueName;
  childNumber: number;
  pid: number | null;
  item: string | null;
  since: number | null;
  restarts: number;
}

export interface IssueGroupItem {
  type: string;
  name: string;
  queue: QueueName;
  text: string;
  repair: Repair | null;
}

export interface IssueGroup {
  id: string;
  kind: IssueKind;
  module: string | null;
  function: string | null;
  line: number | null;
  template: string;
  /** Messages. */
  count: number;
  /** Distinct items. */
  itemCount: number;
  items: IssueGroupItem[];
  /** Null: the message is not known. */
  explanation: IssueExplanation | null;
}

/** What a known message means. */
export interface IssueExplanation {
  title: string;
  meaning: string;
  effect: Effect;
  impact: string | null;
  advice: string | null;
}

/**
 * What an error line of a log means, and whether it helps to move the item again; the advice says on which server
 * something has to be done.
 */
export interface ErrorExplanation extends IssueExplanation {
  retry: RetryHope;
}

/** Something that is likely to go wrong. `item` null: it concerns the session as a whole. */
export interface Forecast {
  kind: RiskKind;
  level: Risk['level'];
  at: number | null;
  item: string | null;
  text: string;
}

export interface Session extends SessionSummary {
  etaSeconds: number | null;
  bytesPerSecond: number | null;
  queues: QueueView[];
  workers: Worker[];
  items: Item[];
  issues: IssueGroup[];
  warnings: string[];
  /** What is likely to go wrong with the rest; empty where nothing is known. */
  forecast: Forecast[];
  /** What a running session waits for. */
  bottleneck: Bottleneck | null;
  cursor: string;
}

export interface Paging {
  page: number;
  perPage: number;
  itemsTotal: number;
  issuesTotal: number;
}

export interface AccountAttempt {
  sessionId: string;
  type: string;
  name: string;
  localName: string | null;
  status: ItemStatus;
  startedAt: number | null;
  endedAt: number | null;
  failure: string | null;
}

export type { LogLine, LogSeverity } from '../session/log-line.ts';
