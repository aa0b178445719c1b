import { inTransaction } from './cache.ts';
import { integer, textCell } from './cell.ts';
import type { Database } from './driver.ts';

/** What a row takes besides its texts, including its share of the indexes. */
const ITEM_BYTES = 400;
const ISSUE_BYTES = 160;

/** The approximate number of bytes that the cache holds of a session. Reads all of its rows. */
export function sessionRowBytes(db: Database, sid: number): number {
  const items = db.prepare('SELECT count(*) AS count FROM item WHERE sid = ?').get(sid);
  const issues = db
    .prepare('SELECT count(*) AS count, total(length(text)) AS length FROM issue WHERE sid = ?')
    .get(sid);
  const itemBytes = items ? integer(items, 'count') * ITEM_BYTES : 0;
  const issueBytes = issues
    ? integer(issues, 'count') * ISSUE_BYTES + integer(issues, 'length')
    : 0;
  return itemBytes + issueBytes;
}

/** How many bytes of the cache are in use. */
export function cacheBytes(db: Database): number {
  const pragma = (name: string): number => {
    const row = db.prepare(`PRAGMA ${name}`).get();
    return row ? integer(row, name) : 0;
  };
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/**
 * Deletes an archived session with everything that belongs to it, in one transaction.
 *
 * @returns false when the session is not archived (any more): then nothing was deleted
 */
export function deleteArchivedSession(db: Database, id: string): boolean {
  return inTransaction(db, () => {
    const row = db.prepare('SELECT sid FROM session WHERE id = ? AND archived = 1').get(id);
    if (!row) return false;
    for (const table of tablesOfSessions(db)) {
      db.prepare(`DELETE FROM "${table}" WHERE sid = ?`).run(integer(row, 'sid'));
    }
    db.prepare('DELETE FROM follow_up WHERE session_id = ?').run(id);
    return true;
  });
}

/** Deletes issue groups that no session has any more. */
export function deleteUnusedGroups(db: Database): void {
  inTransaction(db, () => {
    db.exec('DELETE FROM issue_group WHERE group_id NOT IN (SELECT group_id FROM session_group)');
  });
}

/** Every table with rows of sessions has the session's number as its column `sid`. */
function tablesOfSessions(db: Database): string[] {
  return db
    .prepare(
      `SELECT m.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND c.name = 'sid'`,
    )
    .all()
    .map((row) => textCell(row, 'name') ?? '')
    .filter((name) => /^\w+$/.test(name));
}
