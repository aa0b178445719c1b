/** What the page says about a view: it can change at any moment, seldom, or never. */
export type Poll = 'live' | 'idle' | 'off';

/** What decides when to ask again. */
export interface Pace {
  poll: Poll;
  /** The tab is not visible. */
  isHidden: boolean;
  /** How long nothing has changed. */
  quietMs: number;
  /** How many requests in a row have failed. */
  failures: number;
  /** How long the last answer took. */
  tookMs: number;
  /** Time between two requests of a live view; all other times are multiples of it. */
  stepMs: number;
}

/** Including the time of an answer, a change is seen within two seconds. */
export const STEP_MS = 1_000;

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;

/**
 * How long to wait after an answer before the next request, in ms; null: do not ask.
 *
 * A live view is requested at every step, and less often once nothing has changed for minutes: a large account is
 * copied for hours. A view that is over can only get follow-up marks. After errors the wait doubles, up to half a
 * minute. After a slow answer the server gets a rest of at least half that time.
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
