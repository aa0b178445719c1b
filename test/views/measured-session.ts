import type { SessionSummary } from '../../src/views/contract.ts';
import type { MeasuredSession, MetricsInput } from '../../src/views/openmetrics.ts';
import { makeSummary } from '../render/fixtures.ts';

const NO_ISSUES = { failure: 0, dangerous: 0, altered: 0, skipped: 0, warning: 0 };

/** A completed session with all that is measured, and changes to it. */
export function measuredSession(
  id: string,
  {
    summary,
    ...more
  }: { summary?: Partial<SessionSummary> } & Partial<
    Pick<MeasuredSession, 'etaSeconds' | 'bytesPerSecond' | 'forecast'>
  > = {},
): MeasuredSession {
  return {
    summary: makeSummary({
      id,
      state: 'COMPLETED',
      live: false,
      stalled: null,
      archived: false,
      initiator: 'copyacct',
      creator: 'root',
      sourceHost: 'old.example.net',
      targetHost: 'new.example.com',
      formatVersion: '2.3',
      startedAt: 1_793_589_200,
      endedAt: 1_793_590_000,
      lastActivityAt: 1_793_590_000,
      percent: 62.47,
      itemsTotal: 10,
      itemsDone: 9,
      counts: { success: 6, warning: 2, failed: 1, active: 0, pending: 0, unfinished: 1 },
      issueCounts: { ...NO_ISSUES, failure: 1, altered: 2 },
      ...summary,
    }),
    queues: [
      { queue: 'TRANSFER', sizeTotal: 1000, sizeDone: 900 },
      { queue: 'RESTORE', sizeTotal: null, sizeDone: null },
    ],
    groups: { ...NO_ISSUES, altered: 1 },
    etaSeconds: null,
    bytesPerSecond: null,
    forecast: [],
    ...more,
  };
}

export function metricsInput(sessions: MeasuredSession[]): MetricsInput {
  return {
    now: 1_793_600_000,
    version: '0.2.0',
    sessions,
    groups: { ...NO_ISSUES, altered: 1 },
    verified: { confirmed: 3, differs: 1, 'not-looked': 0 },
    sources: [
      {
        name: 'old.example.net',
        sessions: 2,
        totals: {
          ...{ accounts: 7, clean: 3, review: 1, incomplete: 1, failed: 1, unfinished: 1 },
          ...{ settledLater: 2, unassigned: null },
        },
        verified: { confirmed: 3, differs: 1, 'not-looked': 1 },
      },
    ],
    notices: { waiting: 1, sent: 2, failed: 0 },
    archivedLogBytes: 4096,
  };
}
