import { isOver } from '../session/state.ts';
import type { NotifyEvent } from '../system/config.ts';
import type { Forecast, SessionSummary } from '../views/contract.ts';

/** Something that people want to hear of. `key` identifies an event of a session, whoever looks and however often. */
export interface SessionEvent {
  event: NotifyEvent;
  key: string;
  /** When it happened, epoch seconds. */
  at: number;
}

/** What happened longer ago is no news: a first look at a server must not report everything that it remembers. */
export const NEWS_SECONDS = 2 * 86_400;

/**
 * What there is to report about a session now. A session ends once, and fails once (with its first failed item, or as a
 * whole). It can stall several times: it is a new stall if the master log has grown since. Each kind of risk ahead is
 * reported once.
 *
 * @param forecast of the session
 * @param grownAt when one of its logs last grew, epoch seconds
 * @param place in the master log, up to which it has been read
 */
export function eventsOf(
  summary: SessionSummary,
  grownAt: number | null,
  place: { generation: number; offset: number },
  now: number,
  forecast: readonly Forecast[] = [],
): SessionEvent[] {
  const { state, stalled, counts, endedAt, lastActivityAt } = summary;
  const lastAt = Math.max(endedAt ?? 0, lastActivityAt ?? 0, grownAt ?? 0);
  const events: SessionEvent[] = [];
  if (counts.failed > 0 || state === 'FAILED') {
    events.push({ event: 'failure', key: 'failure', at: lastAt });
  }
  if (isOver(state)) events.push({ event: 'end', key: 'end', at: lastAt });
  else if (stalled !== null) {
    const key = `stall:${place.generation}:${place.offset}`;
    events.push({ event: 'stall', key, at: Math.max(stalled.since, lastAt) });
  }
  for (const { kind, level } of forecast) {
    if (level === 'alarm') events.push({ event: 'forecast', key: `forecast:${kind}`, at: now });
  }
  return events.filter(({ at }) => at > now - NEWS_SECONDS);
}
