import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { openLog } from '../logfile/log-file.ts';
import { RULES } from '../session/rules-version.ts';
import { isDamage, openCache } from '../store/cache.ts';
import { ingestLog } from '../store/ingest-log.ts';
import { regroupSession } from '../store/session-regroup.ts';
import { replaceWithFresh } from '../store/session-renewal.ts';
import { hasOutdatedText, outdatedRules, type StoredSession } from '../store/session-row.ts';
import { dataFolder, OWN_FAMILIES } from '../system/paths.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import type { Monitor } from './monitor.ts';
import { touchFollowUps } from './source-stamps.ts';

/** For a caller with unlimited time: `ingest`, which nobody waits for. */
export const NO_LIMIT = (): boolean => true;

/** Sessions with more items or messages than this are renewed by `ingest`: a page would take too long. */
const MAX_ROWS_IN_PAGE = 20_000;

type Handle = NonNullable<ReturnType<typeof openLog>>;

const BUSY_MS = 4_000;

/**
 * Reads a session's log by the rules of this program where older ones made its rows. The rows go into a file beside the
 * cache, over as many requests as it takes; the old rows stay until the new ones are complete.
 *
 * @returns what is still to be done; null where nothing is
 */
export function renewFromLog(
  monitor: Monitor,
  session: StoredSession,
  handle: Handle,
  hasTimeLeft: () => boolean,
): ProblemFacts | null {
  if (outdatedRules(session) === null) return null;
  if (!hasTimeLeft()) return renewed(null);
  const path = scratchPath(monitor.root, session.id);
  try {
    return readAgain(monitor, session.id, path, handle, hasTimeLeft);
  } catch (error) {
    if (!isDamage(error)) throw error;
    // Either of the two may be damaged: this file is begun again, and damage of the cache will be met once more.
    removeFile(path);
    return readAgain(monitor, session.id, path, handle, hasTimeLeft);
  }
}

function readAgain(
  monitor: Monitor,
  id: string,
  path: string,
  handle: Handle,
  hasTimeLeft: () => boolean,
): ProblemFacts | null {
  const fresh = openCache(monitor.driver, path, BUSY_MS);
  try {
    const { offset, size, done } = ingestLog(fresh, id, handle, hasTimeLeft);
    if (!done) return renewed(Math.floor((offset / size) * 100));
    if (hasTimeLeft !== NO_LIMIT && countRows(fresh) > MAX_ROWS_IN_PAGE) return renewed(100);
    if (replaceWithFresh(monitor.db, fresh, id)) touchFollowUps(monitor.root);
  } finally {
    fresh.close();
  }
  removeFile(path);
  return null;
}

/** The same for a session of which no log is left: what can be derived from the stored messages. */
export function renewFromRows(
  monitor: Monitor,
  session: StoredSession,
  hasTimeLeft: () => boolean,
): ProblemFacts | null {
  if (!hasOutdatedText(session)) return null;
  const isLong = hasTimeLeft !== NO_LIMIT && countRows(monitor.db, session.sid) > MAX_ROWS_IN_PAGE;
  if (isLong || !hasTimeLeft()) return renewed(null);
  if (regroupSession(monitor.db, session.id)) touchFollowUps(monitor.root);
  return null;
}

function renewed(percent: number | null): ProblemFacts {
  return { code: 'being-renewed', percent };
}

/** Counts up to a few more than a page may process. */
function countRows(db: Monitor['db'], sid: number | null = null): number {
  const where = sid === null ? '' : 'WHERE sid = ?';
  const params = sid === null ? [] : [sid];
  return ['item', 'issue'].reduce((sum, table) => {
    const row = db
      .prepare(
        `SELECT count(*) AS count FROM (SELECT 1 FROM ${table} ${where} LIMIT ${MAX_ROWS_IN_PAGE + 1})`,
      )
      .get(...params);
    return sum + Number(row?.count ?? 0);
  }, 0);
}

/** Other rules use another file: what an earlier version has begun is of no use. */
function scratchPath(root: string, id: string): string {
  const { reader, masks, grouping } = RULES;
  const name = `${OWN_FAMILIES.renewal}${id}-${reader}.${masks}.${grouping}.sqlite`;
  return join(dataFolder(root), name);
}

/** Removes what was begun for sessions that no longer need it. */
export function removeScratch(root: string, sessions: readonly StoredSession[]): void {
  const folder = dataFolder(root);
  if (!existsSync(folder)) return;
  const needed = new Set(
    sessions.filter((session) => outdatedRules(session)).map(({ id }) => scratchPath(root, id)),
  );
  for (const name of readdirSync(folder)) {
    const path = join(folder, name.replace(/-(?:wal|shm|journal)$/, ''));
    if (name.startsWith(OWN_FAMILIES.renewal) && !needed.has(path)) removeFile(path);
  }
}

function removeFile(path: string): void {
  for (const side of ['', '-wal', '-shm', '-journal']) {
    rmSync(`${path}${side}`, { recursive: true, force: true });
  }
}
