import type { RetryOutlook } from '../session/retry.ts';
import { isMasterDead } from '../session/stall.ts';
import { meaningOf } from '../session/state.ts';
import type { SessionStatus } from '../session/status.ts';
import type { Snapshot } from './observe.ts';

/** How far a session is, as it concerns what to do again of it. */
export function outlookOf({ facts, observation, status }: Snapshot): RetryOutlook {
  const { state, over } = status;
  const { masterAlive, stalled } = observation;
  if (over) return 'over';
  if (isMasterDead({ state, masterAlive })) return 'dead';
  const meaning = meaningOf(state);
  const logged = facts.header.state;
  // A paused session has no process and is well; nor has one that waits to be started.
  if (meaning === 'PAUSED' || logged === 'PAUSED') return 'paused';
  if (logged === null) return meaning === 'PENDING' ? 'not-started' : 'going-on';
  // Its log has begun, whatever the index calls it: without a process nothing works on it any more.
  if (masterAlive === false) return 'dead';
  return stalled !== null && masterAlive === null ? 'dead' : 'going-on';
}

/** How the items of a session are to be read for another attempt: what a dead master left is unfinished. */
export function retryStatus(snapshot: Snapshot): SessionStatus {
  const { status } = snapshot;
  const outlook = outlookOf(snapshot);
  return outlook === 'dead' ? { ...status, over: true } : status;
}
