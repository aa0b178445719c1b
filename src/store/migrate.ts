import { numberCell, textCell } from './cell.ts';
import { DamageError, type Database, inTransaction } from './driver.ts';

/**
 * One change of a database's tables, from one released state to the next. Forward only; it runs in a transaction, once.
 * A released step is never changed: a later step changes what it made.
 *
 * Steps only add (tables, indexes, columns with a default), so that earlier versions can go on using the file. A change
 * that they could not live with raises {@link Schema.layout}: they then refuse the file in words instead of damaging
 * it.
 */
export interface Step {
  name: string;
  up(db: Database): void;
}

/** What one of our databases consists of. */
export interface Schema {
  /** The file's name in messages. */
  name: string;
  /** SQLite's `user_version` of the file, which programs compare with the one they know. */
  layout: number;
  /** From an empty file to the newest state. How many are done is kept in the table `meta`. */
  steps: readonly Step[];
}

/** The file was written by a later version of this program, with tables that this one must not touch. */
export class NewerFileError extends Error {}

/**
 * Brings a database to the newest state of its tables. Each step is one transaction under the write lock that first
 * checks whether another process was faster: a process that is killed, or ten at once, leave a whole file.
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

/** No version of this program will get this far: a bit has flipped. */
const MAX_LAYOUTS = 100;

/** How many steps a file has behind it; a file of a later version can have more than this program knows. */
function stepsDone(db: Database, schema: Schema, path: string): number {
  const layout = numberCell(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version') ?? 0;
  if (layout < 0 || layout > schema.layout) {
    // A flipped bit can say the same: the file of a later version is sound.
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
  // The tables of the first step are those of 0.1.0, and having no more than these shows it.
  if (steps === 1) return;
  db.exec(
    'CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  );
  db.prepare(
    "INSERT INTO meta VALUES ('steps', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(String(steps));
}
