import { isOver } from '../session/state.ts';
import { findSession } from '../store/session-row.ts';
import { indexPath } from '../whm/session-folder.ts';
import { readSessionIndex } from '../whm/session-index.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { syncSession } from './sync.ts';

/**
 * Brings the other sessions from a session's source up to date, as far as the server's index names them: what was moved
 * in them settles what failed here. One that was over when it was read last is not looked at again.
 *
 * @param goOn false: no time is left, the rest stays as the cache has it
 */
export function syncSameSourceSessions(
  monitor: Monitor,
  { facts, synced }: Snapshot,
  goOn: () => boolean,
): void {
  const source = facts.header.sourceHost ?? facts.seen.sourceHost;
  if (source === null) return;
  const index = readSessionIndex(monitor.driver, indexPath(monitor.root), null);
  // The session itself says in its warnings that the index cannot be read.
  if (!index.ok) return;
  for (const { id, sourceHost, state } of index.value.values()) {
    if (id === synced.session.id || sourceHost !== source) continue;
    const known = findSession(monitor.db, id);
    const isFinal = known !== null && known.header.state !== null && isOver(known.header.state);
    if (isFinal && known.seen.state === state) continue;
    if (!goOn()) return;
    syncSession(monitor, id, goOn);
  }
}
