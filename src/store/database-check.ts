import { errorMessage } from '../system/errno.ts';
import { requireOwnFile } from './cache.ts';
import { textCell } from './cell.ts';
import { type Database, isBusyError, isUnwritable, type SqliteDriver } from './driver.ts';
import { migrate, NewerFileError, type Schema } from './migrate.ts';
import { columnsOf } from './session-copy.ts';

/**
 * Reads the whole database, rows and indexes, and checks that it has the tables, indexes and columns that it should
 * have.
 *
 * @returns `ok`, or what is wrong, in SQLite's words where it has some
 * @throws the driver's busy error, or that of a full disk: then nothing is known; NewerFileError, which is no damage
 */
export function checkDatabase(
  driver: SqliteDriver,
  path: string,
  busyMs: number,
  schema: Schema,
): string {
  let db: Database | null = null;
  try {
    requireOwnFile(path);
    db = driver.open(path, busyMs);
    migrate(db, schema, path);
    const words = String(Object.values(db.prepare('PRAGMA integrity_check(1)').get() ?? {})[0]);
    return words === 'ok' ? (missingPart(driver, db, schema) ?? 'ok') : words;
  } catch (error) {
    if (isBusyError(error) || isUnwritable(error)) throw error;
    if (error instanceof NewerFileError) throw error;
    return errorMessage(error);
  } finally {
    db?.close();
  }
}

function missingPart(driver: SqliteDriver, db: Database, schema: Schema): string | null {
  const whole = driver.open(':memory:', 0);
  try {
    migrate(whole, schema, ':memory:');
    const parts = (one: Database): string[] =>
      one
        .prepare("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        .all()
        .flatMap((row) => {
          const name = textCell(row, 'name') ?? '';
          const part = `${textCell(row, 'type')} ${name}`;
          return [part, ...columnsOf(one, name).map((column) => `column ${name}.${column}`)];
        });
    const found = new Set(parts(db));
    const missing = parts(whole).find((part) => !found.has(part));
    return missing === undefined ? null : `the ${missing} is missing`;
  } finally {
    whole.close();
  }
}
