import type { Database } from '../../src/store/driver.ts';
import { chooseDriver } from '../../src/store/driver-choice.ts';

/** The SQLite driver of this machine: without a compiler there is only `node:sqlite`. */
export const testDriver = chooseDriver(null, null);

/** A database as the server itself opens it, to write or to read. */
export function openDatabase(path: string): Database {
  return testDriver.open(path, 5_000);
}

/**
 * Whether to run tests of what only better-sqlite3 can do: they are skipped, and the skips counted, where there is no
 * compiler; in CI a missing native file is a failure.
 */
export const needsNativeFile = testDriver.name === 'better-sqlite3' || Boolean(process.env.CI);
