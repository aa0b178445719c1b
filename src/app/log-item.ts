import type { ItemFacts } from '../session/item.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import type { Database } from '../store/driver.ts';
import { findItem } from '../store/item-query.ts';

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
