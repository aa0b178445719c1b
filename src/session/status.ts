import { activeKey, type Observation, type SessionFacts } from './facts.ts';
import { type ItemFacts, type ItemStatus, QUEUES, type QueueName } from './item.ts';
import { type ActiveShare, itemsTotalOf, type QueueProgress, queueProgress } from './progress.ts';
import { isAtEnd, type SessionState } from './state.ts';
import { itemStatusOf, lastQueueOf } from './tally.ts';

/** How the items of a session are to be read: its state decides what is unfinished, its log which queue is the last. */
export interface SessionStatus {
  state: SessionState;
  over: boolean;
  lastQueue: QueueName;
}

/** @param inIndex whether the server's index has the session now */
export function statusOf(facts: SessionFacts, inIndex: boolean): SessionStatus {
  const state = stateOf(facts, inIndex);
  return {
    state,
    over: isAtEnd({ state, archived: facts.archived }),
    lastQueue: lastQueueOf(facts.header.queueCount, facts.tallies),
  };
}

/**
 * The index decides where it has the session, otherwise the latest state in the log. For an archived session the last
 * state in the index is kept and takes precedence: the server may have found out later that its master had died.
 */
export function stateOf(
  facts: Pick<SessionFacts, 'archived' | 'seen' | 'header'>,
  inIndex: boolean,
): SessionState {
  const said = inIndex || facts.archived ? facts.seen.state : null;
  return said ?? facts.header.state ?? facts.seen.state ?? 'PENDING';
}

/** Items by overall status; they add up to the session's total, including those that nothing has named yet. */
export function countsOf(facts: SessionFacts, status: SessionStatus): Record<ItemStatus, number> {
  const counts = { success: 0, warning: 0, failed: 0, active: 0, pending: 0, unfinished: 0 };
  let named = 0;
  for (const tally of facts.tallies) {
    counts[itemStatusOf(tally.combo, status)] += tally.count;
    named += tally.count;
  }
  counts[status.over ? 'unfinished' : 'pending'] += itemsTotalOf(facts) - named;
  return counts;
}

/** Both queues, with the progress of the items at work in them. */
export function progressOf(
  facts: SessionFacts,
  activePercent: Observation['activePercent'],
  active: readonly ItemFacts[],
): QueueProgress[] {
  const shares: ActiveShare[] = [];
  for (const item of active) {
    for (const queue of QUEUES) {
      if (item.phases[queue]?.status !== 'active') continue;
      const percent = activePercent.get(activeKey(queue, item.type, item.name)) ?? null;
      shares.push({ queue, size: item.size ?? 0, percent });
    }
  }
  return QUEUES.map((queue) => queueProgress(facts, queue, shares));
}

/**
 * When something last happened in the session: once it is over, the last stamp of its log; before that, the growth of
 * any log.
 */
export function lastActivityOf(
  facts: SessionFacts,
  { over }: SessionStatus,
  lastGrowthAt: number | null,
): number | null {
  const logged = facts.header.lastEventAt;
  if (over) return logged ?? facts.seen.endedAt ?? lastGrowthAt;
  return laterOf(logged, lastGrowthAt);
}

/** The later of two times; null where neither is known. */
export function laterOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
