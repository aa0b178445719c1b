import { openSessionLog } from '../../app/archive.ts';
import type { LogOwner } from '../../app/known-places.ts';
import { Problem } from '../../app/problem.ts';
import type { SyncResult } from '../../app/sync.ts';
import type { ByteSource } from '../../logfile/line-block.ts';
import { LogNameError } from '../../logfile/log-file.ts';
import { statusOf } from '../../session/status.ts';
import { readFacts } from '../../store/session-query.ts';
import { fetchLog } from '../../whm/session-calls.ts';
import type { RequestContext } from '../context.ts';

/** A log to read, from wherever it comes. */
export interface ReadableLog extends ByteSource {
  readonly isActive: boolean;
  /** Identifies the file; null where the log is not a file. */
  readonly file: string | null;
  close(): void;
}

/** The answer where a session has no log of that name. */
export function noSuchLog(sessionId: string, name: string): Problem {
  return new Problem('not-found', { code: 'no-log', log: name }, sessionId);
}

/** @returns null where there is no such log. @throws Problem where its name leads to something that is no log */
export function openLogFile(root: string, sessionId: string, name: string): ReadableLog | null {
  try {
    const log = openSessionLog(root, sessionId, name);
    if (log === null) return null;
    const { isActive, identity } = log;
    return {
      isActive,
      file: `${identity.dev}-${identity.ino}`,
      size: () => log.size(),
      read: (at, into) => log.read(at, into),
      close: () => log.close(),
    };
  } catch (error) {
    if (error instanceof LogNameError) {
      throw new Problem('not-found', { code: 'unreadable', reason: error.message }, sessionId, {
        cause: error,
      });
    }
    throw error;
  }
}

/**
 * A log that is not in the session's folder, through the server's API. Only a complete log is requested: for any other
 * the server's call would wait until the log ends.
 *
 * @throws Problem (not found) in the words of the server
 */
export async function fetchMissingLog(
  context: RequestContext,
  synced: SyncResult,
  owner: LogOwner | null,
  name: string,
): Promise<ReadableLog> {
  const { environment, childEnv, monitor } = context;
  const { session, hasFolder } = synced;
  if (!hasFolder || !isComplete(context, synced, owner)) throw noSuchLog(session.id, name);
  const { createHostApi } = await import('../../whm/api/host-api.ts');
  const api = createHostApi(environment, childEnv, monitor.config.apiUrl);
  const timeoutMs = monitor.config.pageBudgetSeconds * 1000;
  const answer = await fetchLog(api, session.id, name, { active: false, timeoutMs });
  if (!answer.ok) {
    const facts = { code: 'no-readable-log', log: name, reason: answer.reason } as const;
    throw new Problem('not-found', facts, session.id);
  }
  return textLog(Buffer.from(answer.log));
}

/** Nothing more will be written to it: its item has ended in its queue, or the session is over. */
function isComplete(context: RequestContext, synced: SyncResult, owner: LogOwner | null): boolean {
  const status = owner?.item.phases[owner.queue]?.status;
  if (status !== undefined && status !== 'active') return true;
  const facts = readFacts(context.monitor.db, synced.session);
  return statusOf(facts, synced.inIndex).over;
}

function textLog(text: Buffer): ReadableLog {
  return {
    isActive: false,
    file: null,
    size: () => text.length,
    read(at, into) {
      const found = text.subarray(at, at + (typeof into === 'number' ? into : into.length));
      if (typeof into === 'number') return found;
      found.copy(into);
      return into.subarray(0, found.length);
    },
    close: () => {},
  };
}
