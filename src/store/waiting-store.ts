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
 * Stores what the server's queue database says of a session's items: names of those that the log has not named yet, and
 * domains. What comes from the log stays as it is.
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
    // A server that has queued an item twice still moves it once.
    const keys = new Set(items.map(({ type, name }) => `${type}\0${name}`));
    const unnamed = items.some(({ type }) => UNNAMED_TYPE.test(type)) ? 1 : 0;
    db.prepare(
      'UPDATE session SET seen_queue_stamp = ?, seen_queue_rows = ?, seen_queue_unnamed = ? WHERE sid = ?',
    ).run(stamp, keys.size, unnamed, session.sid);
  });
}

/** The queue gives types as numbers; an unknown number stays until the log names the type. */
const UNNAMED_TYPE = /^\d+$/;

/**
 * Deletes waiting items of an unnamed type which the log has named meanwhile, under the type's real name. That name is
 * none of the listed ones: an account is not the unnamed item of the same name.
 *
 * @param listed the names of the types whose numbers are known
 */
export function deleteNamed(db: Database, session: StoredSession, listed: readonly string[]): void {
  const isNamed = `named.name = item.name AND named.sid = item.sid AND named.first_at < ?
    AND named.type NOT IN (${listed.map(() => '?').join(', ')})`;
  // Of two unnamed items with the same name nobody can tell which one the log named: they stay until it has named both.
  db.prepare(
    `DELETE FROM item WHERE sid = ? AND combo = 0 AND first_at >= ? AND type NOT GLOB '*[^0-9]*' AND
      (SELECT count(*) FROM item AS named WHERE ${isNamed}) >=
      (SELECT count(*) FROM item AS other WHERE other.name = item.name AND other.sid = item.sid
        AND other.combo = 0 AND other.first_at >= ? AND other.type NOT GLOB '*[^0-9]*')`,
  ).run(session.sid, WAITING_AT, WAITING_AT, ...listed, WAITING_AT);
}
