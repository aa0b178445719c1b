import type { MovedAccount } from './moved-account.ts';
import type { LocalAccount, ServerInventory } from './server-inventory.ts';
import type { SourceInventory } from './source-inventory.ts';

/** What is compared for a moved account, in the order in which it is shown. */
export const CHECKS = [
  'account',
  'bytes',
  'files',
  'domain',
  'document-root',
  'database',
  'database-user',
  'ip',
  'php',
  'zone',
  'certificate',
  'mailboxes',
] as const;
export type CheckName = (typeof CHECKS)[number];

/**
 * - `confirmed`: the source and this server say the same
 * - `differs`: something of it is not here, or not as it was
 * - `only-here`: this server has it, and there is nothing to compare it with
 * - `not-looked`: nobody could look; the note says why
 */
export const CHECK_RESULTS = ['confirmed', 'differs', 'only-here', 'not-looked'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

export type CheckValue = string | number;

/** One comparison. `source` and `here` are what the two witnesses say; sizes in bytes. */
export interface Check {
  check: CheckName;
  /** Which part of the account: a domain, a database; null: the account itself, or all of a kind. */
  subject: string | null;
  result: CheckResult;
  source: CheckValue | null;
  here: CheckValue | null;
  note: string | null;
}

export const VERIFIED = ['confirmed', 'differs', 'not-looked'] as const;
/** What a verification says of an account as a whole. */
export type Verified = (typeof VERIFIED)[number];

/** The only way to a confirmation: both witnesses have said something. */
export function compared(
  check: CheckName,
  subject: string | null,
  { source, here }: { source: CheckValue; here: CheckValue },
  isAlike: boolean,
  note: string | null = null,
): Check {
  return { check, subject, result: isAlike ? 'confirmed' : 'differs', source, here, note };
}

/** The source names it, and this server says that it does not have it. */
export function missing(
  check: CheckName,
  subject: string | null,
  source: CheckValue,
  note: string,
): Check {
  return { check, subject, result: 'differs', source, here: null, note };
}

/** What this server alone shows to be wrong, whatever the source has. */
export function wrongHere(
  check: CheckName,
  subject: string | null,
  here: CheckValue | null,
  note: string,
): Check {
  return { check, subject, result: 'differs', source: null, here, note };
}

export function onlyHere(
  check: CheckName,
  subject: string | null,
  here: CheckValue | null,
  note: string | null = null,
): Check {
  return { check, subject, result: 'only-here', source: null, here, note };
}

export function notLooked(
  check: CheckName,
  note: string,
  subject: string | null = null,
  source: CheckValue | null = null,
): Check {
  return { check, subject, result: 'not-looked', source, here: null, note };
}

/**
 * An account differs if anything about it does; it is confirmed if it is here and something else about it is confirmed
 * as well: the existence of an account of this name says nothing about its contents.
 */
export function verifiedOf(checks: readonly Check[]): Verified {
  if (checks.some(({ result }) => result === 'differs')) return 'differs';
  const confirmed = checks.filter(({ result }) => result === 'confirmed');
  const isHere = confirmed.some(({ check, subject }) => check === 'account' && subject === null);
  return isHere && confirmed.some(({ check }) => check !== 'account') ? 'confirmed' : 'not-looked';
}

/** What the checks of one account are based on. */
export interface CheckContext {
  account: MovedAccount;
  /** What the source said; null: unknown. */
  source: SourceInventory | null;
  server: ServerInventory;
  /** New names of the session's accounts, by their old ones: an owner can have been renamed as well. */
  localNames: ReadonlyMap<string, string>;
  /** Epoch seconds. */
  now: number;
}

/** The same, for an account that is here. */
export interface LocalContext extends CheckContext {
  here: LocalAccount | null;
}

export const SOURCE_UNKNOWN = 'What the source said about itself is not known';
