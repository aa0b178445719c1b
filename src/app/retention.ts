import {
  archivedBytes,
  archivedSessionPath,
  listArchivedSessions,
  readArchiveNote,
  removeArchiveFolder,
} from '../logfile/archive-folder.ts';
import {
  cacheBytes,
  deleteArchivedSession,
  deleteUnusedGroups,
  sessionRowBytes,
} from '../store/archive-row.ts';
import { allSessions, type StoredSession } from '../store/session-row.ts';
import { isClockSteady, noteClock } from '../system/clock-note.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { hasSessionFolder, indexPath } from '../whm/session-folder.ts';
import { readSessionIndex } from '../whm/session-index.ts';
import { archivedLogBytes, archivePath } from './archive.ts';
import type { Monitor } from './monitor.ts';

const DAY = 86_400;

export interface RetentionResult {
  /** Sessions that were deleted, oldest first. */
  forgotten: string[];
  problems: ProblemFacts[];
}

/**
 * Deletes archived sessions that are older than the configuration keeps them, then the oldest of the others until the
 * archive is within its size limit. After a jump of the clock nothing counts as old for a day, see `noteClock`. A
 * session that the server still has is never deleted, and nothing is deleted while the server's index cannot be read,
 * since then it is unknown which sessions it has.
 */
export function applyRetention(monitor: Monitor): RetentionResult {
  const result: RetentionResult = { forgotten: [], problems: [] };
  const doomed = chooseDoomed(monitor, noteClock(monitor.root, monitor.now));
  const orphans = orphanFolders(monitor);
  if (doomed.length + orphans.length === 0) return result;
  const index = readSessionIndex(monitor.driver, indexPath(monitor.root), null);
  if (!index.ok) {
    result.problems.push({ code: 'retention-blind' });
    return result;
  }
  const isGone = (id: string): boolean =>
    !index.value.has(id) && !hasSessionFolder(monitor.root, id);
  const archive = archivePath(monitor.root);
  for (const id of orphans.filter(isGone)) removeArchiveFolder(archivedSessionPath(archive, id));
  for (const { id } of doomed) {
    if (!isGone(id) || !deleteArchivedSession(monitor.db, id)) continue;
    removeArchiveFolder(archivedSessionPath(archive, id));
    result.forgotten.push(id);
  }
  if (result.forgotten.length > 0) deleteUnusedGroups(monitor.db);
  return result;
}

/** When an archived session was last heard of, epoch seconds; 0 where that is unknown. */
function lastSeenAt({ header, seen }: StoredSession): number {
  return Math.max(
    header.endedAt ?? 0,
    header.lastEventAt ?? 0,
    header.startedAt ?? 0,
    seen.endedAt ?? 0,
    seen.startedAt ?? 0,
  );
}

function chooseDoomed(monitor: Monitor, isSteady: boolean): StoredSession[] {
  const { days, maxBytes } = monitor.config.retention;
  const archived = allSessions(monitor.db)
    .filter((session) => session.archived)
    .sort((a, b) => lastSeenAt(a) - lastSeenAt(b) || (a.id < b.id ? -1 : 1));
  const oldest = monitor.now - days * DAY;
  // A session without any time has an unknown age: only the size limit may remove it.
  const isTooOld = (session: StoredSession): boolean =>
    isSteady && days > 0 && lastSeenAt(session) > 0 && lastSeenAt(session) < oldest;
  const doomed = archived.filter(isTooOld);
  const others = archived.filter((session) => !isTooOld(session));
  let logBytes = archivedLogBytes(monitor.root);
  // The size of the whole cache is an upper bound for its archived sessions, and costs nothing to get.
  if (others.length === 0 || logBytes + cacheBytes(monitor.db) <= maxBytes) return doomed;
  for (const session of doomed) logBytes -= logBytesOf(monitor, session.id);
  const sizes = others.map((session) => ({
    session,
    bytes: logBytesOf(monitor, session.id),
    rowBytes: sessionRowBytes(monitor.db, session.sid),
  }));
  let total = logBytes + sizes.reduce((sum, { rowBytes }) => sum + rowBytes, 0);
  for (const { session, bytes, rowBytes } of sizes) {
    if (total <= maxBytes) break;
    doomed.push(session);
    total -= bytes + rowBytes;
  }
  return doomed;
}

function logBytesOf({ root }: Monitor, id: string): number {
  const archive = archivePath(root);
  if (!listArchivedSessions(archive).includes(id)) return 0;
  return archivedBytes(archivedSessionPath(archive, id));
}

/** Folders of logs whose session has been deleted: left by an interrupted run. */
function orphanFolders({ db, root }: Monitor): string[] {
  const known = new Set(allSessions(db).map(({ id }) => id));
  return listArchivedSessions(archivePath(root)).filter((id) => !known.has(id));
}

export interface ArchiveReport {
  /** Sessions that exist only in the archive. */
  sessions: number;
  /** When the oldest of them was last heard of; null where there is none. */
  oldestAt: number | null;
  logBytes: number;
  /** The approximate size of their rows in the cache. */
  rowBytes: number;
  limitBytes: number;
  days: number;
  keepsLogs: boolean;
  /** Sessions whose logs the size limit left out. */
  incomplete: string[];
  /** Sessions that the retention should have deleted but has not. */
  overdue: string[];
}

/** The state of the archive, for `doctor`. Reads the rows of archived sessions, so it can take a moment. */
export function archiveReport(monitor: Monitor): ArchiveReport {
  const archived = allSessions(monitor.db).filter((session) => session.archived);
  const archive = archivePath(monitor.root);
  const times = archived.map(lastSeenAt).filter((time) => time > 0);
  const { days, maxBytes, keepLogs } = monitor.config.retention;
  return {
    sessions: archived.length,
    oldestAt: times.length === 0 ? null : Math.min(...times),
    logBytes: archivedLogBytes(monitor.root),
    rowBytes: archived.reduce((sum, { sid }) => sum + sessionRowBytes(monitor.db, sid), 0),
    limitBytes: maxBytes,
    days,
    keepsLogs: keepLogs,
    incomplete: listArchivedSessions(archive).filter(
      (id) => readArchiveNote(archivedSessionPath(archive, id))?.isWhole === false,
    ),
    overdue: chooseDoomed(monitor, isClockSteady(monitor.root, monitor.now)).map(({ id }) => id),
  };
}
