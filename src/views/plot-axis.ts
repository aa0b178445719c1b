import type { Pause } from '../session/pause.ts';
import type { TimeAxis } from '../session/time-axis.ts';
import { formatDuration } from './duration.ts';
import { formatClock, formatExact } from './time.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  10,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];
/** More labels would touch each other. */
const MAX_TICKS = 7;
/**
 * Nearer to the last mark than this share of the axis, a label would touch that mark's label; on a narrow page this
 * happens at the other end.
 */
const NEAR = 0.12;
const NEAR_WITH_SECONDS = 0.18;
const NEAR_WHERE_NARROW = 0.3;

/** The time axis under a plot; all positions are from 0 to 1. */
export interface AxisView {
  /** `date` is set where the day differs from the tick before; on a narrow page there is no room for ticks with `isMinor`. */
  ticks: { x: number; label: string; date: string | null; isMinor: boolean }[];
  /** Now, or when the session ended. */
  last: { x: number; label: string; isNow: boolean };
}

/** The position of a time on an axis, from 0 to 1. */
export function placeOn({ from, to }: TimeAxis, time: number): number {
  return Math.min(1, Math.max(0, (time - from) / (to - from)));
}

export function buildAxis(axis: TimeAxis): AxisView {
  const { from, to, until, isOpen } = axis;
  const length = to - from;
  const step =
    STEPS.find((seconds) => length / seconds <= MAX_TICKS) ??
    DAY * Math.ceil(length / DAY / MAX_TICKS);
  const last = placeOn(axis, until);
  // Marks are at full hours in the server's zone.
  const zone = -60 * new Date(from * 1000).getTimezoneOffset();
  const first = Math.ceil((from + zone) / step) * step - zone;
  const spansDays = dayOf(from) !== dayOf(until);
  const ticks: AxisView['ticks'] = [];
  let day = '';
  for (let time = first, index = 0; time <= until; time += step, index += 1) {
    const x = placeOn(axis, time);
    if (last - x < (step < MINUTE ? NEAR_WITH_SECONDS : NEAR)) break;
    const isNewDay = spansDays && dayOf(time) !== day;
    day = dayOf(time);
    ticks.push({
      x,
      label: step >= DAY ? day : clockOf(time, step),
      date: isNewDay && step < DAY ? day : null,
      isMinor: index % 2 === 1 || last - x < NEAR_WHERE_NARROW,
    });
  }
  const label = `${isOpen ? 'now' : 'end'} ${clockOf(until, Math.min(step, MINUTE))}`;
  return { ticks, last: { x: last, label, isNow: isOpen } };
}

function clockOf(time: number, step: number): string {
  return formatClock(time).slice(0, step < MINUTE ? 8 : 5);
}

function dayOf(time: number): string {
  return formatExact(time).slice(0, 10);
}

/** A time of day, with its date where the axis covers more than one day. */
export function describeTime(axis: TimeAxis, time: number): string {
  const clock = formatClock(time);
  return dayOf(axis.from) === dayOf(axis.until) ? clock : `${dayOf(time)} ${clock}`;
}

/** A pause behind bars and lanes, from 0 to 1 of the axis. */
export interface PlotPause {
  x: number;
  width: number;
  words: string;
}

export function buildPauses(axis: TimeAxis, pauses: readonly Pause[]): PlotPause[] {
  return pauses.flatMap((pause) => {
    const from = Math.max(axis.begin, pause.from);
    const to = Math.min(axis.until, pause.to ?? axis.until);
    if (to <= from) return [];
    const words = `Paused from ${describeTime(axis, from)} to ${describeTime(axis, to)}, ${formatDuration(to - from)}`;
    const x = placeOn(axis, from);
    return [{ x, width: placeOn(axis, to) - x, words }];
  });
}
