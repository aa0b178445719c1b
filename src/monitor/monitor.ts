import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../host/config.ts';
import { hostPath } from '../host/environment.ts';
import { writeMistakesWith } from '../host/fault-context.ts';
import { recordFault } from '../host/fault-log.ts';
import { openCache } from '../store/cache.ts';
import type { Database, SqliteDriver } from '../store/driver.ts';
import { DATA_FOLDER } from './data-folder.ts';
import { Problem } from './problem.ts';

export { DATA_FOLDER };

/** One process's hold on the cache and on the server's files: what page, command and hook share. */
export interface Monitor {
  root: string;
  driver: SqliteDriver;
  db: Database;
  config: Config;
  /** What is wrong with `config.json`, in words. */
  configTroubles: string[];
  /** Epoch seconds, frozen for one answer. */
  now: number;
}

export interface MonitorOptions {
  root: string;
  driver: SqliteDriver;
  /** How long to wait for another process that is writing the cache. */
  busyMs: number;
  now: number;
}

/** @throws Problem (fault) where the data folder is none; CacheError; the driver's busy error; system errors of the data folder */
export function openMonitor({ root, driver, busyMs, now }: MonitorOptions): Monitor {
  writeMistakesWith(recordFault);
  const folder = hostPath(root, DATA_FOLDER);
  makeFolder(folder);
  const db = openCache(driver, join(folder, 'cache.sqlite'), busyMs);
  const { config, errors, warnings } = readConfig(root);
  return { root, driver, db, config, configTroubles: [...errors, ...warnings], now };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new Problem(
      'fault',
      `${path} must be a folder, and it, or what it should lie in, is a file.`,
      null,
      { cause: error },
    );
  }
}
