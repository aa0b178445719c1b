import type { Mark } from './slice.ts';

/** A time in which the master gave out no work, in epoch seconds. One that is not over ends with null. */
export interface Pause {
  from: number;
  to: number | null;
}

/** From the master's words: paused until it resumed; the last pause can still be open. */
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
