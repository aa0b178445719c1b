import type { Database, Row, Statement } from './driver.ts';
import { columnsOf } from './session-copy.ts';

/**
 * What inserts rows of a table, each with the columns that it has.
 *
 * @returns `known` for a row whose number or key is taken
 */
export function rowAdder(db: Database, table: string): (row: Row) => 'added' | 'known' {
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
