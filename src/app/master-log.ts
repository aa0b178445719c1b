import { openLog } from '../logfile/log-file.ts';
import { ingestLog } from '../store/ingest-log.ts';
import { ensureSession, findSession, type StoredSession } from '../store/session-row.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { countQueueStates } from '../whm/queue-database.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Monitor } from './monitor.ts';
import { renewFromLog } from './renew.ts';
import { attempt } from './session-trouble.ts';

/** Size of the master log and how far it has been read; `grownAt`: when it last grew, null where that is unknown. */
export interface LogReading {
  offset: number;
  size: number;
  isRead: boolean;
  grownAt: number | null;
}

/** How far the log was read before, where nothing can be written now. */
export function peekAtLog(monitor: Monitor, id: string): LogReading | null {
  const handle = openLog(sessionPath(monitor.root, id), 'master.log');
  if (!handle) return null;
  try {
    const size = handle.size();
    const offset = Math.min(size, findSession(monitor.db, id)?.cursor.offset ?? 0);
    return { offset, size, isRead: offset === size, grownAt: handle.modifiedAt() };
  } finally {
    handle.close();
  }
}

export const renewalFailed = (reason: string): ProblemFacts => ({ code: 'renewal-failed', reason });

/** @returns whether there is one */
export function addNote(notes: ProblemFacts[], note: ProblemFacts | null): boolean {
  if (note !== null) notes.push(note);
  return note !== null;
}

export function readLog(
  monitor: Monitor,
  id: string,
  hasTimeLeft: () => boolean,
  problems: ProblemFacts[],
): LogReading | null {
  const handle = openLog(sessionPath(monitor.root, id), 'master.log');
  if (!handle) return null;
  try {
    // New lines of a session whose rows were made by older rules are read when these are renewed: rows of two kinds
    // would belong to no rules.
    const known = ensureSession(monitor.db, id);
    const isOld =
      attempt(problems, renewalFailed, () =>
        addNote(problems, renewFromLog(monitor, known, handle, hasTimeLeft)),
      ) !== false;
    if (isOld) {
      const size = handle.size();
      return { offset: known.cursor.offset, size, isRead: false, grownAt: handle.modifiedAt() };
    }
    const { offset, size, done } = ingestLog(monitor.db, id, handle, hasTimeLeft);
    if (!done) {
      problems.push({ code: 'still-reading', percent: Math.floor((offset / size) * 100) });
    }
    return { offset, size, isRead: done, grownAt: handle.modifiedAt() };
  } finally {
    handle.close();
  }
}

/** What is left to go by where the master log is gone: the server's queue has a state for each item. */
export function lostLog(monitor: Monitor, { id, cursor }: StoredSession): ProblemFacts {
  const counted = countQueueStates(monitor.driver, `${sessionPath(monitor.root, id)}/db.sqlite`);
  const states = counted.ok ? [...counted.value] : [];
  return { code: 'master-log-missing', hadOne: cursor.identity !== null, states };
}
