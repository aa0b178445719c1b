import { numberCell, textCell } from './cell.ts';
import { type Database, inTransaction, type Row } from './driver.ts';
import { markedItems, moveFollowUps } from './follow-up-move.ts';
import { LOG_TABLES, WAITING_AT } from './schema.ts';
import { deleteIndexes } from './search-index.ts';
import { copyLogRows, sessionSource } from './session-copy.ts';
import { findSession, keepsFollowUps, outdatedRules, saveHeader } from './session-row.ts';

/**
 * Replaces what older rules read of a session's log with what newer ones have read, all at once: a reader sees one or
 * the other. What does not come from the log stays: what the server's databases have said, the list of follow-up marks.
 *
 * @param fresh a cache that holds the session by this program's rules
 * @returns false where another process has done it meanwhile, or there is nothing to replace it with
 */
export function replaceWithFresh(db: Database, fresh: Database, id: string): boolean {
  return inTransaction(db, () => {
    const session = findSession(db, id);
    const read = findSession(fresh, id);
    if (!session || outdatedRules(session) === null) return false;
    if (!read || read.cursor.offset === 0 || outdatedRules(read) !== null) return false;
    const { sid } = session;
    const marked = markedItems(db, sid, id);
    const seen = db
      .prepare(
        'SELECT type, name, first_at, seen_local_name, seen_domain, seen_size FROM item WHERE sid = ?',
      )
      .all(sid);
    for (const table of LOG_TABLES) db.prepare(`DELETE FROM ${table} WHERE sid = ?`).run(sid);
    deleteIndexes(db, sid);
    copyLogRows(sessionSource(fresh, read.sid), db, sid);
    keepSeen(db, sid, seen);
    const generation = session.cursor.generation + 1;
    db.prepare('UPDATE session SET log_offset = 0, renewals = renewals + 1 WHERE sid = ?').run(sid);
    saveHeader(db, sid, read.header, { ...read.cursor, generation });
    if (!keepsFollowUps(session)) moveFollowUps(db, session, marked);
    return true;
  });
}

/** Items keep what the server's queue database has said of them; items that still wait consist of nothing else. */
function keepSeen(db: Database, sid: number, rows: readonly Row[]): void {
  const update = db.prepare(
    `UPDATE item SET seen_local_name = ?, seen_domain = ?, seen_size = ?
      WHERE sid = ? AND type = ? AND name = ?`,
  );
  const insert = db.prepare(
    `INSERT INTO item (seen_local_name, seen_domain, seen_size, sid, type, name, first_at, changed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, -1)`,
  );
  for (const row of rows) {
    const text = (column: string): string | null => textCell(row, column);
    const firstAt = numberCell(row, 'first_at') ?? 0;
    const cells = [text('seen_local_name'), text('seen_domain'), numberCell(row, 'seen_size')];
    if (firstAt < WAITING_AT && cells.every((cell) => cell === null)) continue;
    const key = [sid, text('type') ?? '', text('name') ?? ''];
    const { changes } = update.run(...cells, ...key);
    if (changes === 0 && firstAt >= WAITING_AT) insert.run(...cells, ...key, firstAt);
  }
}
