import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Database, SqliteDriver } from './driver.ts';
import { distrust, hasLoneLog, hasWal } from './foreign.ts';

/** The part of `node:sqlite` (Node 22.13 and later) that is used here; Node 20's types do not know it. */
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
      // It takes no bytes: they go through a file that has lost its name before anybody can look.
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
      // It can neither be opened in memory here nor be copied: it may hold credentials.
      if (hasLoneLog(path)) {
        throw new Error(
          'its write-ahead log can be read only after the server has opened it again',
        );
      }
      // Nobody has it open: `immutable` reads it without a lock and without files beside it.
      const url = pathToFileURL(path);
      url.searchParams.set('immutable', '1');
      return distrust(new DatabaseSync(url, { readOnly: true }));
    },
  };
}

/** Memory where the system has a place for files in it: the disk can be full. */
function placeForFiles(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
