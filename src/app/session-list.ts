import type { SessionSummary } from '../views/contract.ts';
import type { Monitor } from './monitor.ts';
import { observeSession } from './observe.ts';
import { refreshSessions } from './refresh.ts';
import { summarize } from './session-report.ts';
import { attempt } from './session-trouble.ts';

export interface SessionListing {
  sessions: SessionSummary[];
  /** By session: how many items no child has taken; none where it is unknown. */
  neverStarted: ReadonlyMap<string, number>;
  troubles: string[];
  /** Percent of all logs that has been read; null when the cache is up to date. */
  readingPercent: number | null;
}

/** All sessions that the server or the cache knows, newest first; those without a start are about to begin. */
export function summarizeAll(monitor: Monitor, goOn: () => boolean = () => true): SessionListing {
  const { sessions, troubles } = refreshSessions(monitor, goOn);
  let read = 0;
  let size = 0;
  const neverStarted = new Map<string, number>();
  const summaries: SessionSummary[] = [];
  for (const refreshed of sessions) {
    read += refreshed.log?.offset ?? 0;
    size += refreshed.log?.size ?? 0;
    const { id } = refreshed.session;
    attempt(troubles, `${id} cannot be shown`, () => {
      const observed = observeSession(monitor, refreshed);
      if (observed.neverStarted !== null) neverStarted.set(id, observed.neverStarted);
      summaries.push(summarize(observed));
    });
  }
  const startOf = ({ startedAt }: SessionSummary): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  summaries.sort((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? 1 : -1));
  const isBehind = sessions.some(({ log }) => log !== null && !log.isRead);
  return {
    sessions: summaries,
    neverStarted,
    troubles,
    readingPercent: isBehind && size > 0 ? Math.floor((read / size) * 100) : null,
  };
}
