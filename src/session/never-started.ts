import type { SessionFacts } from './facts.ts';
import { itemsTotalOf } from './progress.ts';
import { isOver } from './state.ts';

/**
 * Items that no child has taken, whether they are named or only counted.
 *
 * @param isLogLost the log has vanished before it was read to its end
 * @returns null where no log says which were taken
 */
export function neverStartedOf(facts: SessionFacts, isLogLost: boolean): number | null {
  const { state } = facts.header;
  const taken = facts.tallies.reduce((sum, { combo, count }) => sum + (combo === 0 ? 0 : count), 0);
  if (state === null && taken === 0) return null;
  if (isLogLost && (state === null || !isOver(state))) return null;
  return Math.max(0, itemsTotalOf(facts) - taken);
}
