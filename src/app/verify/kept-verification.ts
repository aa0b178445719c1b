import { existsSync } from 'node:fs';
import {
  findVerification,
  findVerifyRun,
  listVerified,
  summarizeVerified,
} from '../../store/verification-store.ts';
import { leftBehind } from '../../verify/source-inventory.ts';
import type { VerificationView } from '../../views/session-input.ts';
import type { Monitor } from '../monitor.ts';
import type { Snapshot } from '../observe.ts';
import { type KnownSource, knownSource } from './source-looks.ts';

const NOT_READ: KnownSource = { inventory: null, takenAt: null, note: null };

/** How long a requested look may take to begin, in seconds. */
const BEGINS_WITHIN = 30;

/** A look at this server that is going on now. */
export function runningVerification(
  { db, now }: Monitor,
  sid: number,
): { startedAt: number; done: number; total: number } | null {
  const run = findVerifyRun(db, sid);
  if (run === null || run.failure !== null) return null;
  const isAlive =
    run.pid === null ? now - run.startedAt < BEGINS_WITHIN : existsSync(`/proc/${run.pid}`);
  return isAlive ? { startedAt: run.startedAt, done: run.done, total: run.total } : null;
}

/**
 * The last look at what a session has moved, with one page of its accounts. What the source said can be megabytes: it
 * is read only where accounts are shown.
 */
export function keptVerificationView(
  monitor: Monitor,
  { synced, facts }: Snapshot,
  page: { limit: number; offset: number },
): VerificationView {
  const { sid } = synced.session;
  const showsAccounts = page.limit > 0;
  const source = showsAccounts ? knownSource(monitor, sid) : NOT_READ;
  const running = runningVerification(monitor, sid);
  return {
    head: findVerification(monitor.db, sid),
    source: { at: source.takenAt, note: source.note },
    summary: summarizeVerified(monitor.db, sid),
    accounts: showsAccounts ? listVerified(monitor.db, sid, page) : [],
    running,
    failure: running === null ? (findVerifyRun(monitor.db, sid)?.failure ?? null) : null,
    leftBehind: leftBehind(source.inventory),
    movedUntil: facts.header.endedAt ?? facts.seen.endedAt,
  };
}
