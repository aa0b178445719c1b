import BetterSqlite3 from 'better-sqlite3';
import type { Database, SqliteDriver } from './driver.ts';
import { distrust, hasWal, readQuietDatabase } from './foreign.ts';

const FOREIGN_BUSY_MS = 500;

/**
 * @param nativePath the native file, where it is beside a bundle; null: the package finds it itself
 * @throws when the native file is missing or does not fit this Node
 */
export function betterSqlite3Driver(nativePath: string | null): SqliteDriver {
  const native = nativePath === null ? {} : { nativeBinding: loadAddon(nativePath) };
  if (nativePath === null) new BetterSqlite3(':memory:').close();
  return {
    name: 'better-sqlite3',
    open(path, busyMs) {
      return new BetterSqlite3(path, { ...native, timeout: busyMs }) as unknown as Database;
    },
    openBytes(bytes) {
      return new BetterSqlite3(bytes, native) as unknown as Database;
    },
    openForeign(path) {
      if (!hasWal(path)) {
        return distrust(new BetterSqlite3(readQuietDatabase(path), native) as unknown as Database);
      }
      const database = new BetterSqlite3(path, {
        ...native,
        readonly: true,
        fileMustExist: true,
        timeout: FOREIGN_BUSY_MS,
      });
      return distrust(database as unknown as Database);
    },
  };
}

/** The package accepts the loaded addon as well as its path; its types know only the path. */
function loadAddon(path: string): string {
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, path);
  return module.exports as string;
}
