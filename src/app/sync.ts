import type { IndexEntry } from '../session/facts.ts';
import { meaningOf } from '../session/state.ts';
import { ingestLog, type LogSource } from '../store/ingest-log.ts';
import {
  allSessions,
  ensureSession,
  findSession,
  type StoredSession,
  saveArchived,
  saveIndexEntry,
} from '../store/session-row.ts';
import { deleteNamed } from '../store/waiting-store.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { LISTED_TYPES } from '../whm/queue-database.ts';
import { hasSessionFolder, indexPath, listSessionFolders } from '../whm/session-folder.ts';
import { readSessionIndex } from '../whm/session-index.ts';
import { recoverFrom, switchToCopy } from './cache-limit.ts';
import {
  addNote,
  type LogReading,
  lostLog,
  peekAtLog,
  readLog,
  renewalFailed,
} from './master-log.ts';
import type { Monitor } from './monitor.ts';
import { NO_LIMIT, removeScratch, renewFromRows } from './renew.ts';
import { isAtRest, isSameEntry, knownSessions, withNewEntries } from './session-rest.ts';
import { attempt } from './session-trouble.ts';
import { sourceStamps } from './source-stamps.ts';
import { hasNameless, readWaiting } from './waiting-names.ts';

/** A session after the cache was brought up to date with the server's files. */
export interface SyncResult {
  session: StoredSession;
  inIndex: boolean;
  /** Null where there is no log. */
  log: LogReading | null;
  hasFolder: boolean;
  /** There is a log and no server: nobody can see whether its session still moves. */
  isAlone: boolean;
  /** The session has begun and its folder exists, but it has no master log. */
  isLogLost: boolean;
  /** Some of it could not be read or stored: the cache is behind. */
  isFailed: boolean;
  /** `sourceStamps` from before anything was read; null where many sessions were read at once. */
  stamps: readonly (string | null)[] | null;
  /** What went wrong in reading it. */
  problems: ProblemFacts[];
}

/** What the server's index says of the sessions asked for. */
interface IndexReading {
  entries: ReadonlyMap<string, IndexEntry>;
  /** False where the index exists and cannot be read: then it is unknown whether it has forgotten a session. */
  isKnown: boolean;
  problems: ProblemFacts[];
}

function readIndex(monitor: Monitor, id: string | null): IndexReading {
  const path = indexPath(monitor.root);
  const result = readSessionIndex(monitor.driver, path, id);
  monitor.unread.delete(path);
  if (result.ok) return { entries: result.value, isKnown: true, problems: [] };
  const problems: ProblemFacts[] = [];
  if (result.trouble !== null) {
    problems.push({ code: 'index-unreadable', reason: result.trouble.replace(/\.$/, '') });
  }
  for (const problem of problems) monitor.unread.set(path, problem);
  // A server without an index has no session; whether one that it had is archived can be told only from its folder.
  return { entries: new Map(), isKnown: result.trouble === null, problems };
}

/**
 * Brings one session up to date.
 *
 * @param hasTimeLeft asked between pieces of a long log: false leaves the rest for the next time
 * @returns null when neither the server nor the cache knows the session
 */
export function syncSession(
  monitor: Monitor,
  id: string,
  hasTimeLeft: () => boolean = NO_LIMIT,
): SyncResult | null {
  return orWithoutCache(monitor, () => {
    const stamps = sourceStamps(monitor.root, id);
    const synced = syncOne(monitor, id, readIndex(monitor, id), hasTimeLeft);
    return synced && { ...synced, stamps };
  });
}

/** Brings all sessions up to date: those of the index, those with a folder, those in the cache. */
export function syncSessions(
  monitor: Monitor,
  hasTimeLeft: () => boolean = NO_LIMIT,
): { sessions: SyncResult[]; problems: ProblemFacts[] } {
  return orWithoutCache(monitor, () => syncAll(monitor, hasTimeLeft));
}

/** Reads the log of a session without a server, to its end. */
export function syncLogAlone({ db }: Monitor, id: string, source: LogSource): SyncResult {
  const { offset, size } = ingestLog(db, id, source, NO_LIMIT);
  return {
    session: ensureSession(db, id),
    inIndex: false,
    log: { offset, size, isRead: true, grownAt: null },
    hasFolder: false,
    isAlone: true,
    isLogLost: false,
    isFailed: false,
    stamps: null,
    problems: [],
  };
}

/**
 * Repeats the work with what can be read, where the cache cannot be written; twice, since a locked cache can turn out
 * to be full.
 */
function orWithoutCache<T>(monitor: Monitor, work: () => T): T {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!recoverFrom(monitor, error)) throw error;
    }
  }
}

function syncAll(
  monitor: Monitor,
  hasTimeLeft: () => boolean,
): { sessions: SyncResult[]; problems: ProblemFacts[] } {
  const index = readIndex(monitor, null);
  const folders = new Set(listSessionFolders(monitor.root));
  const isLocked = monitor.limit?.kind === 'locked';
  const known = isLocked
    ? knownSessions(monitor.db)
    : withNewEntries(monitor.db, index.entries, folders);
  const ids = new Set<string>([...index.entries.keys(), ...folders, ...known.keys()]);
  const own = { ...index, problems: [] };
  const sessions: SyncResult[] = [];
  const problems = [...index.problems];
  for (const id of ids) {
    const session = known.get(id);
    const entry = index.entries.get(id) ?? null;
    if (session && !folders.has(id) && isAtRest(session, entry, index.isKnown)) {
      const rest = { hasFolder: false, reading: null, failures: [], notes: [] };
      sessions.push(assemble(monitor, session, { entry, index: own, ...rest }));
      continue;
    }
    if (isLocked && !session) {
      monitor.unread.set(id, { code: 'not-in-cache', session: null });
      problems.push({ code: 'not-in-cache', session: id });
      continue;
    }
    const synced = syncOne(monitor, id, own, hasTimeLeft);
    if (synced) sessions.push(synced);
  }
  if (hasTimeLeft === NO_LIMIT) removeScratch(monitor.root, allSessions(monitor.db));
  return { sessions, problems };
}

function syncOne(
  monitor: Monitor,
  id: string,
  index: IndexReading,
  hasTimeLeft: () => boolean,
): SyncResult | null {
  const { db, root } = monitor;
  const entry = index.entries.get(id) ?? null;
  const notes: ProblemFacts[] = [];
  const canWrite = monitor.limit?.kind !== 'locked';
  const failures: ProblemFacts[] = [];
  const hasFolder =
    attempt(
      failures,
      (reason) => ({ code: 'folder-unseen', reason }),
      () => hasSessionFolder(root, id),
    ) ?? false;
  if (!entry && !hasFolder && !findSession(db, id)) return null;
  const reading = hasFolder
    ? attempt(
        failures,
        (reason) => ({ code: 'master-log-unreadable', reason }),
        () => ({
          log: canWrite ? readLog(monitor, id, hasTimeLeft, notes) : peekAtLog(monitor, id),
        }),
      )
    : null;
  if (!canWrite) {
    const session = findSession(db, id);
    if (session === null) {
      switchToCopy(monitor);
      return syncOne(monitor, id, index, hasTimeLeft);
    }
    return assemble(monitor, session, { entry, index, hasFolder, reading, failures, notes });
  }
  let session = ensureSession(db, id);
  let queueTrouble: ProblemFacts | null = null;
  attempt(
    failures,
    (reason) => ({ code: 'index-not-kept', reason }),
    () => {
      if (entry && !isSameEntry(session.seen, entry)) saveIndexEntry(db, session, entry);
    },
  );
  attempt(
    failures,
    (reason) => ({ code: 'queue-unreadable', reason }),
    () => {
      if (hasFolder) queueTrouble = readWaiting(monitor, session);
      if (ensureSession(db, id).hasUnnamedTypes) deleteNamed(db, session, LISTED_TYPES);
    },
  );
  addNote(notes, queueTrouble);
  const isThere = entry !== null || hasFolder;
  const archived = index.isKnown || isThere ? !isThere : session.archived;
  if (session.archived !== archived) saveArchived(db, session, archived);
  session = ensureSession(db, id);
  if (!hasFolder || (reading !== null && reading.log === null)) {
    attempt(notes, renewalFailed, () =>
      addNote(notes, renewFromRows(monitor, session, hasTimeLeft)),
    );
    session = ensureSession(db, id);
  }
  const isNameless = queueTrouble !== null && hasNameless(monitor, session);
  const lack = isNameless ? queueTrouble : null;
  return assemble(monitor, session, { entry, index, hasFolder, reading, failures, notes, lack });
}

interface Found {
  entry: IndexEntry | null;
  index: IndexReading;
  hasFolder: boolean;
  reading: { log: LogReading | null } | null;
  failures: ProblemFacts[];
  notes: ProblemFacts[];
  /** What else is missing. */
  lack?: ProblemFacts | null;
}

function assemble(
  monitor: Monitor,
  session: StoredSession,
  { entry, index, hasFolder, reading, failures, notes, lack = null }: Found,
): SyncResult {
  const { id } = session;
  const log = reading?.log ?? null;
  const state = entry?.state ?? session.header.state ?? session.seen.state ?? 'PENDING';
  const isLogLost = reading !== null && log === null && meaningOf(state) !== 'PENDING';
  if (isLogLost) notes.push(lostLog(monitor, session));
  const isBehind = monitor.limit?.kind === 'locked' && log !== null && !log.isRead;
  if (isBehind) failures.push({ code: 'cache-behind' });
  const gap = failures[0] ?? (isLogLost ? notes.at(-1) : lack) ?? null;
  if (gap === null) monitor.unread.delete(id);
  else monitor.unread.set(id, gap);
  return {
    session,
    inIndex: entry !== null,
    log,
    hasFolder,
    isAlone: false,
    isLogLost,
    isFailed: failures.length > 0,
    stamps: null,
    problems: [...index.problems, ...failures, ...notes],
  };
}
