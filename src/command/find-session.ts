import type { Monitor } from '../app/monitor.ts';
import { observeSession, type Snapshot } from '../app/observe.ts';
import { Problem } from '../app/problem.ts';
import { syncSession } from '../app/sync.ts';
import { isSessionId } from '../session/session-id.ts';

/** A session by its id, brought up to date. @throws Problem (usage, not found) */
export function findSnapshot(monitor: Monitor, id: string): Snapshot {
  if (!isSessionId(id)) throw new Problem('malformed', `“${id}” is not the id of a session.`);
  const synced = syncSession(monitor, id);
  if (!synced) throw new Problem('not-found', `There is no session “${id}”.`);
  return observeSession(monitor, synced);
}
