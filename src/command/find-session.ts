import type { Monitor } from '../app/monitor.ts';
import { type Observed, observeSession } from '../app/observe.ts';
import { Problem } from '../app/problem.ts';
import { refreshSession } from '../app/refresh.ts';
import { isSessionId } from '../session/session-id.ts';

/** A session by its id, brought up to date. @throws Problem (usage, not found) */
export function findObserved(monitor: Monitor, id: string): Observed {
  if (!isSessionId(id)) throw new Problem('malformed', `“${id}” is not the id of a session.`);
  const refreshed = refreshSession(monitor, id);
  if (!refreshed) throw new Problem('not-found', `There is no session “${id}”.`);
  return observeSession(monitor, refreshed);
}
