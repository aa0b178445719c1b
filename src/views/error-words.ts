import { explanationOf } from '../session/explanation.ts';
import type { RetryHope } from '../session/explanations/rule.ts';
import type { ErrorExplanation } from './contract.ts';

/** Null: nobody has explained it. */
export function explainError(text: string): ErrorExplanation | null {
  const known = explanationOf({ kind: null, module: null, function: null, text });
  if (known === null) return null;
  const { title, meaning, effect, impact, advice, retry } = known;
  return { title, meaning, effect, impact, advice, retry };
}

const HOPES: Readonly<Record<RetryHope, string>> = {
  now: 'Moving it again can help.',
  'after-fix': 'After that, moving it again helps.',
  pointless: 'Moving it again does not help.',
  'by-hand': 'Moving it again does not help: a person has to do it.',
};

/** What to do about it, and whether another attempt helps, where that is not said already. */
export function adviceWords({ advice, retry }: ErrorExplanation): string {
  const isSaid = (retry === 'now' || retry === 'after-fix') && / again\b/.test(advice ?? '');
  return [advice, isSaid ? null : HOPES[retry]].filter((words) => words !== null).join(' ');
}
