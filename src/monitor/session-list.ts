import { neverStartedOf } from '../session/never-started.ts';
import type { SessionSummary } from '../views/contract.ts';
import type { Monitor } from './monitor.ts';
import { observeSession } from './observe.ts';
import { refreshSessions } from './refresh.ts';
import { summarize } from './session-report.ts';

export interface SessionListing {
  sessions: SessionSummary[];
  /** By session: how many items no child has taken. */
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
  const summaries = sessions.map((refreshed) => {
    read += refreshed.log?.offset ?? 0;
    size += refreshed.log?.size ?? 0;
    const observed = observeSession(monitor, refreshed);
    neverStarted.set(refreshed.session.id, neverStartedOf(observed.facts));
    return summarize(observed);
  });
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
