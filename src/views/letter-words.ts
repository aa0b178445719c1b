import type { Explanation } from '../session/explanation.ts';
import type { Effect } from '../session/explanations/rule.ts';
import type { Check, CheckName } from '../verify/check.ts';
import { countNoun } from './size.ts';
import { checkLabel, checkWords } from './verify-words.ts';

/** Checks whose value on this server can be the name of another account. */
const OWNED: readonly CheckName[] = ['domain', 'database', 'database-user'];

/** What a verification found, for the account's owner: without names of other customers or of what they own. */
export function ownerWords(check: Check): string {
  return `${checkLabel(check)}: ${valueWordsForOwner(check)}`;
}

function valueWordsForOwner(check: Check): string {
  const { check: name, subject, here, note } = check;
  if (OWNED.includes(name) && typeof here === 'string') {
    return 'It belongs to another account on this server';
  }
  if (name === 'account' && subject === 'owner')
    return 'It belongs to another reseller on this server';
  // A certificate for other names usually belongs to another site on this server.
  if (name === 'certificate' && note !== null) return note;
  return checkWords(check);
}

/** What an owner has to know about: something is missing, or stops working. */
const TOLD: readonly Effect[] = ['not-moved', 'breaks'];

/**
 * What the messages about an account mean for its owner. The messages themselves are for administrators, and may give
 * something away: those that no explanation makes severe are only counted.
 *
 * @param explained of each message; null: its meaning is unknown
 * @param unexplained how many messages there are besides these
 */
export function messageWords(
  explained: readonly (Explanation | null)[],
  unexplained: number,
): string[] {
  const told = new Map<string, number>();
  let others = unexplained;
  for (const known of explained) {
    if (known?.effect === 'none') continue;
    if (known === null || !TOLD.includes(known.effect)) others += 1;
    else {
      const words = `${known.title}: ${known.meaning}`;
      told.set(words, (told.get(words) ?? 0) + 1);
    }
  }
  const lines = [...told].map(([words, count]) =>
    count === 1 ? words : `${words} (${countNoun(count, 'message')})`,
  );
  if (others > 0) {
    const noun = told.size > 0 ? 'more message' : 'message';
    lines.push(`The transfer log has ${countNoun(others, noun)} for your administrator to review.`);
  }
  return lines;
}
