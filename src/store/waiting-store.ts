import { inTransaction } from './cache.ts';
import type { Database } from './driver.ts';
import { WAITING_AT } from './schema.ts';
import type { StoredSession } from './session-row.ts';

/** What the server's queue database says of an item. */
interface QueuedItem {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  size: number | null;
}

/**
 * Keeps what the server's queue database says of a session's items: names of those that the log has not named yet,
 * and domains. What comes from the log stays as it is.
 *
 * @param stamp of the database as it was read; the next look compares it
 */
export function saveQueue(
  db: Database,
  session: StoredSession,
  items: readonly QueuedItem[],
  stamp: string | null,
): void {
  inTransaction(db, () => {
    const upsert = db.prepare(
      `INSERT INTO item (sid, type, name, first_at, changed_at, seen_local_name, seen_domain, seen_size)
        VALUES (?, ?, ?, ?, -1, ?, ?, ?)
        ON CONFLICT (name, sid, type) DO UPDATE SET seen_local_name = excluded.seen_local_name,
        seen_domain = excluded.seen_domain, seen_size = excluded.seen_size`,
    );
    items.forEach(({ type, name, localName, domain, size }, place) => {
      upsert.run(session.sid, type, name, WAITING_AT + place, localName, domain, size);
    });
    db.prepare('UPDATE session SET seen_queue_stamp = ?, seen_queue_rows = ? WHERE sid = ?').run(
      stamp,
      items.length,
      session.sid,
    );
  });
}
