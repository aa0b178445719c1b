import { estimateEta, MAX_RECENT } from '../session/eta.ts';
import { activeKey } from '../session/facts.ts';
import { carriesSizes, type QueueProgress } from '../session/progress.ts';
import { QUEUES } from '../session/queue.ts';
import { type ActiveItem, BUCKET_SECONDS, workingSecondsAgo } from '../session/throughput.ts';
import { readEndings } from '../store/session-query.ts';
import type { Reading } from '../views/session-json.ts';
import { readPauses } from './activity.ts';
import type { Monitor } from './monitor.ts';
import type { Observed } from './observe.ts';

/** When a session will end, and how fast it goes; `reason` says why there is no estimate. */
export interface SessionEstimate {
  etaSeconds: number | null;
  bytesPerSecond: number | null;
  reason: string | null;
}

const NONE: SessionEstimate = { etaSeconds: null, bytesPerSecond: null, reason: null };

/** The estimate for a session that goes on; a session that is over, waiting or stalled has none. */
export function estimateSession(
  monitor: Monitor,
  observed: Observed,
  queues: readonly QueueProgress[],
  reading: Reading,
): SessionEstimate {
  const { facts, observation } = observed;
  if (reading.over) return NONE;
  if (reading.state === 'PENDING') return { ...NONE, reason: 'The session has not started yet.' };
  if (reading.state === 'PAUSED') return { ...NONE, reason: 'The session is paused.' };
  if (observation.stalled !== null) return { ...NONE, reason: 'Nothing moves at present.' };
  if (facts.header.lastEventAt === null) {
    return { ...NONE, reason: 'This log has no times to reckon with.' };
  }
  const { sid } = observed.refreshed.session;
  const { now } = observation;
  const pauses = readPauses(monitor, observed);
  const recent = workingSecondsAgo({ now, pauses }, MAX_RECENT) - BUCKET_SECONDS;
  return estimateEta({
    now,
    startedAt: facts.header.startedAt,
    queues: queues
      .filter((queue) => queue.total > 0)
      .map((queue) => ({
        queue: queue.queue,
        sizeTotal: queue.sizeTotal ?? 0,
        sizeDone: queue.sizeDone ?? 0,
        total: queue.total,
        done: queue.success + queue.warning + queue.failed,
      })),
    endings: readEndings(monitor.db, sid, recent),
    pauses,
    activeItems: activeItemsOf(observed),
    hasSizes: carriesSizes(facts),
  });
}

function activeItemsOf({ active, observation }: Observed): ActiveItem[] {
  return active.flatMap((item) =>
    QUEUES.flatMap((queue) => {
      const phase = item.phases[queue];
      if (phase?.status !== 'active') return [];
      const percent = observation.activePercent.get(activeKey(queue, item.type, item.name)) ?? null;
      return [{ queue, size: item.size, percent, startedAt: phase.startedAt }];
    }),
  );
}
