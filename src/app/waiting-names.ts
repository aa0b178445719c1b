import { itemsTotalOf } from '../session/progress.ts';
import { readFacts } from '../store/session-query.ts';
import type { StoredSession } from '../store/session-row.ts';
import { hasQueueLook, saveQueuedAccounts } from '../store/verification-store.ts';
import { saveQueue } from '../store/waiting-store.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { databaseStamp } from '../whm/foreign-database.ts';
import { readQueuedAccounts } from '../whm/queue-accounts.ts';
import { readQueue } from '../whm/queue-database.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';

/**
 * Reads the names of waiting items, but only when the server's queue has changed and names are still missing.
 *
 * @returns what was wrong
 */
export function readWaiting(monitor: Monitor, session: StoredSession): ProblemFacts | null {
  const path = `${sessionPath(monitor.root, session.id)}/db.sqlite`;
  const { queueCount } = session.header;
  const announced = Math.max(queueCount.TRANSFER ?? 0, queueCount.RESTORE ?? 0);
  const isKept = hasQueueLook(monitor.db, session.sid);
  const isWhole = session.queueStamp !== null && announced > 0 && session.queueRows >= announced;
  if (isKept && isWhole) return null;
  const stamp = databaseStamp(path);
  if (stamp === null || (isKept && stamp === session.queueStamp)) return null;
  const accounts = readQueuedAccounts(monitor.driver, path);
  // How accounts were to be moved matters only for a verification, which otherwise compares less.
  if (accounts.ok) saveQueuedAccounts(monitor.db, session.sid, accounts.value);
  if (isWhole) return null;
  const result = readQueue(monitor.driver, path);
  if (result.ok) saveQueue(monitor.db, session, result.value, stamp);
  if (result.ok || result.trouble === null) return null;
  return { code: 'queue-unreadable', reason: result.trouble };
}

/** Whether items are counted that nothing has named yet. */
export function hasNameless({ db }: Monitor, session: StoredSession): boolean {
  const facts = readFacts(db, session);
  return facts.tallies.reduce((sum, { count }) => sum + count, 0) < itemsTotalOf(facts);
}
