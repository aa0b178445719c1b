import { needsMaster, type SessionState } from './state.ts';

/** An item that a child is working on. */
export interface WatchedItem {
  name: string;
  /** The server's units, bytes for accounts; null: unknown. */
  size: number | null;
  /** When its log last grew (or, before it has one, when the child took it), epoch seconds. */
  lastGrowthAt: number;
}

export interface StallThresholds {
  /** Silence up to this is always normal, in seconds. */
  baseSeconds: number;
  /** A large item may be silent for longer: for as long as copying it at this rate would take. */
  bytesPerSecond: number;
  /** No item may be silent for longer than this, in seconds. */
  maxSeconds: number;
}

/**
 * Where no settings are at hand: 15 minutes, and for a large account the time that copying it over a slow line of 20 MB/s
 * takes. What runs has its first two from `stall.minutes` and `stall.minutesPerGigabyte` (a minute for each gigabyte).
 */
export const DEFAULT_THRESHOLDS: StallThresholds = {
  baseSeconds: 15 * 60,
  bytesPerSecond: 20_000_000,
  maxSeconds: 12 * 3600,
};

export interface StallQuestion {
  state: SessionState;
  /** Whether the master's process exists with the session's id in its command line; null: unknown. */
  masterAlive: boolean | null;
  /** Epoch seconds. */
  now: number;
  /** When any log of the session last grew; null: unknown. */
  lastActivityAt: number | null;
  activeItems: readonly WatchedItem[];
  /** Every item has ended: nothing is left but the session's own end. */
  isAllEnded?: boolean;
  /** How many items have failed. */
  failed?: number;
  thresholds?: StallThresholds;
}

export interface Stall {
  /** Since when nothing has happened, epoch seconds. */
  since: number;
  /** What is wrong and what to do, in plain English. */
  reason: string;
}

/**
 * Whether a session stands still although its state says that it works. A pending or paused session has no process, and
 * that is normal; one that has used up its memory (REACHEDMAXMEM) is stalled only if its master is known to be dead.
 * Pausing waits for the running items, which can take hours: as long as they may be silent, it is no stall.
 *
 * @returns null when all is well, or when there is nothing to judge by
 */
export function stallOf(question: StallQuestion): Stall | null {
  const dueAt = stallDueAt(question);
  if (dueAt === null || question.now < dueAt) return null;
  const since = lastSignOfLife(question) ?? question.now;
  return {
    since,
    reason: isMasterDead(question)
      ? deadReason(question)
      : silentReason(question, question.now - since),
  };
}

/**
 * When the session counts as stalled if nothing changes until then, epoch seconds; a time in the past means that it
 * does already. Null: never, as things are.
 */
export function stallDueAt(question: StallQuestion): number | null {
  const quietSince = lastSignOfLife(question);
  if (isMasterDead(question)) return quietSince ?? question.now;
  if (!needsMaster(question.state)) return null;
  return quietSince === null ? null : quietSince + patienceOf(question);
}

/** The latest growth of any log: one item that works is enough, the others may be waiting for it. */
function lastSignOfLife({ lastActivityAt, activeItems }: StallQuestion): number | null {
  let latest = lastActivityAt;
  for (const item of activeItems) {
    if (latest === null || item.lastGrowthAt > latest) latest = item.lastGrowthAt;
  }
  return latest;
}

/** Seconds of silence that fit what is being worked on: the largest item decides. */
function patienceOf({ activeItems, thresholds = DEFAULT_THRESHOLDS }: StallQuestion): number {
  let patience = 0;
  for (const item of activeItems) patience = Math.max(patience, allowedSilence(item, thresholds));
  return patience === 0 ? thresholds.baseSeconds : patience;
}

/** How long an item's log may be silent, in seconds. */
export function allowedSilence(
  item: Pick<WatchedItem, 'size'>,
  thresholds: StallThresholds = DEFAULT_THRESHOLDS,
): number {
  const forSize = Math.max(0, item.size ?? 0) / Math.max(1, thresholds.bytesPerSecond);
  const longest = Math.max(thresholds.baseSeconds, thresholds.maxSeconds);
  return Math.min(Math.round(thresholds.baseSeconds + forSize), longest);
}

/** A master process should be there and is not: nothing works on the session any more. */
export function isMasterDead({
  state,
  masterAlive,
}: Pick<StallQuestion, 'state' | 'masterAlive'>): boolean {
  return masterAlive === false && (needsMaster(state) || state === 'REACHEDMAXMEM');
}

function deadReason({ state, isAllEnded, failed }: StallQuestion): string {
  if (isAllEnded) {
    const close =
      state === 'ABORTING' || state === 'REACHEDMAXMEM'
        ? 'The server closes it when it next checks.'
        : 'Abort it, so that the server closes it.';
    return `All items have ended; only the session was never closed: its master process is gone. ${leftWords(failed)} ${close}`;
  }
  switch (state) {
    case 'REACHEDMAXMEM':
      return 'The session has used up its memory, and its master process is gone. Nothing is working any more. Check the server’s memory, and read the end of the master log and of the master error log. Then retry what is missing.';
    case 'PAUSING':
      return 'The session was asked to pause, but its master process is gone: nothing is working, and nothing will pause it. Abort it, so that the server marks it as failed. Then retry what is missing.';
    case 'ABORTING':
      return 'The session was asked to abort, but its master process is gone. Nothing is working any more. The server marks the session as failed when it next checks. Then retry what is missing.';
    default:
      return 'Its master process is gone, so nothing is working any more. Read the end of the master log and of the master error log for the cause. Then abort the session, so that the server marks it as failed, and retry what is missing.';
  }
}

/** What is left of a session whose items have all ended. */
function leftWords(failed = 0): string {
  if (failed === 0) return 'Nothing is left to transfer.';
  return failed === 1
    ? 'Only the item that failed is left to transfer.'
    : 'Only the items that failed are left to transfer.';
}

function silentReason(question: StallQuestion, silentSeconds: number): string {
  const { state, activeItems, isAllEnded } = question;
  const minutes = Math.max(1, Math.floor(silentSeconds / 60));
  const silence = `No log has grown for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  if (isAllEnded) {
    return `${silence}. All items have ended; only the session was never closed. ${leftWords(question.failed)} Read the end of the master log and of the master error log. If nothing moves, abort the session.`;
  }
  if (activeItems.length === 0) {
    return `${silence}, and no item is being worked on. Read the end of the master log and of the master error log. If nothing moves, abort the session and retry what is missing.`;
  }
  const named = activeItems.slice(0, 3).map((item) => `“${item.name}”`);
  const more = activeItems.length > 3 ? ` and ${activeItems.length - 3} more` : '';
  const waiting = state === 'RUNNING' ? '' : ', for which the session waits';
  return `${silence}, longer than the size of the items in progress explains. In progress: ${named.join(', ')}${more}${waiting}. Read the end of their logs, and check the free disk space here and the connection to the source. If nothing moves, abort the session and retry what is missing.`;
}
