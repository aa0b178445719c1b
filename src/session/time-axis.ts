const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Bucket lengths that people think in. */
const STEPS = [
  10,
  20,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];
/** About as many bars as a plot has room for. */
const MAX_BUCKETS = 60;

/**
 * The time that plots show, in whole buckets. `begin` and `until` are the ends of what is known: a session that goes on
 * is known until now, and its last bucket is open. The ends of the axis stay where they are while now moves within one
 * bucket.
 */
export interface TimeAxis {
  from: number;
  to: number;
  begin: number;
  until: number;
  /** Whether time goes on at `until`. */
  isOpen: boolean;
  bucketSeconds: number;
}

export function makeAxis(begin: number, end: number, isOpen: boolean): TimeAxis {
  const until = Math.max(begin + 1, end);
  const count = (step: number) => Math.ceil(until / step) - Math.floor(begin / step);
  const step =
    STEPS.find((seconds) => count(seconds) <= MAX_BUCKETS) ??
    DAY * Math.ceil((until - begin) / DAY / (MAX_BUCKETS - 1));
  const from = Math.floor(begin / step) * step;
  return {
    from,
    to: from + Math.max(1, count(step)) * step,
    begin,
    until,
    isOpen,
    bucketSeconds: step,
  };
}
