import { ISSUE_KINDS, type IssueKind } from '../session/issue.ts';
import { isSessionId } from '../session/session-id.ts';
import { integer, textCell } from './cell.ts';
import { readRows, readUntilDamage } from './damaged-file.ts';
import type { Database, Row } from './driver.ts';
import { LOG_TABLES, WAITING_AT } from './schema.ts';
import { columnsOf } from './session-copy.ts';

/** @returns how many follow-up marks could be read */
export function takeFollowUps(old: Database, db: Database): number {
  const key = ['session_id', 'issue', 'type', 'name'];
  const add = adder(db, 'follow_up');
  let count = 0;
  // From both ends: one damaged page stops each of them, and hides no more than itself.
  for (const way of ['', ' DESC']) {
    const order = key.map((column) => column + way).join(', ');
    for (const row of readUntilDamage(old, `SELECT * FROM follow_up ORDER BY ${order}`)) {
      if (add(row) === 'added') count += 1;
    }
  }
  return count;
}

/** Row numbers by which rows of these tables can be found one by one. */
const ROW_ID = new Map([
  ['item', 'item_id'],
  ['issue', 'issue_id'],
]);

/** What could be taken over of the archived sessions: their names, and in words what could not be. */
export interface TakenSessions {
  kept: string[];
  partly: string[];
  lost: string[];
}

/** Takes over the sessions that the server has deleted. The new cache is empty: rows keep their numbers, and so fit together. */
export function takeArchived(old: Database, db: Database): TakenSessions {
  const partly = new Set<number>();
  const lost: string[] = [];
  const sessions = takeSessions(old, db, partly, lost);
  takeGroups(old, db);
  for (const table of LOG_TABLES) {
    const add = adder(db, table);
    const rowId = ROW_ID.get(table);
    for (const row of rowId ? readRows(old, table, rowId) : bothWays(old, db, table, sessions)) {
      const sid = integer(row, 'sid');
      if (sessions.has(sid) && add(row) === 'bad') partly.add(sid);
    }
  }
  takeNames(old, db, sessions);
  for (const sid of makeMissing(db)) partly.add(sid);
  for (const sid of sessions.keys()) {
    if (isPartial(db, sid)) partly.add(sid);
    makeSums(db, sid);
  }
  db.exec('DELETE FROM issue_group WHERE group_id NOT IN (SELECT group_id FROM issue)');
  const kept = [...sessions.values()];
  return { kept, partly: [...partly].map((sid) => sessions.get(sid) ?? ''), lost };
}

/** @returns what inserts a row: columns that both know, and none that is there already */
function adder(db: Database, table: string): (row: Row) => 'added' | 'known' | 'bad' {
  const columns = columnsOf(db, table);
  return (row) => {
    const known = columns.filter((column) => column in row);
    const places = known.map(() => '?').join(', ');
    try {
      const { changes } = db
        .prepare(`INSERT OR IGNORE INTO ${table} (${known.join(', ')}) VALUES (${places})`)
        .run(...known.map((column) => row[column] ?? null));
      return changes > 0 ? 'added' : 'known';
    } catch {
      // A cell is not of the type that its column has.
      return 'bad';
    }
  };
}

function takeSessions(
  old: Database,
  db: Database,
  partly: Set<number>,
  lost: string[],
): Map<number, string> {
  const sessions = new Map<number, string>();
  const add = adder(db, 'session');
  const seen = new Set<number>();
  // The names stand in the index by name as well.
  const names = new Map<number, string>();
  for (const row of readUntilDamage(old, 'SELECT sid, id FROM session ORDER BY id')) {
    const id = textCell(row, 'id') ?? '';
    if (isSessionId(id)) names.set(integer(row, 'sid'), id);
  }
  for (const row of readRows(old, 'session', 'sid')) {
    const sid = integer(row, 'sid');
    seen.add(sid);
    if (integer(row, 'archived') === 0) continue;
    const own = String(row.id);
    // A sign of a name that none has would make a session that nobody can ask for.
    const id = isSessionId(own) ? own : (names.get(sid) ?? own.replace(/\W/g, '_'));
    const { archived = 1 } = row;
    // A number that is none tells nothing; the texts still do.
    const isWhole = add({ ...row, id }) !== 'bad';
    if (!isWhole && add({ sid, id, archived, log_offset: 1 }) === 'bad') {
      lost.push(`${id}, no part of which fits together`);
      continue;
    }
    sessions.set(sid, id);
    if (!isWhole || id !== own) partly.add(sid);
  }
  // What is not archived is read from its log, which changes nothing about this.
  for (const [sid, id] of names) {
    if (seen.has(sid) || sessions.has(sid)) continue;
    if (add({ sid, id, archived: 1, log_offset: 1 }) !== 'added') continue;
    sessions.set(sid, id);
    partly.add(sid);
  }
  return sessions;
}

function takeGroups(old: Database, db: Database): void {
  const add = adder(db, 'issue_group');
  for (const row of readRows(old, 'issue_group', 'group_id')) {
    // A word that is no kind, no view has words for.
    const kind = isKind(row.kind) ? row.kind : kindOf(old, integer(row, 'group_id'));
    add({ ...row, kind: kind ?? 'warning' });
  }
  // The keys of the others stand in an index, their kinds in the sums of a session.
  for (const row of readUntilDamage(old, 'SELECT group_id, key FROM issue_group ORDER BY key')) {
    const kind = kindOf(old, integer(row, 'group_id'));
    if (kind !== null) add({ ...row, kind });
  }
}

function isKind(value: unknown): value is IssueKind {
  return ISSUE_KINDS.some((kind) => kind === value);
}

function kindOf(old: Database, groupId: number): string | null {
  const sql = 'SELECT kind FROM session_group WHERE group_id = ? LIMIT 1';
  for (const { kind = null } of readUntilDamage(old, sql, groupId)) {
    return isKind(kind) ? kind : null;
  }
  return null;
}

function* bothWays(
  old: Database,
  db: Database,
  table: string,
  sessions: ReadonlyMap<number, string>,
): Generator<Row> {
  const key = db
    .prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .all(table)
    .map((row) => textCell(row, 'name') ?? '');
  for (const sid of sessions.keys()) {
    for (const way of ['', ' DESC']) {
      const order = key.map((column) => column + way).join(', ');
      yield* readUntilDamage(old, `SELECT * FROM ${table} WHERE sid = ? ORDER BY ${order}`, sid);
    }
  }
}

/** Items of which no row can be read keep the names that stand in the index by name, and so their messages. */
function takeNames(old: Database, db: Database, sessions: ReadonlyMap<number, string>): void {
  const add = adder(db, 'item');
  const sql = 'SELECT item_id, name, sid, type FROM item ORDER BY name, sid, type';
  for (const row of readUntilDamage(old, sql)) {
    if (sessions.has(integer(row, 'sid'))) add({ ...row, first_at: 0, changed_at: 0 });
  }
}

/**
 * Messages whose group or item could not be read are shown all the same: grouped again by their text at the next look, under a
 * name that says that the item's own is lost.
 *
 * @returns the sessions that they are of
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

/** Whether the rows are fewer than the sums say. */
function isPartial(db: Database, sid: number): boolean {
  const count = (sql: string): number => {
    const row = db.prepare(`SELECT ${sql}`).get(sid);
    return row ? integer(row, 'n') : 0;
  };
  const items = count(`count(*) AS n FROM item WHERE sid = ? AND first_at < ${WAITING_AT}
    AND changed_at > 0`);
  const messages = count('count(*) AS n FROM issue JOIN item USING (item_id) WHERE issue.sid = ?');
  return (
    items < count('total(count) AS n FROM tally WHERE sid = ?') ||
    messages < count('total(count) AS n FROM session_group WHERE sid = ?')
  );
}

/** The sums of a session are those of its rows; its groups are made again from its messages at the next look. */
function makeSums(db: Database, sid: number): void {
  db.prepare('DELETE FROM tally WHERE sid = ?').run(sid);
  db.prepare(
    `INSERT INTO tally (sid, combo, count, size) SELECT sid, combo, count(*), CAST(total(coalesce(size, 0)) AS INTEGER)
      FROM item WHERE sid = ? AND first_at < ? GROUP BY combo`,
  ).run(sid, WAITING_AT);
  db.prepare("UPDATE session SET rules_cursor = '' WHERE sid = ?").run(sid);
}
