import { isAtEnd, type SessionEnd } from '../session/state.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Seconds as words with at most two units: "0 s", "48 s", "3 min 20 s", "1 h 12 min", "2 d 4 h".
 * Cut, not rounded: a duration is never shown as longer than it is. Negative counts as 0.
 */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return twoUnits(whole, MINUTE, 'min', 1, 's');
  if (whole < DAY) return twoUnits(whole, HOUR, 'h', MINUTE, 'min');
  return twoUnits(whole, DAY, 'd', HOUR, 'h');
}

/** As `formatDuration`, with a single unit where two would feign exactness: "about 1 h 12 min", "less than a minute". */
export function formatEstimate(seconds: number): string {
  if (seconds < MINUTE) return 'less than a minute';
  if (seconds < 10 * MINUTE) return `about ${Math.round(seconds / MINUTE)} min`;
  const step = seconds < 2 * HOUR ? MINUTE : 5 * MINUTE;
  return `about ${formatDuration(Math.round(seconds / step) * step)}`;
}

function twoUnits(seconds: number, big: number, bigName: string, small: number, smallName: string) {
  const rest = Math.floor((seconds % big) / small);
  const head = `${Math.floor(seconds / big)} ${bigName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

/**
 * Until when a session has lasted, epoch seconds: its end, or now while it goes on; null where it is over and nobody
 * knows since when.
 */
export function endOf(
  session: SessionEnd & { endedAt: number | null; lastActivityAt: number | null },
  now: number,
): number | null {
  return session.endedAt ?? (isAtEnd(session) ? session.lastActivityAt : now);
}
