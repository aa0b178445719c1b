import { RETRY_HEAPS, type ResolvedItem } from '../session/retry.ts';
import { listFollowUps } from '../store/follow-up-store.ts';
import { sessionsFromSameSource } from '../store/later-move-query.ts';
import { hasCommands, retryScript } from '../views/retry-script.ts';
import { groupRetry, retryComments } from '../views/retry-text.ts';
import type { SessionPageInput } from '../views/session-input.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { readResolvedLater } from './resolved-later.ts';
import { readRetry } from './retry.ts';

/** A page carries so many items to be done again; the command and the download give all of them. */
const RETRY_SHOWN = 100;
const COMPARABLE_SHOWN = 6;

type FollowUpWork = Pick<SessionPageInput, 'followUps' | 'resolvedLater' | 'retry' | 'comparable'>;

/** What a session's page says of the work after it: ticks, what to do again, what a later session has moved, what to compare with. */
export function readFollowUpWork(monitor: Monitor, snapshot: Snapshot): FollowUpWork {
  const { sid, id } = snapshot.synced.session;
  const resolvedLater = readResolvedLater(monitor, snapshot);
  return {
    followUps: listFollowUps(monitor.db, id),
    comparable: sessionsFromSameSource(monitor.db, sid, COMPARABLE_SHOWN),
    resolvedLater,
    ...retryOf(monitor, snapshot, resolvedLater),
  };
}

function retryOf(
  monitor: Monitor,
  snapshot: Snapshot,
  resolvedLater: ResolvedItem[],
): Pick<FollowUpWork, 'retry'> {
  const plan = readRetry(monitor, snapshot, resolvedLater, RETRY_SHOWN);
  if (plan.total === 0) return {};
  return {
    retry: {
      names: plan.items.map(({ name }) => name),
      total: plan.total,
      commands: hasCommands(plan) ? retryScript(plan) : null,
      comments: retryComments(plan, RETRY_HEAPS),
      groups: groupRetry(plan.items),
    },
  };
}
