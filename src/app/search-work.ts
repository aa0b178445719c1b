import { statusOf } from '../session/status.ts';
import { deleteOrphans, isLarge, makeIndex } from '../store/search-index.ts';
import { readFacts } from '../store/session-query.ts';
import type { Monitor } from './monitor.ts';
import type { SyncResult } from './sync.ts';

/**
 * Makes what searches of large sessions look through, for those whose rows do not change any more: no page waits for it, and until it is there
 * a search looks through the rows.
 */
export function prepareSearches(monitor: Monitor, sessions: readonly SyncResult[]): void {
  // On a copy in memory it would be made for nothing.
  if (monitor.limit !== null) return;
  const { db } = monitor;
  deleteOrphans(db);
  for (const { session, log, inIndex } of sessions) {
    if ((log !== null && !log.isRead) || !isLarge(db, session.sid)) continue;
    if (session.archived || statusOf(readFacts(db, session), inIndex).over) makeIndex(db, session);
  }
}
