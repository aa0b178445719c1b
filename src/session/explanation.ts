import { EXPLANATION_RULES } from './explanations/all-rules.ts';
import type { Effect, ExplanationRule, RetryHope } from './explanations/rule.ts';
import { inEnglish } from './foreign-phrases.ts';
import type { IssueKind } from './issue.ts';

/** What a known message means, what it does to the account, and what to do about it. */
export interface Explanation {
  title: string;
  meaning: string;
  effect: Effect;
  /** The effect in words. */
  impact: string;
  advice: string;
  retry: RetryHope;
}

/** What says a message. A line of a log that is no reported issue has no kind. */
export interface Explainable {
  kind: IssueKind | null;
  module: string | null;
  function: string | null;
  /** The message itself, or its template. */
  text: string;
}

const IMPACT: Readonly<Record<Effect, string>> = {
  'not-moved': 'Something is missing on this server.',
  breaks: 'Something stops working until it is put right.',
  maybe: 'Something may not work as before.',
  none: 'Everything works as before.',
};

/** Texts of a failure or a dangerous entry can be chosen by the source: nothing may call them harmless. */
const NEVER_HARMLESS: readonly (IssueKind | null)[] = ['failure', 'dangerous'];

/**
 * Explains a message; null where it is not known. A module and function that say one thing only count before the words, so
 * that messages in other languages are known as well.
 */
export function explanationOf(message: Explainable): Explanation | null {
  const { module, function: name, kind } = message;
  const place = module === null || name === null ? null : `${module}::${name}`;
  const text = plainText(message.text);
  const isPossible = (rule: ExplanationRule): boolean =>
    rule.effect !== 'none' || !NEVER_HARMLESS.includes(kind);
  const rule =
    EXPLANATION_RULES.find(
      (each) => place !== null && each.place?.test(place) && isPossible(each),
    ) ??
    ruleOf(text, isPossible) ??
    ruleOf(inEnglish(text), isPossible);
  if (rule === undefined) return null;
  const { title, meaning, effect, advice, retry } = rule;
  return { title, meaning, effect, impact: IMPACT[effect], advice, retry };
}

/** The first rule that fits a text. */
function ruleOf(
  text: string | null,
  isPossible: (rule: ExplanationRule) => boolean,
): ExplanationRule | undefined {
  if (text === null) return undefined;
  const lower = text.toLowerCase();
  return EXPLANATION_RULES.find(
    (each) =>
      isPossible(each) &&
      each.words.some((word) => lower.includes(word)) &&
      each.patterns.some((pattern) => pattern.test(text)),
  );
}

/** How much of a text is looked at: what a message says stands at its beginning. */
const LONGEST = 4000;

/** Straight quotes and single blanks: the same message comes with either kind. */
function plainText(text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
