import type { SessionState } from '../session/state.ts';
import { stateOf } from '../session/status.ts';
import { readFactsOfAll } from '../store/session-query.ts';
import type { StoredSession } from '../store/session-row.ts';
import type { SessionSummary } from '../views/contract.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { estimateSession } from './estimate.ts';
import type { Monitor } from './monitor.ts';
import { observeSession } from './observe.ts';
import { summarize } from './report-session.ts';
import { attempt, notShown } from './session-trouble.ts';
import { type SyncResult, syncSessions } from './sync.ts';

/** What is needed to order and narrow a list. A server can name thousands of sessions, of which a page shows some dozens. */
export interface ListedSession {
  id: string;
  state: SessionState;
  initiator: string | null;
  creator: string | null;
  sourceHost: string | null;
  targetHost: string | null;
  startedAt: number | null;
}

export interface SessionListing {
  /** Newest first; sessions without a start time come first, since they are about to begin. */
  listed: ListedSession[];
  /** Summaries of these; sessions that cannot be shown are left out and reported in `problems`. */
  summaries(listed: readonly ListedSession[]): SessionSummary[];
  /** Seconds until each session under way will end, by its id, as far as this is known. */
  etas: ReadonlyMap<string, number>;
  problems: ProblemFacts[];
  /** Percent of all logs that has been read; null when the cache is up to date. */
  readingPercent: number | null;
}

/** All sessions that the server or the cache knows. */
export function listSessions(
  monitor: Monitor,
  hasTimeLeft: () => boolean = () => true,
): SessionListing {
  const { sessions, problems } = syncSessions(monitor, hasTimeLeft);
  const syncedOf = new Map<ListedSession, SyncResult>();
  let read = 0;
  let size = 0;
  let isBehind = false;
  for (const synced of sessions) {
    const { session, inIndex, log } = synced;
    read += log?.offset ?? 0;
    size += log?.size ?? 0;
    isBehind ||= log !== null && !log.isRead;
    syncedOf.set(entryOf(session, inIndex), synced);
  }
  const startOf = ({ startedAt }: ListedSession): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  const listed = [...syncedOf.keys()].sort(
    (a, b) => startOf(b) - startOf(a) || (a.id < b.id ? 1 : -1),
  );
  const etas = new Map<string, number>();
  const summaries = (wanted: readonly ListedSession[]): SessionSummary[] => {
    const factsOf = readFactsOfAll(monitor.db);
    return wanted.flatMap((entry) => {
      const synced = syncedOf.get(entry);
      if (synced === undefined) return [];
      const summary = attempt(problems, notShown(entry.id), () => {
        const snapshot = observeSession(monitor, synced, factsOf(synced.session));
        const eta = snapshot.status.over ? null : estimateSession(monitor, snapshot).etaSeconds;
        if (eta !== null) etas.set(entry.id, eta);
        return summarize(snapshot);
      });
      return summary === null ? [] : [summary];
    });
  };
  const readingPercent = isBehind && size > 0 ? Math.floor((read / size) * 100) : null;
  return { listed, summaries, etas, problems, readingPercent };
}

function entryOf(session: StoredSession, inIndex: boolean): ListedSession {
  const { id, header, seen } = session;
  return {
    id,
    state: stateOf(session, inIndex),
    initiator: header.initiator ?? seen.initiator,
    creator: seen.creator,
    sourceHost: header.sourceHost ?? seen.sourceHost,
    targetHost: seen.targetHost,
    startedAt: header.startedAt ?? seen.startedAt,
  };
}

/** The same with everything that is known of each. */
export function summarizeAll(
  monitor: Monitor,
  hasTimeLeft?: () => boolean,
): Omit<SessionListing, 'listed' | 'summaries'> & { sessions: SessionSummary[] } {
  const { listed, summaries, ...rest } = listSessions(monitor, hasTimeLeft);
  return { sessions: summaries(listed), ...rest };
}
