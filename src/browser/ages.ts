import { formatRelative } from '../views/time.ts';
import { selectedRange } from './reader.ts';

/** From here on a moment is shown as a date, which does not age. */
const LONGEST_AGE_SECONDS = 7 * 86_400;

/** The server's clock as seen from the browser's: a moment's age must not depend on how the browser's clock is set. */
export interface ServerClock {
  /** Epoch seconds. */
  now(): number;
}

/** @param serverNow the server's time as the page was made, epoch seconds */
export function startClock(serverNow: number): ServerClock {
  const ahead = Number.isFinite(serverNow) ? serverNow - Date.now() / 1000 : 0;
  return { now: () => Date.now() / 1000 + ahead };
}

/**
 * Lets the moments on the page age. Those in an alert stand still: it would be spoken again with each tick. A text that is being selected is left
 * alone.
 */
export function tickAges(root: HTMLElement, clock: ServerClock): void {
  const now = clock.now();
  const selected = selectedRange();
  for (const element of root.querySelectorAll<HTMLElement>('time[data-time]')) {
    const epoch = Number(element.dataset.time);
    if (!Number.isFinite(epoch) || Math.abs(now - epoch) >= LONGEST_AGE_SECONDS) continue;
    const text = formatRelative(epoch, now);
    if (element.textContent === text || element.closest('[role=alert], [aria-live]')) continue;
    if (!selected?.intersectsNode(element)) element.textContent = text;
  }
}
