import type { Database } from '../driver.ts';

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
