import type { Monitor } from '../app/monitor.ts';
import { observeSession, type Snapshot } from '../app/observe.ts';
import { Problem } from '../app/problem.ts';
import { readAllEvidence } from '../app/read-evidence.ts';
import { syncSession } from '../app/sync.ts';
import { isSessionId } from '../session/session-id.ts';

/** A session by its id, brought up to date, with what the logs of its items say. @throws Problem (usage, not found) */
export function findSnapshot(monitor: Monitor, id: string): Snapshot {
  if (!isSessionId(id)) throw new Problem('malformed', { code: 'not-an-id', id });
  const synced = syncSession(monitor, id);
  if (!synced) throw new Problem('not-found', { code: 'no-session', id });
  const problems = readAllEvidence(monitor, [synced]);
  return observeSession(monitor, { ...synced, problems: [...synced.problems, ...problems] });
}
