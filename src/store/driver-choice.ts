import { betterSqlite3Driver } from './better-sqlite3.ts';
import { DriverError, type SqliteDriver } from './driver.ts';
import { nodeSqliteDriver } from './node-sqlite.ts';

/**
 * The first way to SQLite that works in this process.
 *
 * @param nativePath better-sqlite3's native file; null: found by the package itself
 * @param only the installer's choice, made by loading each in a child process: a native file that does not
 *   fit can crash the process instead of failing
 * @throws DriverError
 */
export function chooseDriver(
  nativePath: string | null,
  only: SqliteDriver['name'] | null,
): SqliteDriver {
  const tried: string[] = [];
  let last: unknown;
  const ways: [SqliteDriver['name'], () => SqliteDriver][] = [
    ['better-sqlite3', () => betterSqlite3Driver(nativePath)],
    ['node:sqlite', nodeSqliteDriver],
  ];
  for (const [name, make] of ways) {
    if (only !== null && only !== name) continue;
    try {
      return make();
    } catch (error) {
      last = error;
      tried.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new DriverError(tried, { cause: last });
}
