import { dataPath } from './paths.ts';
import { readText, writeAtomically } from './safe-file.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A step between two runs that is longer can be a clock that was set wrong; so can one backward. */
const MAX_STEP_SECONDS = 35 * DAY;

interface ClockNote {
  since: number;
  last: number;
}

/**
 * Whether the clock can be believed when something is to be forgotten for good because of its age: runs have seen it go on for a
 * day, without a jump. The first run after a jump, and all of the day that follows, forget nothing. Keeps the note of it.
 *
 * @param now epoch seconds
 */
export function noteClock(root: string, now: number): boolean {
  const path = dataPath(root, 'clock');
  const known = readNote(path);
  const goesOn = known !== null && isStep(known, now);
  if (!goesOn || now - known.last >= HOUR) {
    const since = goesOn ? known.since : now;
    try {
      writeAtomically(path, `${since} ${now}\n`);
    } catch {
      // Who can't write a note can't forget anything either.
      return false;
    }
  }
  return goesOn && now - known.since >= DAY;
}

/** The same, without keeping a note. */
export function isClockSteady(root: string, now: number): boolean {
  const known = readNote(dataPath(root, 'clock'));
  return known !== null && isStep(known, now) && now - known.since >= DAY;
}

function isStep({ last }: ClockNote, now: number): boolean {
  return now >= last - HOUR && now - last <= MAX_STEP_SECONDS;
}

function readNote(path: string): ClockNote | null {
  try {
    const numbers = /^(\d{1,15}) (\d{1,15})\n$/.exec(readText(path, { maxBytes: 100 }));
    return numbers && { since: Number(numbers[1]), last: Number(numbers[2]) };
  } catch {
    return null;
  }
}
