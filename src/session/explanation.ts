import { accountChangeRules } from './explanations/account-changes.ts';
import { accountRules } from './explanations/accounts.ts';
import { connectionRules } from './explanations/connections.ts';
import { daemonRules } from './explanations/daemons.ts';
import { databaseAccessRules } from './explanations/database-access.ts';
import { databaseContentRules } from './explanations/database-content.ts';
import { databaseNoteRules } from './explanations/database-notes.ts';
import { fileRules } from './explanations/files.ts';
import { generalRules } from './explanations/general.ts';
import { mailboxRules } from './explanations/mailboxes.ts';
import { postgresRules } from './explanations/postgres.ts';
import { programMessageRules } from './explanations/programs.ts';
import type { Effect, ExplanationRule, RetryHope } from './explanations/rule.ts';
import { serverProgramRules } from './explanations/server-programs.ts';
import { systemToolRules } from './explanations/system-tools.ts';
import { serviceRules } from './explanations/web-services.ts';
import { inEnglish } from './foreign-phrases.ts';
import type { IssueKind } from './issue.ts';
import { once } from './look-up.ts';

/** All of them, in the order in which they are tried: the first that fits counts, so special ones come before general ones. */
export const explanationRules = once((): readonly ExplanationRule[] => [
  ...postgresRules(),
  ...databaseAccessRules(),
  ...databaseContentRules(),
  ...databaseNoteRules(),
  ...accountRules(),
  ...accountChangeRules(),
  ...daemonRules(),
  ...serviceRules(),
  ...mailboxRules(),
  ...serverProgramRules(),
  ...connectionRules(),
  ...programMessageRules(),
  ...systemToolRules(),
  ...fileRules(),
  ...generalRules(),
]);

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

/** A message to be explained. A line of a log that is no reported issue has no kind. */
export interface Explainable {
  kind: IssueKind | null;
  module: string | null;
  function: string | null;
  /** The message itself, or its template. */
  text: string;
  /** The title of the explanation that was found when the message was stored, '' for none; null where nobody has looked. */
  explanation?: string | null;
}

const IMPACT: Readonly<Record<Effect, string>> = {
  'not-moved': 'Something is missing on this server.',
  breaks: 'Something does not work until it is fixed.',
  maybe: 'Something may not work as before.',
  none: 'Everything works as before.',
};

/** Texts of a failure or a dangerous entry can be chosen by the source: nothing may call them harmless. */
const NEVER_HARMLESS: readonly (IssueKind | null)[] = ['failure', 'dangerous'];

/**
 * Explains a message; null where it is not known. A module and function that say only one thing are looked at before
 * the text, so that messages in other languages are recognised as well.
 */
export function explanationOf(message: Explainable): Explanation | null {
  const rule = storedRule(message.explanation ?? null);
  return textOf(rule === undefined ? findRule(message) : rule);
}

/** Undefined: not known. A title of another version may be that of no rule. */
function storedRule(title: string | null): ExplanationRule | null | undefined {
  if (title === null) return undefined;
  return title === '' ? null : explanationRules().find((rule) => rule.title === title);
}

function textOf(rule: ExplanationRule | null): Explanation | null {
  if (rule === null) return null;
  const { title, meaning, effect, advice, retry } = rule;
  return { title, meaning, effect, impact: IMPACT[effect], advice, retry };
}

function findRule(message: Explainable): ExplanationRule | null {
  const { module, function: name, kind } = message;
  const place = module === null || name === null ? null : `${module}::${name}`;
  const text = plainText(message.text);
  const isPossible = (rule: ExplanationRule): boolean =>
    rule.effect !== 'none' || !NEVER_HARMLESS.includes(kind);
  return (
    explanationRules().find(
      (each) => place !== null && each.place?.().test(place) && isPossible(each),
    ) ??
    ruleOf(text, isPossible) ??
    ruleOf(inEnglish(text), isPossible) ??
    null
  );
}

/** The first rule that fits a text. */
function ruleOf(
  text: string | null,
  isPossible: (rule: ExplanationRule) => boolean,
): ExplanationRule | undefined {
  if (text === null) return undefined;
  const lower = text.toLowerCase();
  return explanationRules().find(
    (each) =>
      isPossible(each) &&
      each.words.some((word) => lower.includes(word)) &&
      each.patterns().some((pattern) => pattern.test(lower)),
  );
}

/** How much of a text is looked at: what a message says is at its beginning. */
const MAX_LENGTH = 4000;

/** Straight quotes and single blanks: the same message comes with either kind. */
function plainText(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
