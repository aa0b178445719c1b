import { readdirSync } from 'node:fs';
import {
  NO_EVIDENCE,
  NO_OPEN_EVIDENCE,
  type Reported,
  reportedBy,
  settle,
} from '../log/evidence.ts';
import { closeEvidence, readEvidence } from '../logfile/log-evidence.ts';
import { isLogName, type LiveLogHandle, openLog } from '../logfile/log-file.ts';
import { QUEUES } from '../session/item.ts';
import { countUnreadLogs } from '../session/session-verdict.ts';
import { activePhases } from '../session/tally.ts';
import {
  activeLogs,
  type DueLog,
  dueLogs,
  type EvidenceChange,
  reportedOf,
  saveEvidence,
} from '../store/evidence-store.ts';
import { readLogFacts } from '../store/session-query.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { sessionPath } from '../whm/session-folder.ts';
import { recoverFrom } from './cache-limit.ts';
import type { Monitor } from './monitor.ts';
import { attempt } from './session-trouble.ts';
import type { SyncResult } from './sync.ts';

/** How many logs are queried at once. */
const BATCH = 2000;
/** A log that still has its active name counts as complete when nothing has been written to it for this long. */
const RESTING_SECONDS = 60;

/**
 * Searches the logs of a session's items for what their outcomes do not say, from where the last search ended: first
 * those of ended items, then those that are being written.
 *
 * @param hasTimeLeft asked between blocks: false leaves the rest for the next time
 * @param whenDue does the work, or skips it; called only where there is any
 * @returns what could not be read
 * @throws the driver's busy error
 */
export function readSessionEvidence(
  monitor: Monitor,
  { session, hasFolder }: SyncResult,
  hasTimeLeft: () => boolean,
  whenDue: (work: () => void) => void = (work) => work(),
): ProblemFacts[] {
  const problems: ProblemFacts[] = [];
  // Where the cache cannot be written the result cannot be kept; without the folder there is nothing to read.
  if (monitor.limit?.kind === 'locked' || !hasFolder) return problems;
  const { db } = monitor;
  const { sid } = session;
  const facts = readLogFacts(db, sid);
  const folder = sessionPath(monitor.root, session.id);
  const look = (due: readonly DueLog[]): void =>
    lookAt(monitor, sid, folder, due, hasTimeLeft, problems);
  const hasUnread = countUnreadLogs(facts) > 0;
  const hasActive = activePhases(facts.tallies) > 0;
  if (!hasUnread && !hasActive) return problems;
  whenDue(() => {
    for (const queue of hasUnread ? QUEUES : []) {
      for (let after = 0; hasTimeLeft(); ) {
        const due = dueLogs(db, sid, queue, after, BATCH);
        look(due);
        if (due.length < BATCH) break;
        after = due.at(-1)?.itemId ?? after;
      }
    }
    for (const queue of hasActive ? QUEUES : []) {
      if (hasTimeLeft()) look(activeLogs(db, sid, queue, BATCH));
    }
  });
  return problems;
}

function lookAt(
  monitor: Monitor,
  sid: number,
  folder: string,
  due: readonly DueLog[],
  hasTimeLeft: () => boolean,
  problems: ProblemFacts[],
): void {
  if (due.length === 0) return;
  // One listing of the folder spares opening each log that does not exist.
  const listed = attempt(
    problems,
    (reason) => ({ code: 'folder-unlisted', reason }),
    () => readdirSync(folder),
  );
  if (listed === null) return;
  const names = new Set(listed);
  const looks: Look[] = [];
  for (const log of due) {
    if (!hasTimeLeft()) break;
    const change = attempt(
      problems,
      (reason) => ({ code: 'log-unsearched', log: log.logfile ?? '', reason }),
      () => (hasLog(names, log) ? readOne(monitor, folder, log, hasTimeLeft) : withoutLog(log)),
    );
    if (change) looks.push({ due: log, change });
  }
  saveEvidence(monitor.db, sid, looks);
}

interface Look {
  due: DueLog;
  change: EvidenceChange;
}

/** Under its completed name, or the one with a dot that it has while it is written. */
function hasLog(names: ReadonlySet<string>, { logfile }: DueLog): boolean {
  return logfile !== null && (names.has(logfile) || names.has(`.${logfile}`));
}

/** A log of an item at work may appear at any moment. */
function withoutLog({
  hasEnded,
  hasMoved,
  logfile,
  offset,
  evidence,
}: DueLog): EvidenceChange | null {
  if (!hasEnded) return null;
  const state = hasMoved && logfile !== null ? 'gone' : 'none';
  return { state, file: null, offset, evidence };
}

function readOne(
  monitor: Monitor,
  folder: string,
  due: DueLog,
  hasTimeLeft: () => boolean,
): EvidenceChange | null {
  const handle =
    due.logfile !== null && isLogName(due.logfile) ? openLog(folder, due.logfile) : null;
  if (!handle) return withoutLog(due);
  try {
    const reported = reportedBy(reportedOf(monitor.db, due.itemId), due.failure);
    return lookThrough(handle, due, reported, monitor.now, hasTimeLeft);
  } finally {
    handle.close();
  }
}

function lookThrough(
  handle: LiveLogHandle,
  due: DueLog,
  reported: Reported,
  now: number,
  hasTimeLeft: () => boolean,
): EvidenceChange | null {
  const { identity } = handle;
  const isSame =
    due.file !== null &&
    due.file.dev === identity.dev &&
    due.file.ino === identity.ino &&
    due.offset <= handle.size();
  const known = isSame ? (due.hasEnded ? settle(due.evidence, reported) : due.evidence) : null;
  const from =
    known === null
      ? { offset: 0, evidence: due.hasEnded ? NO_EVIDENCE : NO_OPEN_EVIDENCE }
      : { offset: due.offset, evidence: known };
  const isWhole = due.hasEnded && (!handle.isActive || now - handle.modifiedAt() > RESTING_SECONDS);
  const { evidence, offset, isAtEnd } = readEvidence(handle, from, reported, isWhole, hasTimeLeft);
  const file = { dev: identity.dev, ino: identity.ino };
  if (!isAtEnd || !isWhole) {
    // Nothing has been written since: there is nothing to store, and no reason to wait for a process that writes the
    // cache.
    const isKept = known !== null && offset === due.offset && evidence.open === due.evidence.open;
    return isKept ? null : { state: 'reading', file, offset, evidence };
  }
  return { state: 'read', file, offset, evidence: closeEvidence(handle, evidence) };
}

/** Searches the logs of these sessions to their end, as `ingest` does. */
export function readAllEvidence(monitor: Monitor, sessions: readonly SyncResult[]): ProblemFacts[] {
  const problems: ProblemFacts[] = [];
  for (const refreshed of sessions) {
    try {
      problems.push(...readSessionEvidence(monitor, refreshed, () => true));
    } catch (error) {
      if (!recoverFrom(monitor, error)) throw error;
    }
  }
  return problems;
}
