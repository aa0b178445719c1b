import { integer, textCell } from './cell.ts';
import type { Database, Row, SqlValue, Statement } from './driver.ts';
import { LOG_TABLES } from './schema.ts';

/** Where the rows of one session come from: another cache of ours, sound or damaged. */
export interface RowSource {
  columns(table: string): readonly string[];
  /** The session's rows, messages and items in the order of their numbers. */
  rows(table: string): Iterable<Row>;
  group(groupId: number): Row | null;
}

export function sessionSource(db: Database, sid: number): RowSource {
  const group = db.prepare('SELECT * FROM issue_group WHERE group_id = ?');
  return {
    columns: (table) => columnsOf(db, table),
    rows: (table) =>
      db.prepare(`SELECT * FROM ${table} WHERE sid = ?${orderOf(table)}`).iterate(sid),
    group: (groupId) => group.get(groupId) ?? null,
  };
}

function orderOf(table: string): string {
  if (table === 'item') return ' ORDER BY item_id';
  return table === 'issue' ? ' ORDER BY issue_id' : '';
}

export function columnsOf(db: Database, table: string): string[] {
  return db
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map((row) => textCell(row, 'name') ?? '');
}

/**
 * Copies everything that came from a session's log into a cache that has none of it, under the session's number there.
 * Items and messages get new numbers in the same order, groups the numbers of their keys. Columns that only one of the
 * two has are left out.
 *
 * @param onBad takes the error of a row that does not fit; without it the error is thrown
 */
export function copyLogRows(
  source: RowSource,
  to: Database,
  sid: number,
  onBad?: (error: unknown) => void,
): void {
  const groups = new Map<number, number | null>();
  const base = {
    item_id: lastId(to, 'item', 'item_id'),
    issue_id: lastId(to, 'issue', 'issue_id'),
  };
  for (const table of LOG_TABLES) {
    const known = new Set(source.columns(table));
    const columns = columnsOf(to, table).filter((column) => known.has(column));
    const insert = to.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (const row of source.rows(table)) {
      try {
        insert.run(...columns.map((column) => cellOf(column, row)));
      } catch (error) {
        if (!onBad) throw error;
        onBad(error);
      }
    }
  }

  function cellOf(column: string, row: Row): SqlValue {
    switch (column) {
      case 'sid':
        return sid;
      case 'item_id':
      case 'issue_id':
        return base[column] + integer(row, column);
      case 'group_id':
        return groupOf(integer(row, column));
      default:
        return row[column] ?? null;
    }
  }

  function groupOf(id: number): number {
    const done = groups.get(id);
    const groupId = done === undefined ? copyGroup(source.group(id), to) : done;
    groups.set(id, groupId);
    if (groupId === null) throw new Error(`the group ${id} of issues is missing`);
    return groupId;
  }
}

function copyGroup(row: Row | null, to: Database): number | null {
  if (row === null) return null;
  const columns = columnsOf(to, 'issue_group').filter(
    (column) => column !== 'group_id' && column in row,
  );
  to.prepare(
    `INSERT INTO issue_group (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
      ON CONFLICT (key) DO NOTHING`,
  ).run(...columns.map((column) => row[column] ?? null));
  const found = to.prepare('SELECT group_id FROM issue_group WHERE key = ?').get(row.key ?? null);
  return found ? integer(found, 'group_id') : null;
}

function lastId(db: Database, table: string, column: string): number {
  const row = db.prepare(`SELECT max(${column}) AS id FROM ${table}`).get();
  return row ? integer(row, 'id') : 0;
}

/**
 * A function that inserts rows of a table, each with the columns that it has.
 *
 * @returns `known` for a row whose number or key is taken
 */
export function rowInserter(db: Database, table: string): (row: Row) => 'added' | 'known' {
  const columns = columnsOf(db, table);
  const statements = new Map<string, Statement>();
  return (row) => {
    const known = columns.filter((column) => column in row);
    const names = known.join(', ');
    const places = known.map(() => '?').join(', ');
    const statement =
      statements.get(names) ??
      db.prepare(`INSERT OR IGNORE INTO ${table} (${names}) VALUES (${places})`);
    statements.set(names, statement);
    const { changes } = statement.run(...known.map((column) => row[column] ?? null));
    return changes > 0 ? 'added' : 'known';
  };
}
