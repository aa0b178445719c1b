import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errnoOf } from '../system/errno.ts';
import type { Database, SqliteDriver } from './driver.ts';
import { distrust, hasLoneLog, hasWal, readQuietDatabase } from './foreign.ts';
import { copyRows } from './foreign-rows.ts';

/** The part of `node:sqlite` (Node 22.13 and later) that is used here; the types of Node 20 do not know it. */
interface NodeSqlite {
  DatabaseSync: new (path: string | URL, options?: { readOnly?: boolean }) => Database;
}

/** @throws where this Node has no `node:sqlite` */
export function nodeSqliteDriver(): SqliteDriver {
  const module = process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
  if (!module) throw new Error(`Node ${process.versions.node} has no node:sqlite`);
  const { DatabaseSync } = module;
  return {
    name: 'node:sqlite',
    open(path, busyMs) {
      const database = new DatabaseSync(path);
      database.exec(`PRAGMA busy_timeout = ${Math.floor(busyMs)}`);
      return database;
    },
    openBytes(bytes) {
      // It accepts no bytes: they go through a file that loses its name before anybody can look.
      const folder = mkdtempSync(join(placeForFiles(), 'transfer-monitor-'));
      try {
        writeFileSync(join(folder, 'copy'), bytes, { mode: 0o600 });
        const database = new DatabaseSync(join(folder, 'copy'));
        database.exec('PRAGMA journal_mode = MEMORY');
        database.prepare('SELECT count(*) FROM sqlite_master').get();
        return database;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    openForeign(path) {
      if (hasWal(path)) return distrust(new DatabaseSync(path, { readOnly: true }));
      if (!hasLoneLog(path)) {
        const database = openImmutable(DatabaseSync, path);
        if (database) return distrust(database);
      }
      // It accepts no bytes, and there must be no copy on the disk: the database may hold credentials.
      const database = new DatabaseSync(':memory:');
      try {
        copyRows(readQuietDatabase(path), database);
        return distrust(database);
      } catch (error) {
        database.close();
        throw error;
      }
    },
  };
}

/**
 * Nobody has it open: `immutable` reads it without a lock and without files beside it.
 *
 * @returns null for a Node that accepts no URIs (before 22.15)
 */
function openImmutable(DatabaseSync: NodeSqlite['DatabaseSync'], path: string): Database | null {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  try {
    return new DatabaseSync(url, { readOnly: true });
  } catch (error) {
    if (errnoOf(error) === 'ERR_INVALID_ARG_TYPE') return null;
    throw error;
  }
}

/** Memory, where the system has a place for files in it: the disk may be full. */
function placeForFiles(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
