import { findVerification } from '../../store/verification-store.ts';
import type { TransferApi } from '../../whm/api/answer.ts';
import type { Monitor } from '../monitor.ts';
import type { Snapshot } from '../observe.ts';
import { Problem } from '../problem.ts';
import { verifySession } from './run.ts';

/**
 * Verifies a session that has just ended, once. Where the server says nothing, the page tells so; nobody has asked for it here.
 *
 * @param clock epoch seconds
 */
export async function verifyAfterEnd(
  monitor: Monitor,
  api: TransferApi,
  snapshot: Snapshot,
  clock: () => number,
): Promise<void> {
  const { status, facts, synced } = snapshot;
  if (!monitor.config.verifyAfterEnd || monitor.limit !== null || !status.over) return;
  const head = findVerification(monitor.db, synced.session.sid);
  const endedAt = facts.header.endedAt ?? facts.seen.endedAt ?? 0;
  if (head !== null && head.checkedAt >= endedAt) return;
  const options = { clock, pid: process.pid, onProgress: () => undefined };
  try {
    await verifySession(monitor, api, { snapshot, source: null }, null, options);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
