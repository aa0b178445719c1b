import { foldProgress } from '../log/item-progress.ts';
import { type LogHandle, LogNameError } from '../logfile/log-file.ts';
import { readOutline } from '../logfile/log-outline.ts';
import { readBefore, readFrom } from '../logfile/log-window.ts';
import { failureOf, type ItemFacts, QUEUES, type QueueName } from '../session/item.ts';
import { startBudget } from '../system/steady-clock.ts';
import type { OutlinedModule } from '../views/item-modules.ts';
import type { ItemPageInput, LogExcerpt } from '../views/item-page.ts';
import { openSessionLog } from './archive.ts';
import { type FailedLog, findFailurePlace } from './failure-place.ts';
import { type KnownPlaces, NOTHING_KNOWN } from './known-places.ts';

const EXCERPT_LINES = 9;
/** Most of a log's last lines can be lines of progress, which count as one. */
const TAIL_LINES = 120;
/** How long an item's page looks for the modules of a log, in milliseconds. */
const OUTLINE_MS = 250;
/** … and for the failure in a log that has not been searched yet. */
const FAILURE_MS = 100;
/** How many lines above a failure are shown. */
const LINES_ABOVE = 4;

/**
 * The modules of an item's logs, and a few lines of each: around its failure, otherwise the last ones.
 *
 * @param known what the cache knows about the logs
 */
export function readItemLogs(
  root: string,
  sessionId: string,
  item: ItemFacts,
  known: Readonly<Record<QueueName, KnownPlaces>>,
): Pick<ItemPageInput, 'modules' | 'excerpts'> {
  const modules: Partial<Record<QueueName, OutlinedModule[]>> = {};
  const excerpts: Partial<Record<QueueName, LogExcerpt>> = {};
  for (const queue of QUEUES) {
    const phase = item.phases[queue];
    const name = phase?.logfile ?? null;
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
      excerpts[queue] =
        phase?.status === 'failed'
          ? readAroundFailure(log, { failure: phase.failure, known: known[queue] })
          : readEnd(log, 'none');
    } finally {
      log.close();
    }
  }
  const shows = Object.values(excerpts).map((excerpt) => excerpt.shows);
  if (shows.some((where) => where === 'failure' || where === 'silent'))
    return { modules, excerpts };
  const other = failureElsewhere(root, sessionId, item);
  if (other !== null) excerpts[other.queue] = other.excerpt;
  return { modules, excerpts };
}

/** Lines of another queue's log that say why an item failed. */
export interface FailureElsewhere {
  queue: QueueName;
  log: string;
  excerpt: LogExcerpt;
}

/** The reason why an item failed in one queue can be only in the log of the other; null where it is not. */
export function failureElsewhere(
  root: string,
  sessionId: string,
  { phases }: Pick<ItemFacts, 'phases'>,
): FailureElsewhere | null {
  const failure = failureOf(phases);
  if (failure === null) return null;
  for (const queue of QUEUES) {
    const phase = phases[queue];
    if (!phase?.logfile || phase.status === 'failed') continue;
    const log = openQuietly(root, sessionId, phase.logfile);
    if (!log) continue;
    try {
      const excerpt = readAroundFailure(log, { failure, known: NOTHING_KNOWN });
      if (excerpt.shows === 'failure') return { queue, log: phase.logfile, excerpt };
    } finally {
      log.close();
    }
  }
  return null;
}

function readAroundFailure(log: LogHandle, failed: FailedLog): LogExcerpt {
  const { is, at } = findFailurePlace(log, failed, FAILURE_MS);
  if (at === null) return readEnd(log, is);
  const above = readBefore(log, at, { maxLines: LINES_ABOVE });
  const rest = readFrom(log, at, { maxLines: EXCERPT_LINES - above.lines.length });
  return { lines: foldProgress([...above.lines, ...rest.lines]), at, shows: is };
}

function readEnd(log: LogHandle, shows: LogExcerpt['shows']): LogExcerpt {
  const tail = readBefore(log, log.size(), { maxLines: TAIL_LINES });
  const lines = foldProgress(tail.lines).slice(-EXCERPT_LINES);
  return { lines, at: lines[0]?.at ?? null, shows };
}

/** The log's name comes from the master log: a name that is no file of the session is skipped. */
function openQuietly(root: string, id: string, name: string): LogHandle | null {
  try {
    return openSessionLog(root, id, name);
  } catch (error) {
    if (error instanceof LogNameError) return null;
    throw error;
  }
}
