import { ISSUE_KINDS, type IssueKind } from '../session/issue.ts';
import { ITEM_STATUSES, QUEUES } from '../session/item.ts';
import { RESULTS } from '../session/result.ts';
import { isAtEnd, STATE_BY_NUMBER } from '../session/state.ts';
import { VERIFIED, type Verified } from '../verify/check.ts';
import type { Forecast, QueueView, SessionSummary } from './contract.ts';
import { formatMetrics, labelled, type Metric, metric, one } from './metric.ts';
import { type MeasuredSource, sourceMetrics } from './source-metrics.ts';

/** What is likely to go wrong, one series for each kind; none where all is well. */
export function forecastMetrics(
  sessions: readonly { summary: { id: string }; forecast: readonly Forecast[] }[],
): Metric[] {
  const all = sessions.flatMap(({ summary: { id }, forecast }) =>
    forecast.map(({ kind, level, at }) => ({ id, kind, level, at })),
  );
  const info = all.map(({ id, kind, level }) => ({
    labels: [
      ['session', id],
      ['kind', kind],
      ['level', level],
    ] as const,
    value: 1,
  }));
  const times = all.flatMap(({ id, kind, at }) =>
    at === null
      ? []
      : [
          {
            labels: [
              ['session', id],
              ['kind', kind],
            ] as const,
            value: at,
          },
        ],
  );
  return [
    metric('session_forecast', 'Problems that are likely with what is left to move.', info),
    metric('session_forecast_timestamp_seconds', 'When each of them is likely.', times),
  ];
}

/** What is measured of one session. */
export interface MeasuredSession {
  summary: SessionSummary;
  queues: Pick<QueueView, 'queue' | 'sizeTotal' | 'sizeDone'>[];
  /** Issue groups by kind. */
  groups: Record<IssueKind, number>;
  etaSeconds: number | null;
  bytesPerSecond: number | null;
  forecast: readonly Forecast[];
}

export interface MetricsInput {
  /** Epoch seconds. */
  now: number;
  version: string;
  sessions: readonly MeasuredSession[];
  /** Different issue groups over all sessions. */
  groups: Record<IssueKind, number>;
  /** Accounts of all sessions, by the result of the last verification. */
  verified: Record<Verified, number>;
  sources: readonly MeasuredSource[];
  /** Messages to people, by what became of them. */
  notices: Record<'waiting' | 'sent' | 'failed', number>;
  /** Bytes of compressed logs in the archive. */
  archivedLogBytes: number;
}

export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** How many sessions have series of their own: those that are not over, then the newest. All others count only in the sums. */
export const MAX_SERIES_SESSIONS = 50;

const STATES: readonly string[] = Object.values(STATE_BY_NUMBER);

/** Metrics of all sessions of this server as OpenMetrics text. */
export function formatOpenMetrics(input: MetricsInput): string {
  return formatMetrics([
    ...serverMetrics(input),
    ...sourceMetrics(input.sources),
    ...sessionMetrics(chooseSessions(input.sessions)),
  ]);
}

function chooseSessions(sessions: readonly MeasuredSession[]): MeasuredSession[] {
  const startOf = ({ summary }: MeasuredSession): number =>
    summary.startedAt ?? Number.MAX_SAFE_INTEGER;
  const rankOf = ({ summary }: MeasuredSession): number => (isAtEnd(summary) ? 1 : 0);
  return [...sessions]
    .sort(
      (a, b) =>
        rankOf(a) - rankOf(b) || startOf(b) - startOf(a) || (a.summary.id < b.summary.id ? 1 : -1),
    )
    .slice(0, MAX_SERIES_SESSIONS);
}

function serverMetrics(input: MetricsInput): Metric[] {
  const { sessions, groups, notices } = input;
  const count = (is: (summary: SessionSummary) => boolean): number =>
    sessions.filter(({ summary }) => is(summary)).length;
  const sum = (of: (session: MeasuredSession) => number): number =>
    sessions.reduce((total, session) => total + of(session), 0);
  const states = [...STATES, 'OTHER'].map((state) => ({
    labels: [['state', state]] as const,
    value: count((s) => (STATES.includes(s.state) ? s.state : 'OTHER') === state),
  }));
  return [
    one('build_info', 'Version of Transfer Monitor.', 1, [['version', input.version]]),
    one('generated_timestamp_seconds', 'When these metrics were made.', input.now),
    metric('sessions', 'Transfer sessions that are known, by state.', states),
    one(
      'sessions_live',
      'Sessions whose master process is working.',
      count((s) => s.live),
    ),
    one(
      'sessions_stalled',
      'Sessions that are stalled.',
      count((s) => s.stalled !== null),
    ),
    one(
      'sessions_archived',
      'Sessions that the server has deleted.',
      count((s) => s.archived),
    ),
    metric(
      'items',
      'Items of all sessions, by status.',
      labelled('status', ITEM_STATUSES, (status) => sum(({ summary }) => summary.counts[status])),
    ),
    metric(
      'verified_accounts',
      'Moved accounts by what the last verification of their session found.',
      labelled('result', VERIFIED, (result) => input.verified[result]),
    ),
    metric(
      'issues',
      'Issues of all sessions as the logs count them, by kind.',
      labelled('kind', ISSUE_KINDS, (kind) => sum(({ summary }) => summary.issueCounts[kind])),
    ),
    metric(
      'issue_groups',
      'Different issues over all sessions, by kind.',
      labelled('kind', ISSUE_KINDS, (kind) => groups[kind]),
    ),
    metric(
      'size_bytes',
      'What all sessions have to move, by queue.',
      labelled('queue', QUEUES, (queue) => sum((s) => sizeOf(s, queue, 'sizeTotal') ?? 0)),
    ),
    metric(
      'done_bytes',
      'What all sessions have moved, by queue.',
      labelled('queue', QUEUES, (queue) => sum((s) => sizeOf(s, queue, 'sizeDone') ?? 0)),
    ),
    metric(
      'notices',
      'Messages to people (mail, webhooks), by state.',
      labelled('state', ['waiting', 'sent', 'failed'] as const, (state) => notices[state]),
    ),
    one('archived_log_bytes', 'Compressed logs in the archive.', input.archivedLogBytes),
  ];
}

type Reader = (session: MeasuredSession) => number | null;

function sessionMetrics(sessions: readonly MeasuredSession[]): Metric[] {
  const idOf = ({ summary }: MeasuredSession): readonly [string, string] => ['session', summary.id];
  const each = (name: string, help: string, read: Reader): Metric =>
    metric(
      `session_${name}`,
      help,
      sessions.flatMap((session) => {
        const value = read(session);
        return value === null ? [] : [{ labels: [idOf(session)], value }];
      }),
    );
  const eachBy = <T extends string>(
    name: string,
    help: string,
    label: string,
    keys: readonly T[],
    read: (session: MeasuredSession, key: T) => number | null,
  ): Metric =>
    metric(
      `session_${name}`,
      help,
      sessions.flatMap((session) =>
        keys.flatMap((key) => {
          const value = read(session, key);
          return value === null ? [] : [{ labels: [idOf(session), [label, key]] as const, value }];
        }),
      ),
    );
  const info = sessions.map((session) => ({
    labels: [idOf(session), ...describe(session.summary)],
    value: 1,
  }));
  const state = sessions.map((session) => ({
    labels: [idOf(session), ['state', session.summary.state]] as const,
    value: 1,
  }));
  const verdict = sessions.map((session) => ({
    labels: [idOf(session), ['level', session.summary.verdict.level]] as const,
    value: 1,
  }));
  return [
    metric('session_info', 'Where a session comes from and goes to.', info),
    metric('session_state', 'The state of a session, as a label.', state),
    metric('session_verdict', 'The verdict on a session, as a label.', verdict),
    eachBy(
      'results',
      'Items by result.',
      'result',
      RESULTS,
      ({ summary }, result) => summary.verdict[result],
    ),
    each('live', '1 while the master process is working.', (s) => Number(s.summary.live)),
    each('stalled', '1 while the session is stalled.', (s) => Number(s.summary.stalled !== null)),
    eachBy(
      'items',
      'Items by status.',
      'status',
      ITEM_STATUSES,
      (s, status) => s.summary.counts[status],
    ),
    eachBy(
      'issues',
      'Issues by kind.',
      'kind',
      ISSUE_KINDS,
      (s, kind) => s.summary.issueCounts[kind],
    ),
    eachBy(
      'issue_groups',
      'Different issues by kind.',
      'kind',
      ISSUE_KINDS,
      (s, kind) => s.groups[kind],
    ),
    eachBy('size_bytes', 'What is to be moved, by queue.', 'queue', QUEUES, (s, queue) =>
      sizeOf(s, queue, 'sizeTotal'),
    ),
    eachBy('done_bytes', 'What has been moved, by queue.', 'queue', QUEUES, (s, queue) =>
      sizeOf(s, queue, 'sizeDone'),
    ),
    each('progress_ratio', 'Progress over both queues, 0 to 1.', (s) => ratio(s.summary.percent)),
    each('start_timestamp_seconds', 'When the session began.', (s) => s.summary.startedAt),
    each('end_timestamp_seconds', 'When the session ended.', (s) => s.summary.endedAt),
    each(
      'last_activity_timestamp_seconds',
      'When its logs last grew.',
      (s) => s.summary.lastActivityAt,
    ),
    ...forecastMetrics(sessions),
    each('eta_seconds', 'Estimated time to the end.', (s) => s.etaSeconds),
    each(
      'throughput_bytes_per_second',
      'Current throughput, in bytes per second.',
      (s) => s.bytesPerSecond,
    ),
  ];
}

function describe(summary: SessionSummary): (readonly [string, string])[] {
  return [
    ['initiator', summary.initiator ?? ''],
    ['source', summary.sourceHost ?? ''],
    ['target', summary.targetHost ?? ''],
    ['format', summary.formatVersion ?? ''],
  ];
}

function sizeOf(
  { queues }: MeasuredSession,
  queue: string,
  which: 'sizeTotal' | 'sizeDone',
): number | null {
  return queues.find((one) => one.queue === queue)?.[which] ?? null;
}

/** 62.47 percent → 0.6247, without the digits that a division adds. */
function ratio(percent: number): number {
  return Number((percent / 100).toFixed(4));
}
