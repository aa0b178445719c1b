import { itemKey } from '../session/item.ts';
import type { ResolvedItem, RetryOutlook } from '../session/retry-plan.ts';
import { isMasterDead } from '../session/stall.ts';
import { isOver, meaningOf } from '../session/state.ts';
import { type SessionStatus, statusOf } from '../session/status.ts';
import { ALL_PHASE_PAIRS, itemStatusOf, type PhasePair } from '../session/tally.ts';
import { findLaterMoves, type LaterMove } from '../store/later-move-query.ts';
import { readFacts } from '../store/session-query.ts';
import { findSession } from '../store/session-row.ts';
import { indexPath } from '../whm/session-folder.ts';
import { readSessionIndex } from '../whm/session-index.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { syncSession } from './sync.ts';

/** More than this are not looked up: a session that failed as a whole is repeated as a whole. */
const MAX_RESOLVED = 20_000;

/** The pairs of phases of items that did not move. */
export function undonePhasePairs(session: SessionStatus): PhasePair[] {
  return ALL_PHASE_PAIRS.filter((combo) => {
    const status = itemStatusOf(combo, session);
    return status === 'failed' || status === 'unfinished';
  });
}

/**
 * Items that did not move in this session and were moved later in another from the same source, by type and name. An
 * item that was moved first and failed later counts as failed: the times of the two attempts decide, and where a log
 * has none, the starts of the sessions. The other sessions count as they are in the cache.
 */
export function readResolvedLater(monitor: Monitor, snapshot: Snapshot): ResolvedItem[] {
  return laterMoves(monitor, snapshot).map(({ type, name, sessionId }) => ({
    type,
    name,
    sessionId,
  }));
}

/** Items of a session that a later one has settled: their row numbers, and how many of them are unfinished here. */
export interface Settled {
  itemIds: number[];
  keys: ReadonlySet<string>;
  unfinished: number;
}

export function readSettled(monitor: Monitor, snapshot: Snapshot): Settled {
  const status = retryStatus(snapshot);
  const moves = laterMoves(monitor, snapshot);
  return {
    itemIds: moves.map(({ itemId }) => itemId),
    keys: new Set(moves.map(itemKey)),
    unfinished: moves.filter(({ ownCombo }) => itemStatusOf(ownCombo, status) === 'unfinished')
      .length,
  };
}

function laterMoves(monitor: Monitor, snapshot: Snapshot): LaterMove[] {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  const moved = movedJudge(monitor);
  const first = new Map<number, LaterMove>();
  for (const move of findLaterMoves(
    db,
    sid,
    undonePhasePairs(retryStatus(snapshot)),
    MAX_RESOLVED,
  )) {
    if (first.has(move.itemId) || !moved(move.sessionId, move.combo)) continue;
    first.set(move.itemId, move);
  }
  return [...first.values()];
}

/** Whether such phases mean that an item was moved; each session is read once. */
function movedJudge({ db }: Monitor): (sessionId: string, combo: PhasePair) => boolean {
  const statuses = new Map<string, SessionStatus>();
  return (sessionId, combo) => {
    let session = statuses.get(sessionId);
    if (session === undefined) {
      const stored = findSession(db, sessionId);
      if (!stored) return false;
      // What was moved does not depend on the session's state, so it does not matter what the index says about it.
      session = statusOf(readFacts(db, stored), false);
      statuses.set(sessionId, session);
    }
    const status = itemStatusOf(combo, session);
    return status === 'success' || status === 'warning';
  };
}

/**
 * Brings the other sessions from a session's source up to date, as far as the server's index names them: what was moved
 * in them settles what failed here. A session that was over when it was last read is not read again.
 *
 * @param hasTimeLeft false: the rest stays as the cache has it
 */
export function syncSameSourceSessions(
  monitor: Monitor,
  { facts, synced }: Snapshot,
  hasTimeLeft: () => boolean,
): void {
  const source = facts.header.sourceHost ?? facts.seen.sourceHost;
  if (source === null) return;
  const index = readSessionIndex(monitor.driver, indexPath(monitor.root), null);
  // The session's own warnings report that the index cannot be read.
  if (!index.ok) return;
  for (const { id, sourceHost, state } of index.value.values()) {
    if (id === synced.session.id || sourceHost !== source) continue;
    const known = findSession(monitor.db, id);
    const isFinal = known !== null && known.header.state !== null && isOver(known.header.state);
    if (isFinal && known.seen.state === state) continue;
    if (!hasTimeLeft()) return;
    syncSession(monitor, id, hasTimeLeft);
  }
}

/** How far a session is, as far as this matters for moving items again. */
export function outlookOf({ facts, observation, status }: Snapshot): RetryOutlook {
  const { state, over } = status;
  const { masterAlive, stalled } = observation;
  if (over) return 'over';
  if (isMasterDead({ state, masterAlive })) return 'dead';
  const meaning = meaningOf(state);
  const logged = facts.header.state;
  // A paused session has no process, and that is normal; the same is true of one that waits to be started.
  if (meaning === 'PAUSED' || logged === 'PAUSED') return 'paused';
  if (logged === null) return meaning === 'PENDING' ? 'not-started' : 'going-on';
  // Its log has begun, whatever the index calls it: without a process nothing works on it any more.
  if (masterAlive === false) return 'dead';
  return stalled !== null && masterAlive === null ? 'dead' : 'going-on';
}

/** How the items of a session are to be read for another attempt: what a dead master left counts as unfinished. */
export function retryStatus(snapshot: Snapshot): SessionStatus {
  const { status } = snapshot;
  const outlook = outlookOf(snapshot);
  return outlook === 'dead' ? { ...status, over: true } : status;
}
