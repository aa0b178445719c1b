/** The largest sum that is kept: whole numbers beyond it are not exact, and no database column takes them. */
export const MOST = Number.MAX_SAFE_INTEGER;

/** Adds to a count or a sum of sizes, within 0 and {@link MOST}. */
export function addAmount(sum: number, more: number): number {
  return Math.min(MOST, Math.max(0, sum + more));
}
