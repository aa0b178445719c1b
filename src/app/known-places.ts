import { type ItemFacts, QUEUES, type QueueName } from '../session/item.ts';
import type { Database } from '../store/driver.ts';
import { readPlaces } from '../store/evidence-store.ts';
import { firstFailureAt } from '../store/issue-query.ts';
import { findItem } from '../store/item-query.ts';
import type { KnownError } from './log-errors.ts';

/** What the cache knows of a log. */
export interface KnownPlaces {
  error: KnownError | null;
  /** Byte offset of the line that says why the item failed. */
  failureAt: number | null;
}

export const NOTHING_KNOWN: KnownPlaces = { error: null, failureAt: null };

/** The known places in an item's log, as far as it has been searched. */
export function placesInItemLog(
  db: Database,
  sid: number,
  item: { type: string; name: string },
  queue: QueueName,
): KnownPlaces {
  const places = readPlaces(db, sid, item, queue);
  if (places === null) return NOTHING_KNOWN;
  const { errorAt, failureAt } = places;
  return { error: errorAt === null ? null : { at: errorAt, isSure: true }, failureAt };
}

/** The known places in any log. Failures in the master log are known; other errors in it are not. */
export function placesInLog(
  db: Database,
  sid: number,
  log: string,
  owner: LogOwner | null,
): KnownPlaces {
  if (owner !== null) return placesInItemLog(db, sid, owner.item, owner.queue);
  const at = log === 'master.log' ? firstFailureAt(db, sid) : null;
  return { error: at === null ? null : { at, isSure: false }, failureAt: null };
}

/** The item that a log belongs to, and the queue in which it was written. */
export interface LogOwner {
  item: ItemFacts;
  queue: QueueName;
}

/** "item-RESTORE_AccountRemoteRoot_bob": queue, type, and all the rest is the item. */
const LOG_NAME = /^item-([A-Z]+)_([A-Za-z0-9]+)_(.+)$/s;

/** Null for the logs of the master, and for items that the cache does not know (yet). */
export function ownerOfLog(db: Database, sid: number, log: string): LogOwner | null {
  const [, queueName, type = '', name = ''] = LOG_NAME.exec(log) ?? [];
  const queue = QUEUES.find((known) => known === queueName);
  const item = queue === undefined ? null : findItem(db, sid, type, name);
  return queue === undefined || item === null ? null : { item, queue };
}
