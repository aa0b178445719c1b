import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqliteDriver } from '../store/driver.ts';
import { chooseDriver } from '../store/driver-choice.ts';
import { folderWith } from '../system/beside-page.ts';
import { noteDriver } from '../system/fault-context.ts';

/**
 * The way to SQLite of an installed or built program: the native file lies beside the page, for the command in
 * `plugin/` beside it or where the plugin is installed. The file `driver` there holds the installer's choice.
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
  // The second line is the version of the Node that it was made for.
  const choice = readFileSync(path, 'utf8').split('\n', 1)[0]?.trim();
  return choice === 'better-sqlite3' || choice === 'node:sqlite' ? choice : null;
}
