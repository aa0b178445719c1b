import { formatDuration } from './duration.ts';

/** A moment as a page shows it: words that age, the exact time in the server's zone, and a machine-readable form. */
export interface Moment {
  epoch: number;
  relative: string;
  exact: string;
  iso: string;
}

const DAY = 86_400;

/** The moment `epoch` as seen at `now`, both in epoch seconds; null stays null. */
export function describeMoment(epoch: number | null, now: number): Moment | null {
  if (epoch === null || !isShowable(epoch)) return null;
  return {
    epoch,
    relative: formatRelative(epoch, now),
    exact: formatExact(epoch),
    iso: new Date(epoch * 1000).toISOString(),
  };
}

/** "just now", "12 s ago", "3 h 5 min ago", "in 2 min"; from a week on the date itself: "2026-10-31". */
export function formatRelative(epoch: number, now: number): string {
  const age = Math.floor(now - epoch);
  if (Math.abs(age) >= 7 * DAY) return formatExact(epoch).slice(0, 10);
  // Logs are stamped while the page is made, and by other clocks: up to a minute ahead counts as now.
  if (age < 0) return age > -60 ? 'just now' : `in ${formatDuration(-age)}`;
  return age < 2 ? 'just now' : `${formatDuration(age)} ago`;
}

/** "2026-10-31 14:05:09 +01:00": the server's zone, by `Date`'s local getters (`Intl` costs too much at start). */
export function formatExact(epoch: number): string {
  const date = new Date(epoch * 1000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${formatClock(epoch)} ${formatOffset(-date.getTimezoneOffset())}`;
}

/** "14:05:09" in the server's zone. */
export function formatClock(epoch: number): string {
  const date = new Date(epoch * 1000);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** A log can contain any number as a time; `Date` holds only ±8.64e12 seconds. */
function isShowable(epoch: number): boolean {
  return Number.isFinite(epoch) && Math.abs(epoch) <= 8.64e12;
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
