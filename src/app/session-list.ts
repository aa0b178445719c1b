import { readFactsOfAll } from '../store/session-query.ts';
import type { SessionSummary } from '../views/contract.ts';
import type { Monitor } from './monitor.ts';
import { observeSession } from './observe.ts';
import { summarize } from './session-report.ts';
import { attempt } from './session-trouble.ts';
import { syncSessions } from './sync.ts';

export interface SessionListing {
  sessions: SessionSummary[];
  troubles: string[];
  /** Percent of all logs that has been read; null when the cache is up to date. */
  readingPercent: number | null;
}

/** All sessions that the server or the cache knows, newest first; those without a start are about to begin. */
export function summarizeAll(monitor: Monitor, goOn: () => boolean = () => true): SessionListing {
  const { sessions, troubles } = syncSessions(monitor, goOn);
  let read = 0;
  let size = 0;
  const summaries: SessionSummary[] = [];
  const factsOf = readFactsOfAll(monitor.db);
  for (const synced of sessions) {
    read += synced.log?.offset ?? 0;
    size += synced.log?.size ?? 0;
    const { id } = synced.session;
    attempt(troubles, `${id} cannot be shown`, () => {
      const snapshot = observeSession(monitor, synced, factsOf(synced.session));
      summaries.push(summarize(snapshot));
    });
  }
  const startOf = ({ startedAt }: SessionSummary): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  summaries.sort((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? 1 : -1));
  const isBehind = sessions.some(({ log }) => log !== null && !log.isRead);
  return {
    sessions: summaries,
    troubles,
    readingPercent: isBehind && size > 0 ? Math.floor((read / size) * 100) : null,
  };
}
