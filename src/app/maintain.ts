import { join } from 'node:path';
import { maskSecrets } from '../log/mask.ts';
import type { ChannelPlace } from '../notify/notification-channel.ts';
import { statusOf } from '../session/status.ts';
import { isDamage } from '../store/cache.ts';
import { moveAside } from '../store/new-database.ts';
import { deleteOrphans, isLarge, makeIndex } from '../store/search-index.ts';
import { readFacts } from '../store/session-query.ts';
import { damagedCaches } from '../system/code-cache.ts';
import { removeDrafts, removeFile } from '../system/draft.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { dataFolder } from '../system/paths.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { keepLogs } from './archive.ts';
import type { Monitor } from './monitor.ts';
import { notificationsPath, notifyPeople } from './notify.ts';
import { applyRetention } from './retention.ts';
import type { SyncResult } from './sync.ts';

export interface Maintained {
  /** What was done, in words. */
  done: string[];
  /** What could not be done. */
  problems: ProblemFacts[];
  /** Steps that failed as a whole, in words; the other steps were carried out all the same. */
  failures: string[];
  /** Damage of the cache that a step met. */
  damage: unknown;
}

/**
 * What has to be done regularly, after the cache was brought up to date: messages to people, retention, archiving logs,
 * cleaning up. A step that fails does not keep the others from being carried out.
 *
 * @param clock epoch seconds
 */
export async function maintain(
  monitor: Monitor,
  sessions: readonly SyncResult[],
  place: Omit<ChannelPlace, 'root'>,
  clock: () => number,
): Promise<Maintained> {
  const result: Maintained = { done: [], problems: [], failures: [], damage: null };
  // Messages first: the rest can take minutes.
  await step(result, `Sending notifications (${notificationsPath(monitor.root)})`, async () => {
    const told = await notifyPeople(monitor, sessions, place, clock);
    result.done.push(
      ...told.sent.map(({ sessionId, event, label }) => `${sessionId}: ${event}, ${label}.`),
    );
    result.problems.push(...told.problems);
  });
  await ofCache(result, 'Removing what is too old', () => {
    // With a copy in memory it would delete the logs and leave the rows.
    if (monitor.limit !== null) return;
    const retention = applyRetention(monitor);
    result.done.push(...retention.forgotten.map((id) => `${id} was removed from the archive.`));
    result.problems.push(...retention.problems);
  });
  await ofCache(result, 'Archiving logs', () => {
    const kept = keepLogs(monitor, sessions);
    result.done.push(...kept.sessions.map((id) => `${id}: its logs are in the archive.`));
    result.problems.push(...kept.problems);
  });
  await ofCache(result, 'Preparing searches', () => prepareSearches(monitor, sessions));
  await step(result, 'Cleaning up', () => {
    result.done.push(...cleanUp(monitor.root));
  });
  return result;
}

async function ofCache(result: Maintained, name: string, work: () => void): Promise<void> {
  await step(result, name, () => {
    try {
      work();
    } catch (error) {
      if (isDamage(error)) result.damage ??= error;
      throw error;
    }
  });
}

async function step(
  result: Maintained,
  name: string,
  work: () => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    recordBug(error);
    const words = maskSecrets(errorMessage(error));
    result.failures.push(`${name} failed: ${words.replace(/\.$/, '')}.`);
  }
}

/**
 * Makes the search indexes of large sessions whose rows no longer change: no page waits for it, and without an index a
 * search goes through the rows.
 */
export function prepareSearches(monitor: Monitor, sessions: readonly SyncResult[]): void {
  // In a copy in memory it would be made for nothing.
  if (monitor.limit !== null) return;
  const { db } = monitor;
  deleteOrphans(db);
  for (const { session, log, inIndex } of sessions) {
    if ((log !== null && !log.isRead) || !isLarge(db, session.sid)) continue;
    if (session.archived || statusOf(readFacts(db, session), inIndex).over) makeIndex(db, session);
  }
}

/** Drafts that this program writes; the first group is the number of the process. */
const DRAFT =
  /^(?:code-[a-z]+-[a-z]+|shared-\d+(?:\.maker)?|csrf\.key|clock|(?:cache|notices)\.sqlite)\.(\d+)(?:\.new(?:-[a-z]+)?|\.[0-9a-f]{12})?$/;

/**
 * Removes what is useless in the data folder: drafts of killed processes, damaged compiled code.
 *
 * @returns what was done, in words
 */
export function cleanUp(root: string): string[] {
  const folder = dataFolder(root);
  removeDrafts(folder, DRAFT);
  return damagedCaches(folder)
    .filter((name) => removeFile(join(folder, name)) || makesRoom(join(folder, name)))
    .map((name) => `${name} was damaged and has been removed.`);
}

/** A folder in place of a file is not removed: its contents may belong to somebody. */
function makesRoom(path: string): boolean {
  try {
    moveAside(path);
    return true;
  } catch {
    return false;
  }
}

/** The names of damaged files of compiled code. */
export function damagedCode(root: string): string[] {
  return damagedCaches(dataFolder(root)).sort();
}
