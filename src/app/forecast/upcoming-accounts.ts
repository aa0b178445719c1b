import type { UpcomingAccount } from '../../forecast/upcoming.ts';
import { activeKey, type Observation } from '../../session/facts.ts';
import type { SessionStatus } from '../../session/status.ts';
import { ALL_PHASE_PAIRS, phasePairsOf } from '../../session/tally.ts';
import type { StoredSession } from '../../store/session-row.ts';
import { listArrived, listUpcoming, type StoredUpcoming } from '../../store/upcoming-store.ts';
import type { Monitor } from '../monitor.ts';
import type { KeptSession } from './kept-forecast.ts';

/** What comes after so many accounts is days away. */
const MAX_ACCOUNTS = 3000;

/** Accounts that are still to come, in the order in which they run. */
export function upcomingAccounts(
  { db }: Monitor,
  { sid }: StoredSession,
  status: SessionStatus,
): StoredUpcoming[] {
  const open = new Set([...phasePairsOf('pending', status), ...phasePairsOf('active', status)]);
  const phasePairs = ALL_PHASE_PAIRS.filter((combo) => open.has(combo));
  return listUpcoming(db, sid, phasePairs, MAX_ACCOUNTS);
}

/** Accounts that have arrived since the server was asked. */
export function arrivedAccounts(
  { db }: Monitor,
  { sid, cursor }: StoredSession,
  status: SessionStatus,
  kept: KeptSession,
): StoredUpcoming[] {
  const moved = [...phasePairsOf('success', status), ...phasePairsOf('warning', status)];
  const since = kept.generation === cursor.generation ? kept.offset : 0;
  return listArrived(db, sid, moved, since, MAX_ACCOUNTS);
}

/**
 * The accounts as a forecast counts them: without sizes that the source did not know, and with the share of each that
 * the server did not know of when it was asked.
 */
export function asCounted(
  accounts: readonly StoredUpcoming[],
  { knowsSizes, knowsFiles }: KeptSession,
  takenAt: number | null,
  activePercent: Observation['activePercent'],
): UpcomingAccount[] {
  return accounts.map((account) => ({
    ...account,
    size: knowsSizes ? account.size : null,
    files: knowsFiles ? account.files : null,
    share: shareOf(account, takenAt, activePercent),
  }));
}

/** An account whose progress is unknown counts as half arrived. */
const HALF = 0.5;

function shareOf(
  { type, name, stage, begunAt, endedAt }: StoredUpcoming,
  takenAt: number | null,
  activePercent: Observation['activePercent'],
): number {
  if (stage === 'waiting') return 1;
  if (stage === 'restoring') {
    const percent = activePercent.get(activeKey('RESTORE', type, name));
    return percent === undefined ? HALF : 1 - percent / 100;
  }
  if (takenAt === null || begunAt === null || endedAt === null) return 1;
  const share = (endedAt - takenAt) / Math.max(1, endedAt - begunAt);
  return Math.min(1, Math.max(0, share));
}
