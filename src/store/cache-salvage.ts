import { isSessionId } from '../session/header.ts';
import { ISSUE_KINDS } from '../session/issue.ts';
import { RULES } from '../session/rules-version.ts';
import { integer, textCell } from './cell.ts';
import type { Database, Row, SqlValue } from './driver.ts';
import type { PageFile } from './page-file.ts';
import { rowOf, shapesOf } from './row-shape.ts';
import { LOG_TABLES, LOOK_TABLES, WAITING_AT } from './schema.ts';
import { rowInserter } from './session-copy.ts';
import { SALVAGED } from './session-row.ts';

/** What could be taken over from a damaged cache. */
export interface SalvagedRows {
  /** How many follow-up marks. */
  marks: number;
  /** Archived sessions, and those of them that are incomplete. */
  kept: string[];
  partly: string[];
}

/** Recounted from the items, because some indexes have entries of the same four numbers. */
const SUMS: readonly string[] = ['tally', 'result_tally'];
const ROW_TABLES = [...LOG_TABLES.filter((table) => !SUMS.includes(table)), ...LOOK_TABLES];
const KINDS = ISSUE_KINDS.map((kind) => `'${kind}'`).join(', ');

/**
 * Takes over all rows that are whole on a page of the damaged file. The new cache is empty: rows keep their numbers,
 * and so fit together. Sessions that the server still has are taken as well, since damage can make a deleted one look
 * like that; their logs are read again from the beginning.
 */
export function salvageRows(file: PageFile, db: Database): SalvagedRows {
  const partly = new Set<number>();
  const nameless = takeTables(file, db);
  takeSessionNames(file, db, nameless, partly);
  takeGroups(file, db);
  joinSessions(db);
  nameSessions(db, nameless, partly);
  takeItemNames(file, db, partly);
  for (const sid of makeMissing(db)) partly.add(sid);
  const sessions = db.prepare('SELECT sid, id, archived FROM session ORDER BY id').all();
  for (const row of sessions) {
    const sid = integer(row, 'sid');
    if (hasFewerMessages(db, sid)) partly.add(sid);
    makeSums(db, sid);
  }
  db.exec(`UPDATE session SET rules_cursor = '${SALVAGED}';
    UPDATE session SET log_dev = 0, log_ino = 0, log_hash = '', seen_queue_stamp = NULL WHERE archived = 0;
    DELETE FROM issue_group WHERE group_id NOT IN (SELECT group_id FROM issue)`);
  const kept = sessions.filter((row) => integer(row, 'archived') !== 0);
  const names = (rows: Row[]): string[] => rows.map((row) => textCell(row, 'id') ?? '');
  return {
    marks: count(db, 'count(*) AS n FROM follow_up'),
    kept: names(kept),
    partly: names(kept.filter((row) => partly.has(integer(row, 'sid')))),
  };
}

/** A session whose own row is lost; it is treated as grouped by today's rules. */
const NOTHING_KNOWN = {
  archived: 1,
  log_offset: 1,
  rules_masks: RULES.masks,
  rules_grouping: RULES.grouping,
};

function count(db: Database, sql: string, ...params: SqlValue[]): number {
  return integer(db.prepare(`SELECT ${sql}`).get(...params) ?? {}, 'n');
}

/** @returns rows of sessions with an impossible name, by their numbers */
function takeTables(file: PageFile, db: Database): Map<number, Row> {
  const nameless = new Map<number, Row>();
  const tables = ['session', 'follow_up', 'issue_group', ...ROW_TABLES];
  const shapes = shapesOf(db, tables).map((shape) => ({
    shape,
    add: rowInserter(db, shape.table),
  }));
  for (const record of file.records()) {
    for (const { shape, add } of shapes) {
      const row = rowOf(shape, record);
      if (row === null) continue;
      if (shape.table === 'session' && !isSessionId(textCell(row, 'id') ?? '')) {
        nameless.set(integer(row, 'sid'), row);
      } else if (add(row) === 'known' && shape.table === 'issue' && !isKnownIssue(db, row)) {
        // A number that damage has changed would displace another's.
        add({ ...row, issue_id: null });
      }
      break;
    }
  }
  return nameless;
}

function isKnownIssue(db: Database, row: Row): boolean {
  const known = db.prepare('SELECT * FROM issue WHERE issue_id = ?').get(row.issue_id ?? null);
  return known !== undefined && Object.keys(row).every((column) => row[column] === known[column]);
}

/** The entries of an index. Its first page is the same in every cache, because the first migration step made it. */
function* entriesOf(file: PageFile, db: Database, index: string): Generator<SqlValue[]> {
  const sql = 'SELECT rootpage FROM sqlite_master WHERE name = ?';
  const root = integer(db.prepare(sql).get(index) ?? {}, 'rootpage');
  for (const { values } of file.recordsBelow(root)) yield values;
}

/** The index by name holds the names of sessions as well. */
function takeSessionNames(
  file: PageFile,
  db: Database,
  nameless: Map<number, Row>,
  partly: Set<number>,
): void {
  const add = rowInserter(db, 'session');
  for (const [id, sid] of entriesOf(file, db, 'sqlite_autoindex_session_1')) {
    if (typeof sid !== 'number' || typeof id !== 'string' || !isSessionId(id)) continue;
    const row = nameless.get(sid) ?? { sid, ...NOTHING_KNOWN };
    if (add({ ...row, id }) === 'added') partly.add(sid);
    nameless.delete(sid);
  }
}

/**
 * An index holds the keys of groups as well, and the sums of a session their kinds. A word that is no kind is dropped:
 * no view has words for it.
 */
function takeGroups(file: PageFile, db: Database): void {
  const add = rowInserter(db, 'issue_group');
  for (const [key, groupId] of entriesOf(file, db, 'sqlite_autoindex_issue_group_1')) {
    if (typeof key !== 'string' || typeof groupId !== 'number') continue;
    add({ group_id: groupId, key, kind: '' });
  }
  db.exec(`UPDATE issue_group SET kind = coalesce((SELECT kind FROM session_group AS sum
    WHERE sum.group_id = issue_group.group_id AND sum.kind IN (${KINDS}) LIMIT 1), 'warning')
    WHERE kind NOT IN (${KINDS})`);
}

/** Where a row has no valid session number, the number of its item or message tells the session. */
function joinSessions(db: Database): void {
  const isUnknown = 'sid NOT IN (SELECT sid FROM session)';
  db.exec(`UPDATE issue SET sid = (SELECT sid FROM item WHERE item.item_id = issue.item_id)
      WHERE ${isUnknown} AND item_id IN (SELECT item_id FROM item);
    UPDATE OR IGNORE item SET sid = (SELECT sid FROM issue WHERE issue.item_id = item.item_id)
      WHERE ${isUnknown} AND item_id IN (SELECT item_id FROM issue WHERE sid IN (SELECT sid FROM session))`);
}

/** Sessions without a name of which items or messages are left get a name that says so. Rows without a session are of no use. */
function nameSessions(db: Database, nameless: Map<number, Row>, partly: Set<number>): void {
  const add = rowInserter(db, 'session');
  const rows = db.prepare(`SELECT sid FROM (SELECT sid FROM item UNION SELECT sid FROM issue)
    WHERE sid NOT IN (SELECT sid FROM session)`);
  for (const sid of [...rows.all().map((row) => integer(row, 'sid')), ...nameless.keys()]) {
    const row = nameless.get(sid) ?? { sid, ...NOTHING_KNOWN };
    // No session id contains a minus sign, which a flipped bit can give a number.
    const id = `lost_name_${sid < 0 ? 'n' : ''}${Math.abs(sid)}`;
    if (add({ ...row, id }) === 'added') partly.add(sid);
  }
  for (const table of ROW_TABLES) {
    db.exec(`DELETE FROM ${table} WHERE sid NOT IN (SELECT sid FROM session)`);
  }
}

/** Items whose row cannot be read keep the names in the index by name, and so their messages. */
function takeItemNames(file: PageFile, db: Database, partly: Set<number>): void {
  const add = rowInserter(db, 'item');
  const isSession = db.prepare('SELECT 1 FROM session WHERE sid = ?');
  for (const [name, sid, type, itemId] of entriesOf(file, db, 'sqlite_autoindex_item_1')) {
    if (typeof name !== 'string' || typeof type !== 'string') continue;
    if (typeof sid !== 'number' || typeof itemId !== 'number' || !isSession.get(sid)) continue;
    const row = { item_id: itemId, sid, type, name, first_at: 0, changed_at: 0 };
    if (add(row) === 'added') partly.add(sid);
  }
  const isItem = db.prepare('SELECT 1 FROM item WHERE item_id = ?');
  for (const [sid, , itemId] of entriesOf(file, db, 'item_by_change')) {
    if (typeof sid === 'number' && typeof itemId === 'number' && !isItem.get(itemId)) {
      partly.add(sid);
    }
  }
}

/**
 * Messages whose group or item could not be read are still shown: they are grouped again by their text at the next
 * look, under a name that says that the item's own is lost.
 *
 * @returns the sessions that they belong to
 */
function makeMissing(db: Database): number[] {
  const lost = `FROM issue WHERE group_id NOT IN (SELECT group_id FROM issue_group)
    OR item_id NOT IN (SELECT item_id FROM item)`;
  const sids = db.prepare(`SELECT DISTINCT sid ${lost}`).all();
  db.exec(`INSERT INTO issue_group (group_id, key, kind)
    SELECT DISTINCT group_id, 'lost ' || group_id, 'warning' FROM issue
    WHERE group_id NOT IN (SELECT group_id FROM issue_group)`);
  db.exec(`INSERT INTO item (item_id, sid, type, name, first_at, changed_at)
    SELECT item_id, min(sid), 'Account', '(lost name ' || item_id || ')', min(at), 0 FROM issue
    WHERE item_id NOT IN (SELECT item_id FROM item) GROUP BY item_id`);
  return sids.map((row) => integer(row, 'sid'));
}

/** Whether there are fewer messages than the sums say. */
function hasFewerMessages(db: Database, sid: number): boolean {
  const sum = count(db, 'total(count) AS n FROM session_group WHERE sid = ?', sid);
  return count(db, 'count(*) AS n FROM issue WHERE sid = ?', sid) < sum;
}

/** Makes a session's sums agree with its rows; its groups are made again from its messages at the next look. */
function makeSums(db: Database, sid: number): void {
  db.prepare(
    `INSERT INTO tally (sid, combo, count, size) SELECT sid, combo, count(*), CAST(total(coalesce(size, 0)) AS INTEGER)
      FROM item WHERE sid = ? AND first_at < ? GROUP BY combo`,
  ).run(sid, WAITING_AT);
  db.prepare(
    `INSERT OR IGNORE INTO evidence_sum (sid, read, gone, none)
      SELECT sid, sum(state = 'read'), sum(state = 'gone'), sum(state = 'none') FROM evidence
      WHERE sid = ? GROUP BY sid`,
  ).run(sid);
}
