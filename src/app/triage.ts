import type { Settled } from '../session/retry.ts';
import { listFollowUps } from '../store/follow-up-store.ts';
import { sessionsFromSameSource } from '../store/later-move-query.ts';
import { retryComments, retryScript } from '../views/retry-text.ts';
import type { SessionPageInput } from '../views/session-input.ts';
import type { Monitor } from './monitor.ts';
import type { Observed } from './observe.ts';
import { readRetry } from './retry.ts';
import { readSettled } from './settled.ts';

/** A page carries so many items to be done again; the command and the download give all of them. */
const RETRY_SHOWN = 100;
const COMPARABLE_SHOWN = 6;

type Triage = Pick<SessionPageInput, 'followUps' | 'settled' | 'retry' | 'comparable'>;

/** What a session's page says of the work after it: ticks, what to do again, what is settled, what to compare with. */
export function readTriage(monitor: Monitor, observed: Observed): Triage {
  const { sid, id } = observed.refreshed.session;
  const settled = readSettled(monitor, observed);
  return {
    followUps: listFollowUps(monitor.db, id),
    comparable: sessionsFromSameSource(monitor.db, sid, COMPARABLE_SHOWN),
    settled,
    ...retryOf(monitor, observed, settled),
  };
}

function retryOf(monitor: Monitor, observed: Observed, settled: Settled[]): Pick<Triage, 'retry'> {
  const plan = readRetry(monitor, observed, settled, RETRY_SHOWN);
  if (plan.total === 0) return {};
  return {
    retry: {
      names: plan.items.map(({ name }) => name),
      total: plan.total,
      commands: retryScript(plan),
      comments: retryComments(plan),
    },
  };
}
