import { estimateEta, MAX_RECENT } from '../session/eta.ts';
import { activeKey } from '../session/facts.ts';
import { QUEUES } from '../session/item.ts';
import { carriesSizes } from '../session/progress.ts';
import { BUCKET_SECONDS } from '../session/slice.ts';
import { type ActiveItem, workingSecondsAgo } from '../session/throughput.ts';
import { readEndings } from '../store/session-query.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { readPauses } from './read-activity.ts';

/** When a session will end, and how fast it goes; `reason` says why there is no estimate. */
export interface SessionEstimate {
  etaSeconds: number | null;
  bytesPerSecond: number | null;
  reason: string | null;
}

const NONE: SessionEstimate = { etaSeconds: null, bytesPerSecond: null, reason: null };

/** The estimate for a session that goes on; a session that is over, waiting or stalled has none. */
export function estimateSession(monitor: Monitor, snapshot: Snapshot): SessionEstimate {
  const { facts, observation, queues, status } = snapshot;
  if (status.over) return NONE;
  if (status.state === 'PENDING') return { ...NONE, reason: 'The session has not started yet.' };
  if (status.state === 'PAUSED') return { ...NONE, reason: 'The session is paused.' };
  if (observation.stalled !== null) return { ...NONE, reason: 'Nothing is moving at present.' };
  if (facts.header.lastEventAt === null) {
    return { ...NONE, reason: 'This log has no times for an estimate.' };
  }
  const { sid } = snapshot.synced.session;
  const { now } = observation;
  const pauses = readPauses(monitor, snapshot);
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
    activeItems: activeItemsOf(snapshot),
    hasSizes: carriesSizes(facts),
  });
}

function activeItemsOf({ active, observation }: Snapshot): ActiveItem[] {
  return active.flatMap((item) =>
    QUEUES.flatMap((queue) => {
      const phase = item.phases[queue];
      if (phase?.status !== 'active') return [];
      const percent = observation.activePercent.get(activeKey(queue, item.type, item.name)) ?? null;
      return [{ queue, size: item.size, percent, startedAt: phase.startedAt }];
    }),
  );
}
