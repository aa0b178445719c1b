import { allowedActions, type SessionAction, type SessionState } from '../session/state.ts';
import type { Snapshot } from './observe.ts';
import { Problem } from './problem.ts';

/** What the server can be asked to do with a session that it still has; its API has the last word. */
export function actionsFor({ synced }: Snapshot, state: SessionState): SessionAction[] {
  return synced.session.archived ? [] : allowedActions(state);
}

/** @throws Problem (conflict) where the session cannot be asked to do that, with the reason */
export function checkAction(snapshot: Snapshot, state: SessionState, action: SessionAction): void {
  if (actionsFor(snapshot, state).includes(action)) return;
  const { id, archived } = snapshot.synced.session;
  throw new Problem(
    'conflict',
    archived ? { code: 'session-deleted', action } : { code: 'state-forbids', state, action },
    id,
  );
}
