import type { Check, CheckName } from '../verify/check.ts';
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
  if (name === 'account' && subject === 'owner') return 'Another reseller has it on this server';
  // A certificate for other names is mostly that of another site on this server.
  if (name === 'certificate' && note !== null) return note;
  return checkWords(check);
}
