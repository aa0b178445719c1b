import { LogNameError } from '../logfile/log-file.ts';
import type { ListedLog } from '../logfile/log-list.ts';
import { type ItemFacts, QUEUES } from '../session/item.ts';
import type { LogChoice } from '../views/log-input.ts';
import { listSessionLogs, openSessionLog } from './archive.ts';

/** For a session with more items only the nearest logs are offered: nobody chooses from a list of 200,000. */
const MAX_ITEMS = 40;
const ERROR_LOG = 'master.error_log';
const MASTER_LOGS = ['master.log', ERROR_LOG];

export interface LogChoices {
  logs: LogChoice[];
  /** Whether these are all logs of the session. */
  isAll: boolean;
}

/**
 * The logs that can be opened from one log: all of a small session, otherwise the master's and those of the same item.
 *
 * @param itemsTotal how many items the session has; null: unknown
 */
export function chooseLogs(
  root: string,
  sessionId: string,
  log: string,
  item: ItemFacts | null,
  itemsTotal: number | null,
): LogChoices {
  const isAll = itemsTotal !== null && itemsTotal <= MAX_ITEMS;
  const listed = isAll
    ? listSessionLogs(root, sessionId)
    : nearLogs(log, item).flatMap((name) => lookAt(root, sessionId, name));
  const logs = listed
    .filter(({ name, size }) => name !== ERROR_LOG || size > 0 || name === log)
    .map(({ name, size, isActive }) => ({ name, bytes: size, isActive }));
  return { logs, isAll };
}

/** Whether the master has written something to its error log. */
export function hasMasterErrors(root: string, sessionId: string): boolean {
  return lookAt(root, sessionId, ERROR_LOG).some(({ size }) => size > 0);
}

function nearLogs(log: string, item: ItemFacts | null): string[] {
  const own = QUEUES.map((queue) => item?.phases[queue]?.logfile ?? null);
  return [...new Set([...MASTER_LOGS, ...own.filter((name) => name !== null), log])];
}

function lookAt(root: string, sessionId: string, name: string): ListedLog[] {
  const log = openQuietly(root, sessionId, name);
  if (log === null) return [];
  try {
    return [{ name, isActive: log.isActive, size: log.size(), modifiedAt: log.modifiedAt() }];
  } finally {
    log.close();
  }
}

/** Names of logs come from the master log: a name that is no log is not offered. */
function openQuietly(root: string, sessionId: string, name: string) {
  try {
    return openSessionLog(root, sessionId, name);
  } catch (error) {
    if (error instanceof LogNameError) return null;
    throw error;
  }
}
