import type { ResolvedItem } from '../session/retry.ts';
import { type SessionStatus, statusOf } from '../session/status.ts';
import { ALL_COMBOS, type Combo, itemStatusOf } from '../session/tally.ts';
import { findLaterMoves } from '../store/later-move-query.ts';
import { readFacts } from '../store/session-query.ts';
import { findSession } from '../store/session-row.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { retryStatus } from './retry-status.ts';

/** More than this are not looked up: a session that failed as a whole is done again as a whole. */
const MOST_RESOLVED = 20_000;

/** The combinations of phases of what did not move. */
export function undoneCombos(session: SessionStatus): Combo[] {
  return ALL_COMBOS.filter((combo) => {
    const status = itemStatusOf(combo, session);
    return status === 'failed' || status === 'unfinished';
  });
}

/**
 * Items that did not move in this session and were moved later in another from the same source, by type and name. An
 * item that was moved first and failed later counts as failed: the times of the two attempts decide, and where a log has none,
 * the starts of the sessions. The other sessions count as the cache knows them.
 */
export function readResolvedLater(monitor: Monitor, snapshot: Snapshot): ResolvedItem[] {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  const moved = movedJudge(monitor);
  const resolvedLater = new Map<string, ResolvedItem>();
  for (const move of findLaterMoves(db, sid, undoneCombos(retryStatus(snapshot)), MOST_RESOLVED)) {
    const { type, name, sessionId } = move;
    const key = resolvedKey(move);
    if (resolvedLater.has(key) || !moved(sessionId, move.combo)) continue;
    resolvedLater.set(key, { type, name, sessionId });
  }
  return [...resolvedLater.values()];
}

/** Whether phases like these mean that an item was moved; each session is looked at once. */
function movedJudge({ db }: Monitor): (sessionId: string, combo: Combo) => boolean {
  const statuses = new Map<string, SessionStatus>();
  return (sessionId, combo) => {
    let session = statuses.get(sessionId);
    if (session === undefined) {
      const stored = findSession(db, sessionId);
      if (!stored) return false;
      // What was moved does not depend on the session's state, so it does not matter what the index says of it.
      session = statusOf(readFacts(db, stored), false);
      statuses.set(sessionId, session);
    }
    const status = itemStatusOf(combo, session);
    return status === 'success' || status === 'warning';
  };
}

export function resolvedKey({ type, name }: { type: string; name: string }): string {
  return `${type}\0${name}`;
}
