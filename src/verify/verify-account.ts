import type { Result } from '../session/result.ts';
import {
  CHECKS,
  type Check,
  type CheckContext,
  compared,
  type LocalContext,
  missing,
  notLooked,
  type Verified,
  verifiedOf,
} from './check.ts';
import { checkDatabases, checkDatabaseUsers } from './checks/databases.ts';
import { checkDomains } from './checks/domains.ts';
import {
  checkCertificates,
  checkIp,
  checkMailboxes,
  checkPhp,
  checkZone,
} from './checks/services.ts';
import { checkUsage } from './checks/sizes.ts';
import type { MovedAccount } from './moved-account.ts';

/** What a verification says of one account. */
export interface VerifiedAccount {
  type: string;
  name: string;
  localName: string;
  result: Verified;
  checks: Check[];
}

/** Compares one moved account by what both witnesses said. */
export function verifyAccount(context: CheckContext): VerifiedAccount {
  const { account, server } = context;
  const { type, name, localName } = account;
  const found = server.accounts.ok
    ? (server.accounts.value.get(localName.toLowerCase()) ?? null)
    : null;
  const first = checkAccount(context);
  // Where the account is not here, everything else is missing as well: one difference says so.
  const isGone = server.accounts.ok && found === null;
  const checks = isGone ? first : [...first, ...checkContents({ ...context, here: found })];
  const rank = (check: Check): number => CHECKS.indexOf(check.check);
  checks.sort((a, b) => rank(a) - rank(b));
  return { type, name, localName, result: verifiedOf(checks), checks };
}

function checkContents(context: LocalContext): Check[] {
  return [
    ...checkUsage(context),
    ...checkDomains(context),
    ...checkDatabases(context),
    ...checkDatabaseUsers(context),
    ...checkIp(context),
    ...checkPhp(context),
    ...checkZone(context),
    ...checkCertificates(context),
    ...checkMailboxes(context),
  ];
}

/** New names of accounts by their old ones. */
export function localNamesOf(accounts: readonly MovedAccount[]): Map<string, string> {
  return new Map(
    accounts.map(({ name, localName }) => [name.toLowerCase(), localName.toLowerCase()]),
  );
}

export interface VerifySummary {
  items: number;
  confirmed: number;
  differs: number;
  notLooked: number;
}

export function summaryOf(results: Iterable<Verified>): VerifySummary {
  const summary: VerifySummary = { items: 0, confirmed: 0, differs: 0, notLooked: 0 };
  for (const result of results) {
    summary.items += 1;
    summary[result === 'not-looked' ? 'notLooked' : result] += 1;
  }
  return summary;
}

/** Whether a result means that the item was moved: only then is there something to verify. */
export function isMoved(result: Result | null): boolean {
  return result === 'clean' || result === 'review' || result === 'incomplete';
}

/** Whether the account is here, and who owns it. */
export function checkAccount({ account, source, server, localNames }: CheckContext): Check[] {
  const { name, localName } = account;
  if (!server.accounts.ok) return [notLooked('account', server.accounts.reason, null, name)];
  const here = server.accounts.value.get(localName.toLowerCase());
  if (!here) return [missing('account', null, name, 'There is no such account on this server')];
  const isHere = compared('account', null, { source: name, here: localName }, true);
  const owner = source?.accounts?.get(name.toLowerCase())?.owner ?? null;
  if (owner === null || here.owner === null) return [isHere];
  if (source?.hasOwners !== true) {
    const note = 'The source does not say who owns its accounts';
    return [isHere, notLooked('account', note, 'owner')];
  }
  const expected = localNames.get(owner) ?? owner;
  const isSame = here.owner === expected;
  const note = isSame ? null : `The account belongs to ${here.owner} here`;
  return [isHere, compared('account', 'owner', { source: owner, here: here.owner }, isSame, note)];
}
