import type { Mark } from './slice.ts';

/** A time in which the master gave out no work, in epoch seconds; its end is null while it lasts. */
export interface Pause {
  from: number;
  to: number | null;
}

/** Pauses by the master's marks; the last one can still be open. */
export function pausesOf(marks: readonly Mark[]): Pause[] {
  const pauses: Pause[] = [];
  let from: number | null = null;
  for (const { word, time } of marks) {
    if (time === null) continue;
    if (word === 'paused') from ??= time;
    else if (word === 'resume' && from !== null) {
      pauses.push({ from, to: time });
      from = null;
    }
  }
  if (from !== null) pauses.push({ from, to: null });
  return pauses;
}

/** Seconds of a stretch of time, both ends in epoch seconds, that lie in pauses. */
export function pausedSeconds(pauses: readonly Pause[], from: number, to: number): number {
  let seconds = 0;
  for (const pause of pauses) {
    seconds += Math.max(0, Math.min(to, pause.to ?? to) - Math.max(from, pause.from));
  }
  return seconds;
}

/** Tells for how many seconds the session was paused before a time; a pause that is not over lasts until `until`. */
export function pauseClock(pauses: readonly Pause[], until: number): (time: number) => number {
  const starts: number[] = [];
  const ends: number[] = [];
  const before: number[] = [];
  let sum = 0;
  for (const pause of [...pauses].sort((a, b) => a.from - b.from)) {
    const from = Math.max(pause.from, ends.at(-1) ?? pause.from);
    const to = pause.to ?? Math.max(until, from);
    if (to <= from) continue;
    starts.push(from);
    ends.push(to);
    before.push(sum);
    sum += to - from;
  }
  return (time) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    const last = low - 1;
    if (last < 0) return 0;
    return (before[last] ?? 0) + Math.min(time, ends[last] ?? time) - (starts[last] ?? time);
  };
}
