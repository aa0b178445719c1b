import { startBudget } from '../host/budget.ts';
import { type LogHandle, LogNameError, openLog } from '../host/log-file.ts';
import { readOutline } from '../host/log-outline.ts';
import { readBefore } from '../host/log-window.ts';
import { sessionPath } from '../host/session-folder.ts';
import type { ItemFacts } from '../session/item.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import type { ItemPageInput, LogExcerpt, ModuleSpan } from '../views/item-page.ts';

const EXCERPT_LINES = 12;
/** An item's page looks no longer than this for the modules of a log, in milliseconds. */
const OUTLINE_MS = 250;

/** The modules of an item's logs, and the last lines of each. */
export function readItemLogs(
  root: string,
  sessionId: string,
  item: ItemFacts,
): Pick<ItemPageInput, 'modules' | 'excerpts'> {
  const modules: Partial<Record<QueueName, ModuleSpan[]>> = {};
  const excerpts: Partial<Record<QueueName, LogExcerpt>> = {};
  for (const queue of QUEUES) {
    const name = item.phases[queue]?.logfile ?? null;
    const log = name === null ? null : openQuietly(sessionPath(root, sessionId), name);
    if (!log) continue;
    try {
      modules[queue] = readOutline(log, startBudget(OUTLINE_MS)).modules.map((module) => ({
        name: module.name,
        at: module.startAt,
        startedAt: module.startTime,
        endedAt: module.endTime,
        ok: module.outcome === null ? null : module.outcome === 'good',
        message: module.message,
      }));
      const tail = readBefore(log, log.size(), { maxLines: EXCERPT_LINES });
      excerpts[queue] = { lines: tail.lines, at: tail.from, isFromFirstError: false };
    } finally {
      log.close();
    }
  }
  return { modules, excerpts };
}

/** The log's name comes from the master log: one that names no file of the session is passed over. */
function openQuietly(folder: string, name: string): LogHandle | null {
  try {
    return openLog(folder, name);
  } catch (error) {
    if (error instanceof LogNameError) return null;
    throw error;
  }
}
