import type { Forecast } from './contract.ts';
import { type Metric, metric } from './metric.ts';

/** What is likely to go wrong, one series a kind; none where all is well. */
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
    metric('session_forecast', 'What is likely to go wrong with what is left.', info),
    metric('session_forecast_timestamp_seconds', 'When it is likely to.', times),
  ];
}
