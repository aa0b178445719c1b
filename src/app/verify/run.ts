import { findVerification, iterateVerified } from '../../store/verification-store.ts';
import type { MovedAccount } from '../../verify/moved-account.ts';
import { summaryOf } from '../../verify/verify-account.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import type { VerificationJson, VerifiedItem } from '../../views/contract-verify.ts';
import type { TransferApi } from '../../whm/api/answer.ts';
import type { Monitor } from '../monitor.ts';
import type { Snapshot } from '../observe.ts';
import { Problem } from '../problem.ts';
import { touchFollowUps } from '../source-stamps.ts';
import { movedAccounts } from './moved-accounts.ts';
import { type KnownSource, keepSourceLooks, knownSource } from './source-looks.ts';
import { readSourceAccounts, unassignedOfSource } from './source-report.ts';
import type { SourceSnapshot } from './sources.ts';
import { type TaskResult, taskOf, type VerifyOptions, verifySessions } from './verify-sessions.ts';

/** Which accounts are looked at: all (null), or those of one name, old or new. */
export type VerifyChoice = string | null;

function isNamed(item: string): (account: MovedAccount) => boolean {
  const wanted = item.toLowerCase();
  return ({ name, localName }) =>
    name.toLowerCase() === wanted || localName.toLowerCase() === wanted;
}

/**
 * Verifies what a session has moved.
 *
 * @param source the sessions of the same source, to find accounts that are in none of them
 * @throws Problem (not found) for an account that the session has not moved, (refused) where the server does not answer
 */
export async function verifySession(
  monitor: Monitor,
  api: TransferApi,
  { snapshot, source }: { snapshot: Snapshot; source: SourceSnapshot | null },
  item: VerifyChoice,
  options: VerifyOptions,
): Promise<VerificationJson> {
  const { synced, status, facts } = snapshot;
  const { sid, id } = synced.session;
  await keepSourceLooks(monitor, api, [synced]);
  const moved = movedAccounts(monitor, { sid, status });
  const task = taskOf(sid, id, moved, item === null ? null : isNamed(item));
  if (item !== null && task.accounts.length === 0) {
    throw new Problem('not-found', { code: 'no-account-of-session', account: item }, id);
  }
  const results = await verifySessions(monitor, api, [task], watched(monitor, options));
  return verificationJson(results, {
    session: id,
    source: facts.header.sourceHost ?? facts.seen.sourceHost,
    known: knownSource(monitor, sid),
    unassigned: source === null ? null : unassignedOfSource(monitor, source.snapshots),
  });
}

/**
 * Verifies everything that was moved from a source: each account by its latest attempt.
 *
 * @throws Problem, as for one session
 */
export async function verifySource(
  monitor: Monitor,
  api: TransferApi,
  { group, snapshots }: SourceSnapshot,
  item: VerifyChoice,
  options: VerifyOptions,
): Promise<VerificationJson> {
  await keepSourceLooks(
    monitor,
    api,
    snapshots.map(({ synced }) => synced),
  );
  const { accounts, unassigned } = readSourceAccounts(monitor, snapshots);
  const latest = new Map(accounts.map(({ name, sessionId }) => [name.toLowerCase(), sessionId]));
  const isWanted = item === null ? () => true : isNamed(item);
  const tasks = snapshots.map(({ synced: { session }, status }) => {
    const moved = movedAccounts(monitor, { sid: session.sid, status });
    const isLatest = (account: MovedAccount): boolean =>
      latest.get(account.name.toLowerCase()) === session.id && isWanted(account);
    return taskOf(session.sid, session.id, moved, isLatest);
  });
  if (item !== null && tasks.every((task) => task.accounts.length === 0)) {
    const facts = { code: 'no-account-of-source', account: item, source: group.name } as const;
    throw new Problem('not-found', facts);
  }
  const own = tasks.filter((task) => task.accounts.length > 0);
  const results = await verifySessions(monitor, api, own, watched(monitor, options));
  return verificationJson(results, {
    session: null,
    source: group.name,
    known: newestOf(own.map(({ sid }) => knownSource(monitor, sid))),
    unassigned,
  });
}

/** Pages that are open ask again when this file has grown. */
function watched({ root, limit }: Monitor, options: VerifyOptions): VerifyOptions {
  return {
    ...options,
    onProgress: (done, total) => {
      options.onProgress(done, total);
      if (limit === null) touchFollowUps(root);
    },
  };
}

function newestOf(sources: readonly KnownSource[]): KnownSource {
  const told = sources.filter(({ takenAt }) => takenAt !== null);
  const [newest] = told.sort((a, b) => (b.takenAt ?? 0) - (a.takenAt ?? 0));
  const silent = sources.length - told.length;
  const known = newest ?? sources[0] ?? { inventory: null, takenAt: null, note: null };
  if (newest === undefined || silent === 0) return known;
  const note = `What the source said about itself is not known for ${silent} of ${sources.length} sessions`;
  return { ...known, note: known.note === null ? note : `${note}; ${known.note}` };
}

function verificationJson(
  results: readonly TaskResult[],
  about: Pick<VerificationJson, 'session' | 'source' | 'unassigned'> & { known: KnownSource },
): VerificationJson {
  const items = results.flatMap(({ accounts }) => accounts.map(itemOf));
  const [first] = results;
  const { session, source, known, unassigned } = about;
  const at = first?.head.serverAt ?? 0;
  return {
    schemaVersion: SCHEMA_VERSION,
    session,
    source,
    checkedAt: first?.head.checkedAt ?? at,
    witnesses: {
      source: { at: known.takenAt, note: known.note },
      server: { at, unanswered: first?.head.unanswered ?? [] },
    },
    summary: summaryOf(items.map(({ result }) => result)),
    items,
    unassigned,
  };
}

function itemOf({ type, name, localName, result, checks }: VerifiedItem): VerifiedItem {
  return { type, name, localName, result, checks };
}

/** The stored result of a session's last verification; null: there was none. */
export function keptVerification(
  monitor: Monitor,
  { synced, facts }: Snapshot,
): VerificationJson | null {
  const { sid, id } = synced.session;
  const head = findVerification(monitor.db, sid);
  if (head === null) return null;
  const known = knownSource(monitor, sid);
  const items = [...iterateVerified(monitor.db, sid)].map(itemOf);
  return {
    schemaVersion: SCHEMA_VERSION,
    session: id,
    source: facts.header.sourceHost ?? facts.seen.sourceHost,
    checkedAt: head.checkedAt,
    witnesses: {
      source: { at: known.takenAt, note: known.note },
      server: { at: head.serverAt, unanswered: head.unanswered },
    },
    summary: summaryOf(items.map(({ result }) => result)),
    items,
    unassigned: null,
  };
}

/**
 * Verifies a session that has just ended, once. Where the server does not answer, the page says so; here nobody has
 * asked for it.
 *
 * @param clock epoch seconds
 */
export async function verifyAfterEnd(
  monitor: Monitor,
  api: TransferApi,
  snapshot: Snapshot,
  clock: () => number,
): Promise<void> {
  const { status, facts, synced } = snapshot;
  if (!monitor.config.verifyAfterEnd || monitor.limit !== null || !status.over) return;
  const head = findVerification(monitor.db, synced.session.sid);
  const endedAt = facts.header.endedAt ?? facts.seen.endedAt ?? 0;
  if (head !== null && head.checkedAt >= endedAt) return;
  const options = { clock, pid: process.pid, onProgress: () => undefined };
  try {
    await verifySession(monitor, api, { snapshot, source: null }, null, options);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
