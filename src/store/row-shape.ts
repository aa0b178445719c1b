import { integer, textCell } from './cell.ts';
import type { Database, Row, SqlValue } from './driver.ts';
import type { PageRecord } from './page-file.ts';

/** What the records of a table look like: the columns in the order in which they are stored. */
export interface RowShape {
  table: string;
  hasRowId: boolean;
  columns: readonly Column[];
}

interface Column {
  name: string;
  type: string;
  mayBeNull: boolean;
  /** Rows written before the column was added do not have it. */
  mayLack: boolean;
  /** Its value is the row's number, which precedes the record. */
  isRowId: boolean;
}

/** @param db has the tables as this program makes them; columns that were added later come last */
export function shapesOf(db: Database, tables: readonly string[]): RowShape[] {
  return tables.map((table) => {
    const list = db.prepare('SELECT wr FROM pragma_table_list(?)').get(table);
    const hasRowId = integer(list ?? {}, 'wr') === 0;
    const rows = db.prepare('SELECT * FROM pragma_table_info(?) ORDER BY cid').all(table);
    const isKey = (row: Row): boolean => integer(row, 'pk') > 0;
    // Without row numbers the key comes first.
    const key = rows.filter(isKey).sort((a, b) => integer(a, 'pk') - integer(b, 'pk'));
    const stored = hasRowId ? rows : [...key, ...rows.filter((row) => !isKey(row))];
    const columns = stored.map((row) => {
      const mayBeNull = integer(row, 'notnull') === 0;
      return {
        name: textCell(row, 'name') ?? '',
        type: textCell(row, 'type') ?? '',
        mayBeNull,
        mayLack: mayBeNull || row.dflt_value !== null,
        isRowId: hasRowId && isKey(row),
      };
    });
    return { table, hasRowId, columns };
  });
}

/** The row that a record represents, if it can be one of the table. */
export function rowOf(shape: RowShape, { rowId, values }: PageRecord): Row | null {
  if (shape.hasRowId !== (rowId !== null) || values.length > shape.columns.length) return null;
  const row: Row = {};
  for (const [index, column] of shape.columns.entries()) {
    if (index >= values.length) {
      if (!column.mayLack) return null;
      continue;
    }
    const value = values[index] ?? null;
    if (column.isRowId ? value !== null : !fits(column, value)) return null;
    row[column.name] = column.isRowId ? rowId : value;
  }
  return row;
}

function fits({ type, mayBeNull }: Column, value: SqlValue): boolean {
  if (value === null) return mayBeNull;
  return type === 'INTEGER' ? Number.isSafeInteger(value) : typeof value === 'string';
}
