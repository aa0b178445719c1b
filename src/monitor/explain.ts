import { explanationOf } from '../session/explanation.ts';
import type { GroupFacts } from '../session/facts.ts';
import type { Explanation } from '../views/session-input.ts';

const IMPACT = {
  yes: 'Sites break.',
  maybe: 'Sites may break.',
  no: 'Sites go on working.',
} as const;

/** What is known of these groups, by their ids, in the words of the pages. */
export function explain(groups: readonly GroupFacts[]): Map<string, Explanation> {
  const explanations = new Map<string, Explanation>();
  for (const group of groups) {
    const known = explanationOf(group);
    if (!known) continue;
    explanations.set(group.id, {
      meaning: known.meaning,
      impact: IMPACT[known.breaks],
      advice: known.action,
      harmless: known.noise,
    });
  }
  return explanations;
}
