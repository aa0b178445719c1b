import { allowedActions, type SessionAction, type SessionState } from '../session/state.ts';
import type { Observed } from './observe.ts';
import { Problem } from './problem.ts';

/** What the server can be asked to do with a session that it still has; its API has the last word. */
export function actionsFor({ refreshed }: Observed, state: SessionState): SessionAction[] {
  return refreshed.session.archived ? [] : allowedActions(state);
}

/** @throws Problem (conflict) where the session cannot be asked to do that, with the reason */
export function checkAction(observed: Observed, state: SessionState, action: SessionAction): void {
  if (actionsFor(observed, state).includes(action)) return;
  const { id, archived } = observed.refreshed.session;
  const words = archived
    ? `The server has deleted this session, so it can’t be asked to ${action}.`
    : `A session that is ${state} can’t be asked to ${action}.`;
  throw new Problem('conflict', words, id);
}
