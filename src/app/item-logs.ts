import { foldTicks } from '../log/progress-tick.ts';
import { startBudget } from '../logfile/budget.ts';
import { type LogHandle, LogNameError } from '../logfile/log-file.ts';
import { readOutline } from '../logfile/log-outline.ts';
import { readBefore, readFrom } from '../logfile/log-window.ts';
import type { ItemFacts } from '../session/item.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import type { ItemPageInput, LogExcerpt, OutlinedModule } from '../views/item-page.ts';
import { openSessionLog } from './archive.ts';
import { nextError } from './log-errors.ts';

const EXCERPT_LINES = 12;
/** Most of the last lines of a log can be progress ticks, which count as one. */
const TAIL_LINES = 120;
/** An item's page looks no longer than this for the modules of a log, in milliseconds. */
const OUTLINE_MS = 250;
/** … and no longer than this for the first error of one that failed. */
const FIRST_ERROR_MS = 100;

/** The modules of an item's logs, and the last lines of each. */
export function readItemLogs(
  root: string,
  sessionId: string,
  item: ItemFacts,
): Pick<ItemPageInput, 'modules' | 'excerpts'> {
  const modules: Partial<Record<QueueName, OutlinedModule[]>> = {};
  const excerpts: Partial<Record<QueueName, LogExcerpt>> = {};
  for (const queue of QUEUES) {
    const name = item.phases[queue]?.logfile ?? null;
    const log = name === null ? null : openQuietly(root, sessionId, name);
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
      excerpts[queue] = readExcerpt(log, item.phases[queue]?.status === 'failed');
    } finally {
      log.close();
    }
  }
  return { modules, excerpts };
}

/** Of a log that failed, what stands around the first error; else its last lines. */
function readExcerpt(log: LogHandle, hasFailed: boolean): LogExcerpt {
  const error = hasFailed ? nextError(log, null, startBudget(FIRST_ERROR_MS)).at : null;
  if (error === null) {
    const tail = readBefore(log, log.size(), { maxLines: TAIL_LINES });
    const lines = foldTicks(tail.lines).slice(-EXCERPT_LINES);
    return { lines, at: lines[0]?.at ?? null, isFromFirstError: false };
  }
  const { lines } = readFrom(log, error, { maxLines: EXCERPT_LINES });
  return { lines: foldTicks(lines), at: error, isFromFirstError: true };
}

/** The log's name comes from the master log: one that names no file of the session is passed over. */
function openQuietly(root: string, id: string, name: string): LogHandle | null {
  try {
    return openSessionLog(root, id, name);
  } catch (error) {
    if (error instanceof LogNameError) return null;
    throw error;
  }
}
