import { RESULTS } from '../session/result.ts';
import { VERIFIED, type Verified } from '../verify/check.ts';
import type { SourceTotals } from './contract-verify.ts';
import { type Metric, metric, type Sample } from './metric.ts';

/** One source over all its sessions. */
export interface MeasuredSource {
  name: string;
  sessions: number;
  totals: SourceTotals;
  verified: Record<Verified, number>;
}

/** Each account of a source by its latest attempt. */
export function sourceMetrics(sources: readonly MeasuredSource[]): Metric[] {
  const by = <T extends string>(
    label: string,
    keys: readonly T[],
    read: (source: MeasuredSource, key: T) => number,
  ): Sample[] =>
    sources.flatMap((source) =>
      keys.map((key) => ({
        labels: [
          ['source', source.name],
          [label, key],
        ] as const,
        value: read(source, key),
      })),
    );
  const each = (read: (source: MeasuredSource) => number | null): Sample[] =>
    sources.flatMap((source) => {
      const value = read(source);
      return value === null ? [] : [{ labels: [['source', source.name]] as const, value }];
    });
  return [
    metric(
      'source_sessions',
      'Sessions of a source.',
      each(({ sessions }) => sessions),
    ),
    metric(
      'source_accounts',
      'Accounts of a source by the result of their latest attempt.',
      by('result', RESULTS, ({ totals }, result) => totals[result]),
    ),
    metric(
      'source_settled_later_accounts',
      'Accounts of a source that have moved at a later attempt.',
      each(({ totals }) => totals.settledLater),
    ),
    metric(
      'source_unassigned_accounts',
      'Accounts of a source that are in no session.',
      each(({ totals }) => totals.unassigned),
    ),
    metric(
      'source_verified_accounts',
      'Accounts of a source by what the last verification found.',
      by('result', VERIFIED, ({ verified }, result) => verified[result]),
    ),
  ];
}
