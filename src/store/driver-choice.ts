import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../system/errno.ts';
import { noteDriver } from '../system/fault-context.ts';
import { folderWith } from '../system/installation-place.ts';
import { betterSqlite3Driver } from './better-sqlite3.ts';
import { DriverError, type SqliteDriver } from './driver.ts';
import { nodeSqliteDriver } from './node-sqlite.ts';

/**
 * The first SQLite driver that works in this process.
 *
 * @param nativePath better-sqlite3's native file; null: the package finds it itself
 * @param chosen the installer's choice, made by loading each driver in a child process. `node:sqlite` replaces it where
 *   the Node was replaced by one that does not load the native file; never the other way round, because an untried
 *   native file can crash the process instead of failing
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
      tried.push(`${name}: ${errorMessage(error)}`);
    }
  }
  throw new DriverError(tried, { cause: last });
}

/**
 * The SQLite driver of an installed or built program: the native file is beside the page; for the command that is
 * `plugin/` beside it, or where the plugin is installed. The file `driver` there holds the installer's choice.
 *
 * @param root the host root
 * @throws DriverError
 */
export function findDriver(root: string): SqliteDriver {
  const folder = folderWith(root, 'better_sqlite3.node', 'driver');
  const driver =
    folder === null
      ? chooseDriver(null, null)
      : chooseDriver(join(folder, 'better_sqlite3.node'), readChoice(join(folder, 'driver')));
  noteDriver(driver.name);
  return driver;
}

function readChoice(path: string): SqliteDriver['name'] | null {
  if (!existsSync(path)) return null;
  // The second line is the version of Node that the choice was made for.
  const choice = readFileSync(path, 'utf8').split('\n', 1)[0]?.trim();
  return choice === 'better-sqlite3' || choice === 'node:sqlite' ? choice : null;
}
