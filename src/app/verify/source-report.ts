import { type Result, resultOf } from '../../session/result.ts';
import { itemStatusOf } from '../../session/tally.ts';
import { listAttempts } from '../../store/attempt-query.ts';
import { openFollowUpsByItem } from '../../store/follow-up-store.ts';
import { iterateItems } from '../../store/item-query.ts';
import { sessionsBySourceTold } from '../../store/source-look-store.ts';
import { accountKey } from '../../store/verification-store.ts';
import { isVerifiable } from '../../verify/moved-account.ts';
import { isMoved } from '../../verify/verify-account.ts';
import type { SourceAccountJson, SourceTotals } from '../../views/contract-verify.ts';
import type { Monitor } from '../monitor.ts';
import type { Snapshot } from '../observe.ts';
import { knownSource } from './source-looks.ts';

/** The accounts of one source over all its sessions; only the latest attempt at each counts. */
export interface SourceAccounts {
  accounts: SourceAccountJson[];
  totals: SourceTotals;
  /** Accounts of the source that are in no session; null: it is unknown what the source has. */
  unassigned: { name: string; domain: string | null }[] | null;
}

interface Attempt {
  account: SourceAccountJson;
  sid: number;
  at: number;
  startedAt: number;
}

/** @param snapshots the sessions of the source, the newest first */
export function readSourceAccounts(
  monitor: Monitor,
  snapshots: readonly Snapshot[],
): SourceAccounts {
  const attempts = new Map<string, Attempt[]>();
  for (const snapshot of snapshots) {
    for (const attempt of attemptsIn(monitor, snapshot)) {
      const key = attempt.account.name.toLowerCase();
      const own = attempts.get(key);
      if (own) own.push(attempt);
      else attempts.set(key, [attempt]);
    }
  }
  const accounts: SourceAccountJson[] = [];
  let settledLater = 0;
  for (const own of attempts.values()) {
    own.sort((a, b) => b.at - a.at || b.startedAt - a.startedAt || b.sid - a.sid);
    const [latest, ...earlier] = own;
    if (!latest) continue;
    const { account } = latest;
    accounts.push({ ...account, attempts: new Set(own.map(({ sid }) => sid)).size });
    const hasFailed = earlier.some(({ account: { result } }) => isUndone(result));
    if (isMoved(account.result) && hasFailed) settledLater += 1;
  }
  accounts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const unassigned = unassignedOf(monitor, snapshots, new Set(attempts.keys()));
  return { accounts, totals: totalsOf(accounts, settledLater, unassigned), unassigned };
}

function isUndone(result: Result | null): boolean {
  return result === 'failed' || result === 'unfinished';
}

function attemptsIn({ db }: Monitor, { synced, status, facts }: Snapshot): Attempt[] {
  const { sid, id } = synced.session;
  const startedAt = facts.header.startedAt ?? facts.seen.startedAt ?? 0;
  const open = openFollowUpsByItem(db, sid, id);
  return listAttempts(db, sid).map((one) => {
    const { type, name, localName, domain } = one;
    const result = resultOf(itemStatusOf(one.combo, status), one.level);
    return {
      sid,
      startedAt,
      at: one.endedAt ?? startedAt,
      account: {
        ...{ type, name, localName, domain, result },
        sessionId: id,
        attempts: 1,
        verified: isMoved(result) ? one.verified : null,
        openFollowUps: open.get(accountKey(one)) ?? 0,
      },
    };
  });
}

function totalsOf(
  accounts: readonly SourceAccountJson[],
  settledLater: number,
  unassigned: readonly unknown[] | null,
): SourceTotals {
  const totals: SourceTotals = {
    accounts: accounts.length,
    clean: 0,
    review: 0,
    incomplete: 0,
    failed: 0,
    unfinished: 0,
    settledLater,
    unassigned: unassigned?.length ?? null,
  };
  for (const { result } of accounts) if (result !== null) totals[result] += 1;
  return totals;
}

/** The accounts that the source last named, without those that a session has. */
export function unassignedOf(
  monitor: Monitor,
  snapshots: readonly Snapshot[],
  assigned: ReadonlySet<string>,
): { name: string; domain: string | null }[] | null {
  const sids = snapshots.map(({ synced }) => synced.session.sid);
  for (const sid of sessionsBySourceTold(monitor.db, sids)) {
    const { inventory } = knownSource(monitor, sid);
    if (!inventory?.accounts) continue;
    return [...inventory.accounts.values()]
      .filter(({ user }) => !assigned.has(user))
      .map(({ user, domain }) => ({ name: user, domain }));
  }
  return null;
}

/** The same for one session: the accounts that are in none of the sessions of its source. */
export function unassignedOfSource(
  monitor: Monitor,
  snapshots: readonly Snapshot[],
): { name: string; domain: string | null }[] | null {
  const assigned = new Set<string>();
  for (const { synced } of snapshots) {
    for (const item of iterateItems(monitor.db, synced.session.sid, {
      phasePairs: null,
      found: null,
    })) {
      if (isVerifiable(item.type)) assigned.add(item.name.toLowerCase());
    }
  }
  return unassignedOf(monitor, snapshots, assigned);
}
