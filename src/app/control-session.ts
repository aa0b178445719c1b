import { allowedActions, type SessionAction, type SessionState } from '../session/state.ts';
import type { ForeignDriver } from '../whm/foreign-database.ts';
import { indexPath } from '../whm/session-folder.ts';
import { readSessionIndex } from '../whm/session-index.ts';
import { Problem } from './problem.ts';

/** What decides whether a session can be paused, resumed or aborted. */
export interface ControlledSession {
  id: string;
  state: SessionState;
  /** The server has deleted it. */
  archived: boolean;
}

/**
 * The state of a session in the server's index, which decides wherever it has one. So stopping a session waits neither
 * for its log nor for the cache. Null where the index does not say: then the session has to be looked at as a whole.
 */
export function stateInIndex(driver: ForeignDriver, root: string, id: string): SessionState | null {
  const index = readSessionIndex(driver, indexPath(root), id);
  return (index.ok && index.value.get(id)?.state) || null;
}

/** What the server can be asked to do with a session that it still has; its API has the last word. */
export function actionsFor({
  state,
  archived,
}: Pick<ControlledSession, 'state' | 'archived'>): SessionAction[] {
  return archived ? [] : allowedActions(state);
}

/** @throws Problem (conflict) where the session cannot be asked to do that, with the reason */
export function checkAction(session: ControlledSession, action: SessionAction): void {
  if (actionsFor(session).includes(action)) return;
  const { id, state, archived } = session;
  throw new Problem(
    'conflict',
    archived ? { code: 'session-deleted', action } : { code: 'state-forbids', state, action },
    id,
  );
}
