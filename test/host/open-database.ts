import type { Database } from '../../src/store/driver.ts';
import { chooseDriver } from '../../src/store/driver-choice.ts';

/** The way to SQLite that this machine has: without a compiler there is `node:sqlite` alone. */
export const testDriver = chooseDriver(null, null);

/** A database as the server itself opens it, to write or to read. */
export function openDatabase(path: string): Database {
  return testDriver.open(path, 5_000);
}

/**
 * Whether to run what better-sqlite3 alone can do: it is skipped, and the skip counted, where there is no compiler; on a
 * machine that has to prove everything a missing one is a failure.
 */
export const needsNativeFile = testDriver.name === 'better-sqlite3' || Boolean(process.env.CI);
