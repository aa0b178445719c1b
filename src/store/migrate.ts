import { numberCell, textCell } from './cell.ts';
import { DamageError, type Database, inTransaction } from './driver.ts';

/**
 * One change of a database's tables, from one released state to the next. Forward only; it runs in a transaction, once.
 * A step that is in a release is never changed: another one behind it changes what it made.
 *
 * Steps only add (tables, indexes, columns with a default): then the versions before can go on using the file. A change that
 * they could not live with raises {@link Schema.layout}, and they refuse the file with words instead of damaging it.
 */
export interface Step {
  name: string;
  up(db: Database): void;
}

/** What one of our databases is made of. */
export interface Schema {
  /** What the file is called in words. */
  name: string;
  /** SQLite's `user_version` of the file: the oldest program that can use it compares this. */
  layout: number;
  /** From an empty file to the newest state. Their number is kept in the table `meta`. */
  steps: readonly Step[];
}

/** The file was written by a later version of this program, with tables that this one must not touch. */
export class NewerFileError extends Error {}

/**
 * Brings a database to the newest state of its tables. Each step is one transaction under the write lock that looks first whether
 * another process has been faster: a process that is killed, or ten at once, leave a file that is whole.
 *
 * @throws NewerFileError, DamageError; the driver's busy error
 */
export function migrate(db: Database, schema: Schema, path: string): void {
  const { steps } = schema;
  for (let done = stepsDone(db, schema, path); done < steps.length; ) {
    done = inTransaction(db, () => {
      const now = stepsDone(db, schema, path);
      const step = steps[now];
      if (!step) return now;
      step.up(db);
      markDone(db, schema, now + 1);
      return now + 1;
    });
  }
}

/** No version of this program will come to so many: a bit has been lost. */
const MAX_LAYOUTS = 100;

/** How many steps a file has behind it; a later version's file can have more than this program knows. */
function stepsDone(db: Database, schema: Schema, path: string): number {
  const layout = numberCell(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version') ?? 0;
  if (layout < 0 || layout > schema.layout) {
    // A lost bit can say the same: a later version's file is sound.
    const [word] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
    if (word !== 'ok' || layout < 0 || layout > MAX_LAYOUTS) {
      throw new DamageError(`the ${schema.name} ${path} has an unknown version`);
    }
    throw new NewerFileError(
      `The ${schema.name} ${path} was written by a later version of Transfer Monitor. Install that version again; this version has changed nothing in the file.`,
    );
  }
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  if (layout === 0) {
    if (tables.length === 0) return 0;
    throw new DamageError(`the ${schema.name} ${path} has tables but no version`);
  }
  // 0.1.0 has no such table.
  if (!tables.some((row) => textCell(row, 'name') === 'meta')) return 1;
  const row = db.prepare("SELECT value FROM meta WHERE name = 'steps'").get();
  const done = Number(row && textCell(row, 'value'));
  if (Number.isInteger(done) && done > 0) return done;
  throw new DamageError(`the ${schema.name} ${path} does not say what its tables are`);
}

function markDone(db: Database, schema: Schema, steps: number): void {
  db.exec(`PRAGMA user_version = ${schema.layout}`);
  // The first step's tables are those of 0.1.0, which say by having no more that they are.
  if (steps === 1) return;
  db.exec(
    'CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  );
  db.prepare(
    "INSERT INTO meta VALUES ('steps', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(String(steps));
}
