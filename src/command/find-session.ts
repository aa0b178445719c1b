import type { Monitor } from '../monitor/monitor.ts';
import { type Observed, observeSession } from '../monitor/observe.ts';
import { Problem } from '../monitor/problem.ts';
import { refreshSession } from '../monitor/refresh.ts';
import { isSessionId } from '../session/session-id.ts';

/** A session by its id, brought up to date. @throws Problem (usage, not found) */
export function findObserved(monitor: Monitor, id: string): Observed {
  if (!isSessionId(id)) throw new Problem('malformed', `“${id}” is not the id of a session.`);
  const refreshed = refreshSession(monitor, id);
  if (!refreshed) throw new Problem('not-found', `There is no session “${id}”.`);
  return observeSession(monitor, refreshed);
}
