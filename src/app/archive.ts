import {
  type ArchivedLog,
  archivedBytes,
  archivedSessionPath,
  listArchivedSessions,
  makeArchiveDraft,
  placeArchive,
  readArchivedLogs,
  readArchiveNote,
  removeArchiveFolder,
  removeOldDrafts,
  writeArchivedLogs,
  writeArchiveNote,
} from '../logfile/archive-folder.ts';
import { openArchivedLog, writeArchivedLog } from '../logfile/archive-log.ts';
import { type LogHandle, LogNameError, openLog } from '../logfile/log-file.ts';
import { type ListedLog, listLogNames, listLogs } from '../logfile/log-list.ts';
import type { SessionLogs } from '../logfile/session-search.ts';
import { statusOf } from '../session/status.ts';
import { readFacts } from '../store/session-query.ts';
import { dataPath } from '../system/paths.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { hasSessionFolder, sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';
import { attempt } from './session-trouble.ts';
import type { SyncResult } from './sync.ts';

/** A log that is closed, or has not grown for this long, will not grow any more once its session is over. */
const QUIET_SECONDS = 600;
/** A session that is not over (its master died, it is paused) but has rested for this long may be deleted unfinished. */
const RESTING_SECONDS = 86_400;

export function archivePath(root: string): string {
  return dataPath(root, 'archive');
}

/** Bytes of all compressed logs. */
export function archivedLogBytes(root: string): number {
  const archive = archivePath(root);
  return listArchivedSessions(archive).reduce(
    (sum, id) => sum + archivedBytes(archivedSessionPath(archive, id)),
    0,
  );
}

export interface KeptLogs {
  /** Sessions whose logs were archived now. */
  sessions: string[];
  /** What could not be kept. */
  problems: ProblemFacts[];
}

/**
 * Archives the logs of sessions that are over, before the server deletes them, if `config.json` asks for it. Oldest
 * first, until the archive is full. Call it after the retention was applied, so that the space this freed can be used.
 */
export function keepLogs(monitor: Monitor, sessions: readonly SyncResult[]): KeptLogs {
  const kept: KeptLogs = { sessions: [], problems: [] };
  const { root, config } = monitor;
  if (!config.retention.keepLogs) return kept;
  const due = sessions.filter(
    (synced) =>
      attempt(
        kept.problems,
        (reason) => ({ code: 'logs-unseen', session: synced.session.id, reason }),
        () => isDue(monitor, synced),
      ) ?? false,
  );
  if (due.length === 0) return kept;
  const startOf = ({ session }: SyncResult): number =>
    session.header.startedAt ?? session.seen.startedAt ?? 0;
  removeOldDrafts(archivePath(root), monitor.now - RESTING_SECONDS);
  let room = config.retention.maxBytes - archivedLogBytes(root);
  for (const { session, log } of due.sort((a, b) => startOf(a) - startOf(b))) {
    const folder = archivedSessionPath(archivePath(root), session.id);
    if (room <= 0) {
      kept.problems.push({ code: 'archive-full', session: session.id, isPart: false });
      continue;
    }
    const archived = attempt(
      kept.problems,
      (reason) => ({ code: 'logs-not-archived', session: session.id, reason }),
      () => archiveSession(root, session.id, folder, log?.size ?? 0, room),
    );
    if (!archived) continue;
    const { bytes, isWhole } = archived;
    room -= bytes;
    kept.sessions.push(session.id);
    if (!isWhole) {
      kept.problems.push({ code: 'archive-full', session: session.id, isPart: true });
    }
  }
  return kept;
}

function isDue(monitor: Monitor, { session, inIndex, hasFolder, log }: SyncResult): boolean {
  if (!hasFolder || (log !== null && !log.isRead)) return false;
  const note = readArchiveNote(archivedSessionPath(archivePath(monitor.root), session.id));
  if (note?.masterSize === (log?.size ?? 0)) return false;
  const logs = listLogs(sessionPath(monitor.root, session.id));
  if (logs.length === 0) return false;
  const grownAt = Math.max(...logs.map(({ modifiedAt }) => modifiedAt));
  const { over } = statusOf(readFacts(monitor.db, session), inIndex);
  if (!over) return grownAt <= monitor.now - RESTING_SECONDS;
  return logs.every(({ isActive }) => !isActive) || grownAt <= monitor.now - QUIET_SECONDS;
}

/** If it fails, nothing of it is left. */
function archiveSession(
  root: string,
  id: string,
  folder: string,
  masterSize: number,
  room: number,
): { bytes: number; isWhole: boolean } {
  const draft = makeArchiveDraft(folder);
  try {
    const written = writeLogs(sessionPath(root, id), draft, masterSize, room);
    placeArchive(draft, folder);
    return written;
  } catch (error) {
    removeArchiveFolder(draft);
    throw error;
  }
}

function writeLogs(
  source: string,
  draft: string,
  masterSize: number,
  room: number,
): { bytes: number; isWhole: boolean } {
  const archived: ArchivedLog[] = [];
  let bytes = 0;
  let isWhole = true;
  for (const { name } of listLogs(source)) {
    const log = openQuietly(source, name);
    if (!log) continue;
    try {
      const done = writeArchivedLog(draft, name, log, room - bytes);
      if (!done) {
        isWhole = false;
        break;
      }
      archived.push(done);
      bytes += done.bytes;
    } finally {
      log.close();
    }
  }
  writeArchivedLogs(draft, archived);
  bytes = archivedBytes(draft);
  writeArchiveNote(draft, { masterSize, isWhole, bytes });
  return { bytes, isWhole };
}

/** Something that has a log's name but is not a log (a link, a device) is not kept. */
function openQuietly(folder: string, name: string): LogHandle | null {
  try {
    return openLog(folder, name);
  } catch (error) {
    if (error instanceof LogNameError) return null;
    throw error;
  }
}

/**
 * A log of a session: the server's own, otherwise the archived one.
 *
 * @returns null where there is none. Throws `LogNameError` or a system error
 */
export function openSessionLog(root: string, id: string, name: string): LogHandle | null {
  const log = hasSessionFolder(root, id) ? openLog(sessionPath(root, id), name) : null;
  return log ?? openArchivedLog(archivedSessionPath(archivePath(root), id), name);
}

/** The logs of a session: the server's own, otherwise the archived ones. Sizes are those of the text. */
export function listSessionLogs(root: string, id: string): ListedLog[] {
  if (hasSessionFolder(root, id)) return listLogs(sessionPath(root, id));
  return readArchivedLogs(archivedSessionPath(archivePath(root), id)).map(
    ({ name, size, modifiedAt }) => ({ name, isActive: false, size, modifiedAt }),
  );
}

/** All logs of a session, to be searched: the server's own, otherwise the archived ones. */
export function sessionLogs(root: string, id: string): SessionLogs {
  return {
    names: () =>
      hasSessionFolder(root, id)
        ? listLogNames(sessionPath(root, id))
        : listSessionLogs(root, id).map(({ name }) => name),
    open: (name) => openSessionLog(root, id, name),
  };
}

/** One log of a session, as if it were the only one. */
export function oneLog(root: string, id: string, name: string): SessionLogs {
  return { names: () => [name], open: () => openSessionLog(root, id, name) };
}
