import { foldProgress } from '../log/item-progress.ts';
import { LogNameError } from '../logfile/log-file.ts';
import { readBefore } from '../logfile/log-window.ts';
import { QUEUES } from '../session/item.ts';
import type { StallLines } from '../views/session-input.ts';
import { openSessionLog } from './archive.ts';
import type { Snapshot } from './observe.ts';

const LINES = 3;
/** Most of a log's last lines can be progress, of which one is kept. */
const TAIL_LINES = 60;

/**
 * The last lines of the log that tells most about why a session has stalled: the master's error log if it is not empty;
 * otherwise, where the master is gone, its log; otherwise the log of the first item at work.
 */
export function readStallLines(root: string, snapshot: Snapshot): StallLines | null {
  const { observation, synced, active } = snapshot;
  if (observation.stalled === null || !observation.hasFolder) return null;
  const ofItems = active.flatMap(({ phases }) =>
    QUEUES.flatMap((queue) => (phases[queue]?.status === 'active' ? [phases[queue].logfile] : [])),
  );
  const own = observation.masterAlive === false ? ['master.log'] : [...ofItems, 'master.log'];
  for (const log of ['master.error_log', ...own]) {
    const lines = log === null ? null : readEnd(root, synced.session.id, log);
    if (log !== null && lines !== null && lines.length > 0) return { log, lines };
  }
  return null;
}

function readEnd(root: string, id: string, name: string): StallLines['lines'] | null {
  try {
    const log = openSessionLog(root, id, name);
    if (log === null) return null;
    try {
      return foldProgress(readBefore(log, log.size(), { maxLines: TAIL_LINES }).lines).slice(
        -LINES,
      );
    } finally {
      log.close();
    }
  } catch (error) {
    // The names of items' logs come from the master log: a name that is no log is skipped.
    if (error instanceof LogNameError) return null;
    throw error;
  }
}
