/**
 * Milliseconds of a clock that nobody sets. `performance.now()` tells the same, but its first use makes Node load two
 * dozen of its modules: a tenth of what a page's process costs.
 */
export function steadyMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** How long a scan may go on; asked between blocks, never inside one. */
export interface Budget {
  isSpent(): boolean;
  /** Milliseconds left, at least 0. */
  left(): number;
}

export const UNLIMITED: Budget = { isSpent: () => false, left: () => Number.POSITIVE_INFINITY };

/** A budget of so many milliseconds from now on. */
export function startBudget(
  milliseconds: number,
  // Not `performance`: it would load ten modules of Node.
  clock: () => number = () => process.uptime() * 1000,
): Budget {
  const end = clock() + milliseconds;
  return {
    isSpent: () => clock() >= end,
    left: () => Math.max(0, end - clock()),
  };
}
