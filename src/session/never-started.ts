import type { SessionFacts } from './facts.ts';
import { itemsTotalOf } from './progress.ts';

/** Items that no child has taken, whether they are named or only counted. */
export function neverStartedOf(facts: SessionFacts): number {
  const taken = facts.tallies.reduce((sum, { combo, count }) => sum + (combo === 0 ? 0 : count), 0);
  return Math.max(0, itemsTotalOf(facts) - taken);
}
