/** What the page says of a view: it can change any moment, seldom, or never. */
export type Poll = 'live' | 'idle' | 'off';

/** What decides when to ask again. */
export interface Pace {
  poll: Poll;
  /** The tab is not visible. */
  isHidden: boolean;
  /** For how long nothing has changed. */
  quietMs: number;
  /** How many requests in a row have failed. */
  failures: number;
  /** How long the last answer took. */
  tookMs: number;
  /** From one request of a live view to the next; everything else is a multiple of it. */
  stepMs: number;
}

/** With the time that an answer takes, a change is seen within two seconds. */
export const STEP_MS = 1_000;

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;

/**
 * How long to wait after an answer before the next request, in ms; null = don't ask.
 *
 * A live view is asked for every step, more seldom once nothing has changed for minutes: a large account copies for
 * hours. A view that is over can only be annotated. After errors the wait doubles, up to half a minute. A server that
 * is slow to answer gets at least half as long a rest as its answer took.
 */
export function waitMs({ poll, isHidden, quietMs, failures, tookMs, stepMs }: Pace): number | null {
  if (poll === 'off') return null;
  if (failures > 0) return stepMs * Math.min(30, 2 ** failures);
  const steps = isHidden ? 30 : poll === 'idle' ? 10 : stepsWhenQuiet(quietMs);
  return Math.max(steps * stepMs - tookMs, tookMs / 2);
}

function stepsWhenQuiet(quietMs: number): number {
  if (quietMs > 10 * MINUTES) return 10;
  return quietMs > 2 * MINUTES ? 4 : 1;
}
