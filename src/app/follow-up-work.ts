import { listFollowUps } from '../store/follow-up-store.ts';
import { sessionsFromSameSource } from '../store/later-move-query.ts';
import type { SessionPageInput, SessionTab } from '../views/session-input.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { readResolvedLater } from './resolved-later.ts';

const COMPARABLE_SHOWN = 6;

type FollowUpWork = Pick<SessionPageInput, 'followUps' | 'resolvedLater' | 'comparable'>;

/** What a tab of a session's page says of the work after it: marks, what a later session has moved, what to compare with. */
export function readFollowUpWork(
  monitor: Monitor,
  snapshot: Snapshot,
  tab: SessionTab,
): FollowUpWork {
  const { sid, id } = snapshot.synced.session;
  return {
    followUps: listFollowUps(monitor.db, id),
    ...(tab === 'logs'
      ? { comparable: sessionsFromSameSource(monitor.db, sid, COMPARABLE_SHOWN) }
      : {}),
    ...(tab === 'accounts' ? { resolvedLater: readResolvedLater(monitor, snapshot) } : {}),
  };
}
