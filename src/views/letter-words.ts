import type { Explanation } from '../session/explanation.ts';
import type { Effect } from '../session/explanations/rule.ts';
import type { Check, CheckName } from '../verify/check.ts';
import { countNoun } from './size.ts';
import { checkLabel, checkWords } from './verify-words.ts';

/** Checks whose value on this server can be the name of another account. */
const OWNED: readonly CheckName[] = ['domain', 'database', 'database-user'];

/** What a verification has found, for the account's owner: nothing of it names another customer, or what is a customer's. */
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
  // A certificate for other names is mostly that of another site on this server.
  if (name === 'certificate' && note !== null) return note;
  return checkWords(check);
}

/** What an owner has to know of: something is not there, or stops working. */
const TOLD: readonly Effect[] = ['not-moved', 'breaks'];

/**
 * What the messages about an account mean for its owner. Their own words are for administrators, and nobody knows what they give away:
 * those that no explanation makes severe are only counted.
 *
 * @param explained of each message; null: nobody knows what it means
 * @param unexplained how many there are beside these
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
