import { type Explanation, explanationOf } from '../session/explanation.ts';
import { iterateGroups } from '../store/issue-query.ts';
import { iterateItems } from '../store/item-query.ts';
import {
  accountKey,
  findVerification,
  iterateVerified,
  type StoredVerification,
} from '../store/verification-store.ts';
import { renamingOf } from '../verify/moved-account.ts';
import type { SourceAccountJson } from '../views/contract-verify.ts';
import type { LetterInput } from '../views/letter.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { movedAccounts } from './verify/moved-accounts.ts';

/**
 * What the owners of the accounts that a session has moved must know, one account after the other.
 *
 * @param isWanted null: all
 */
export function* readLetters(
  monitor: Monitor,
  { synced, status, facts }: Snapshot,
  isWanted: ((account: { type: string; name: string }) => boolean) | null = null,
): Generator<LetterInput> {
  const { sid, id } = synced.session;
  const moved = movedAccounts(monitor, { sid, status });
  if (moved.length === 0) return;
  const issues = readIssues(monitor, sid);
  const errors = readErrors(monitor, sid);
  const verified = readVerified(monitor, sid);
  const checkedAt = findVerification(monitor.db, sid)?.checkedAt ?? null;
  for (const account of moved) {
    if (isWanted !== null && !isWanted(account)) continue;
    const key = accountKey(account);
    const look = verified.get(key);
    const error = errors.get(key);
    const { name, localName, domain } = account;
    yield {
      session: id,
      ...{ name, localName, domain },
      sourceHost: facts.header.sourceHost ?? facts.seen.sourceHost,
      address: addressOf(look),
      databases: [...account.databaseNames],
      databaseUsers: [...account.databaseUserNames],
      explained: [...(issues.get(key) ?? []), ...(error === undefined ? [] : [error.first])],
      unexplained: error?.others ?? 0,
      differs: look?.checks.filter(({ result }) => result === 'differs') ?? [],
      checkedAt: look === undefined ? null : checkedAt,
    };
  }
}

/** The same for a source: each account by its latest attempt. */
export function* readSourceLetters(
  monitor: Monitor,
  snapshots: readonly Snapshot[],
  accounts: readonly SourceAccountJson[],
): Generator<LetterInput> {
  for (const snapshot of snapshots) {
    const { id } = snapshot.synced.session;
    const own = new Set(
      accounts.filter(({ sessionId }) => sessionId === id).map((account) => accountKey(account)),
    );
    if (own.size > 0)
      yield* readLetters(monitor, snapshot, (account) => own.has(accountKey(account)));
  }
}

/** The explanations of the messages about each account. */
function readIssues({ db }: Monitor, sid: number): Map<string, (Explanation | null)[]> {
  const found = new Map<string, (Explanation | null)[]>();
  for (const group of iterateGroups(db, sid, { kind: null, found: null })) {
    if (group.kind === 'failure') continue;
    for (const entry of group.entries) {
      // Renamings are in a part of their own.
      if (group.kind === 'altered' && renamingOf(entry.text, entry.repair) !== null) continue;
      const key = accountKey(entry);
      const own = found.get(key) ?? [];
      found.set(key, own);
      own.push(explanationOf({ ...group, text: entry.text, explanation: null }));
    }
  }
  return found;
}

/** Errors in the logs of an item that it does not report: only the first one is stored. */
function readErrors(
  { db }: Monitor,
  sid: number,
): Map<string, { first: Explanation | null; others: number }> {
  const found = new Map<string, { first: Explanation | null; others: number }>();
  for (const item of iterateItems(db, sid, { phasePairs: null, found: null })) {
    const { evidence } = item;
    if (!evidence || evidence.errors === 0 || evidence.first === null) continue;
    const { text } = evidence.first;
    const first = explanationOf({ kind: null, module: null, function: null, text });
    found.set(accountKey(item), { first, others: evidence.errors - 1 });
  }
  return found;
}

function readVerified({ db }: Monitor, sid: number): Map<string, StoredVerification> {
  return new Map([...iterateVerified(db, sid)].map((one) => [accountKey(one), one]));
}

function addressOf(look: StoredVerification | undefined): string | null {
  const here = look?.checks.find(({ check }) => check === 'ip')?.here;
  return typeof here === 'string' ? here : null;
}
