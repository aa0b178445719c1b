import { wordsOf } from '../system/errno.ts';
import { betterSqlite3Driver } from './better-sqlite3.ts';
import { DriverError, type SqliteDriver } from './driver.ts';
import { nodeSqliteDriver } from './node-sqlite.ts';

/**
 * The first way to SQLite that works in this process.
 *
 * @param nativePath better-sqlite3's native file; null: found by the package itself
 * @param chosen the installer's choice, made by loading each in a child process. `node:sqlite` takes its place where the
 *   Node was replaced by one that does not load the native file; never the other way round, because a file that was not
 *   tried can crash the process instead of failing
 * @throws DriverError
 */
export function chooseDriver(
  nativePath: string | null,
  chosen: SqliteDriver['name'] | null,
): SqliteDriver {
  const tried: string[] = [];
  let last: unknown;
  const ways: [SqliteDriver['name'], () => SqliteDriver][] = [
    ['better-sqlite3', () => betterSqlite3Driver(nativePath)],
    ['node:sqlite', nodeSqliteDriver],
  ];
  for (const [name, make] of ways) {
    if (chosen === 'node:sqlite' && name !== chosen) continue;
    try {
      return make();
    } catch (error) {
      last = error;
      tried.push(`${name}: ${wordsOf(error)}`);
    }
  }
  throw new DriverError(tried, { cause: last });
}
