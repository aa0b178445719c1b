import type { QueueProgress } from '../session/progress.ts';
import type { Reading } from '../views/session-json.ts';
import type { Monitor } from './monitor.ts';
import type { Observed } from './observe.ts';

/** When a session will end, and how fast it goes; `reason` says why there is no estimate. */
export interface SessionEstimate {
  etaSeconds: number | null;
  bytesPerSecond: number | null;
  reason: string | null;
}

export function estimateSession(
  _monitor: Monitor,
  _observed: Observed,
  _queues: readonly QueueProgress[],
  _reading: Reading,
): SessionEstimate {
  return { etaSeconds: null, bytesPerSecond: null, reason: 'not estimated yet' };
}
