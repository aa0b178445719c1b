import { join } from 'node:path';
import { isLogName } from '../logfile/log-file.ts';
import { hashText } from '../session/hash.ts';
import { QUEUES } from '../session/item.ts';
import { countUnreadLogs } from '../session/session-verdict.ts';
import type { StoredSession } from '../store/session-row.ts';
import { lstatOrNull } from '../system/safe-file.ts';
import { isMasterAlive } from '../whm/master-process.ts';
import { sessionPath } from '../whm/session-folder.ts';
import type { Snapshot } from './observe.ts';
import { sourceStamps } from './source-stamps.ts';

/**
 * What a reader of a session has seen. It carries everything needed to tell from a few `stat` calls, without the cache,
 * that nothing has changed: a poll of an idle session costs hardly more than the process itself.
 */
export interface SessionCursor {
  /** The session: an offset in one log means nothing in another. */
  session: string;
  /** How often the log had been started over, and the byte offset up to which its lines have been seen. */
  generation: number;
  offset: number;
  /** Names of the item logs that were growing. */
  logs: string[];
  /** Master's pid where one was alive. */
  pid: number | null;
  /** When a stall becomes due if nothing changes; epoch seconds. */
  stallDueAt: number | null;
  stamp: string;
}

const MAX_CURSOR_LENGTH = 16_384;
const MAX_LOGS = 64;

/** The stamp of a reader who has not been given everything: no session has it, so there is always something to ask for. */
const HAS_MORE = '';

/** @param upTo the byte offset up to which changes were given, where these are not all; otherwise null */
export function formatCursor(root: string, snapshot: Snapshot, upTo: number | null = null): string {
  const { stallDueAt } = snapshot;
  const { session } = snapshot.synced;
  const logs = snapshot.active.flatMap((item) =>
    QUEUES.flatMap((queue) => {
      const phase = item.phases[queue];
      return phase?.status === 'active' && phase.logfile !== null && isLogName(phase.logfile)
        ? [phase.logfile]
        : [];
    }),
  );
  const { masterAlive } = snapshot.observation;
  const cursor: SessionCursor = {
    session: hashText(session.id),
    generation: session.cursor.generation,
    offset: upTo ?? session.cursor.offset,
    logs: logs.slice(0, MAX_LOGS),
    pid: masterAlive === true ? snapshot.facts.seen.pid : null,
    stallDueAt,
    stamp:
      upTo === null && !isReadingLogs(snapshot) && !hasGrownSince(root, snapshot)
        ? stampOf(root, session.id, logs.slice(0, MAX_LOGS), masterAlive, snapshot.synced.stamps)
        : HAS_MORE,
  };
  const { generation, offset, pid, stamp } = cursor;
  const parts = [cursor.session, generation, offset, pid, stallDueAt, stamp, ...cursor.logs];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** While the logs of items are being searched, what there is to see grows without any change to the server's files. */
function isReadingLogs({ facts, observation }: Snapshot): boolean {
  return observation.hasFolder && countUnreadLogs(facts) > 0;
}

/** @returns null for anything that this program did not make */
export function parseCursor(text: string): SessionCursor | null {
  if (text.length > MAX_CURSOR_LENGTH || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts)) return null;
  const [session, generation, offset, pid, stallDueAt, stamp, ...logs] = parts as unknown[];
  if (typeof session !== 'string' || !isCount(generation) || !isCount(offset)) return null;
  if (typeof stamp !== 'string') return null;
  if (pid !== null && !isCount(pid)) return null;
  if (stallDueAt !== null && !isCount(stallDueAt)) return null;
  if (logs.length > MAX_LOGS) return null;
  const names = logs.filter((log): log is string => typeof log === 'string' && isLogName(log));
  if (names.length !== logs.length) return null;
  return { session, generation, offset, pid, stallDueAt, stamp, logs: names };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whether what was read of a session's log continues from a reader's position. */
export function continues(cursor: SessionCursor, { id, cursor: read }: StoredSession): boolean {
  return (
    cursor.session === hashText(id) &&
    cursor.generation === read.generation &&
    cursor.offset <= read.offset
  );
}

/** Whether a session is as the reader has seen it. */
export function isUnchanged(root: string, id: string, cursor: SessionCursor, now: number): boolean {
  if (cursor.session !== hashText(id)) return false;
  if (cursor.stallDueAt !== null && now >= cursor.stallDueAt) return false;
  const alive = cursor.pid !== null && isMasterAlive(cursor.pid, id);
  if (cursor.pid !== null && !alive) return false;
  return stampOf(root, id, cursor.logs, alive) === cursor.stamp;
}

/** Something written while the view was being made is not in it: a stamp taken now would claim that its reader has seen it. */
function hasGrownSince(root: string, { synced }: Snapshot): boolean {
  const { session, log } = synced;
  if (log === null) return false;
  const folder = sessionPath(root, session.id);
  const stat = lstatOrNull(join(folder, 'master.log')) ?? lstatOrNull(join(folder, '.master.log'));
  return stat !== null && stat.size !== log.size;
}

/**
 * Changes with every write to one of the files that a session's view is made from.
 *
 * @param before stamps of its databases, taken before they were read; taken now where there are none
 */
function stampOf(
  root: string,
  id: string,
  logs: readonly string[],
  alive: boolean | null,
  before: readonly (string | null)[] | null = null,
): string {
  const folder = sessionPath(root, id);
  const stamps = [
    ...(before ?? sourceStamps(root, id)),
    ...['master.log', ...logs].map((name) => logStamp(folder, name)),
    alive === true,
  ];
  return hashText(JSON.stringify(stamps));
}

/** The same before and after the server renames a log: only its bytes count. */
function logStamp(folder: string, name: string): string | null {
  const stat = lstatOrNull(join(folder, name)) ?? lstatOrNull(join(folder, `.${name}`));
  return stat ? `${stat.ino}:${stat.size}` : null;
}
