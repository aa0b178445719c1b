import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostPath } from './environment.ts';

/** "SINCE LAST" in epoch seconds: since when the clock has gone on steadily, and when a run last saw it. */
const NOTE = '/var/cpanel/transfer_monitor/clock';
const HOUR = 3600;
const DAY = 24 * HOUR;
/** A step between two runs that is longer can be a clock that was set wrong; so can one backward. */
const LONGEST_STEP = 35 * DAY;

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
  const path = hostPath(root, NOTE);
  const known = readNote(path);
  const goesOn = known !== null && isStep(known, now);
  if (!goesOn || now - known.last >= HOUR) {
    const since = goesOn ? known.since : now;
    try {
      writeFileSync(`${path}.${process.pid}`, `${since} ${now}\n`, { mode: 0o600 });
      renameSync(`${path}.${process.pid}`, path);
    } catch {
      // Who can't write a note can't forget anything either.
      return false;
    }
  }
  return goesOn && now - known.since >= DAY;
}

/** The same, without keeping a note. */
export function isClockSteady(root: string, now: number): boolean {
  const known = readNote(hostPath(root, NOTE));
  return known !== null && isStep(known, now) && now - known.since >= DAY;
}

function isStep({ last }: ClockNote, now: number): boolean {
  return now >= last - HOUR && now - last <= LONGEST_STEP;
}

function readNote(path: string): ClockNote | null {
  try {
    const numbers = /^(\d{1,15}) (\d{1,15})\n$/.exec(readFileSync(path, 'latin1'));
    return numbers && { since: Number(numbers[1]), last: Number(numbers[2]) };
  } catch {
    return null;
  }
}
