import { dataPath } from './paths.ts';
import { readText, writeAtomically } from './safe-file.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A longer step between two runs can mean that the clock was set wrong; so can one backward. */
const MAX_STEP_SECONDS = 35 * DAY;

interface ClockNote {
  since: number;
  last: number;
}

/**
 * Whether the clock can be trusted when something is to be deleted for good because of its age: runs must have seen it
 * go on for a day without a jump. The first run after a jump, and those of the day that follows, delete nothing.
 * Updates the note about it.
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
      // Whoever cannot write a note cannot delete anything either.
      return false;
    }
  }
  return goesOn && now - known.since >= DAY;
}

/** The same, without updating the note. */
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
