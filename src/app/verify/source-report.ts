import type { ItemFacts } from '../../session/item.ts';
import { CLEAN, type Result, resultOf } from '../../session/result.ts';
import { comboOf, itemStatusOf } from '../../session/tally.ts';
import { openFollowUpsByItem } from '../../store/follow-up-store.ts';
import { iterateItems } from '../../store/item-query.ts';
import { accountKey, readQueued, verifiedResults } from '../../store/verification-store.ts';
import { isAccountType } from '../../verify/moved-account.ts';
import { isMoved } from '../../verify/verify-account.ts';
import type { SourceAccountJson, SourceTotals } from '../../views/contract-verify.ts';
import type { Monitor } from '../monitor.ts';
import type { Snapshot } from '../observe.ts';
import { knownSource } from './source-looks.ts';

/** The accounts of one source over all its sessions: the latest attempt at each counts. */
export interface SourceAccounts {
  accounts: SourceAccountJson[];
  totals: SourceTotals;
  /** Accounts of the source that are in no session; null: what the source has is not known. */
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
  const verified = verifiedResults(db, sid);
  const open = openFollowUpsByItem(db, sid, id);
  const queued = readQueued(db, sid);
  const attempts: Attempt[] = [];
  for (const item of iterateItems(db, sid, { combos: null, found: null })) {
    if (!isAccountType(item.type)) continue;
    const key = accountKey(item);
    const result = resultOf(itemStatusOf(comboOf(item.phases), status), item.level ?? CLEAN);
    attempts.push({
      sid,
      startedAt,
      at: endOf(item) ?? startedAt,
      account: {
        type: item.type,
        name: item.name,
        localName: item.localName,
        domain: item.domain ?? queued.get(key)?.domain ?? null,
        result,
        sessionId: id,
        attempts: 1,
        verified: isMoved(result) ? (verified.get(key) ?? null) : null,
        openFollowUps: open.get(key) ?? 0,
      },
    });
  }
  return attempts;
}

function endOf({ phases }: ItemFacts): number | null {
  return phases.RESTORE?.endedAt ?? phases.TRANSFER?.endedAt ?? null;
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

/** What the source said last of its accounts, without those that a session has. */
export function unassignedOf(
  monitor: Monitor,
  snapshots: readonly Snapshot[],
  assigned: ReadonlySet<string>,
): { name: string; domain: string | null }[] | null {
  let newest: { takenAt: number; accounts: SourceAccounts['unassigned'] } | null = null;
  for (const { synced } of snapshots) {
    const { inventory, takenAt } = knownSource(monitor, synced.session.sid);
    if (!inventory?.accounts || takenAt === null) continue;
    if (newest !== null && newest.takenAt >= takenAt) continue;
    const accounts = [...inventory.accounts.values()].map(({ user, domain }) => ({
      name: user,
      domain,
    }));
    newest = { takenAt, accounts };
  }
  return newest?.accounts?.filter(({ name }) => !assigned.has(name)) ?? null;
}

/** The same for one session: what is in none of the sessions of its source. */
export function unassignedOfSource(
  monitor: Monitor,
  snapshots: readonly Snapshot[],
): { name: string; domain: string | null }[] | null {
  const assigned = new Set<string>();
  for (const { synced } of snapshots) {
    for (const item of iterateItems(monitor.db, synced.session.sid, {
      combos: null,
      found: null,
    })) {
      if (isAccountType(item.type)) assigned.add(item.name.toLowerCase());
    }
  }
  return unassignedOf(monitor, snapshots, assigned);
}
