import { mkdirSync } from 'node:fs';
import { openCache } from '../store/cache.ts';
import { isBusyError, type SqliteDriver } from '../store/driver.ts';
import { type Config, readConfig } from '../system/config.ts';
import { writeMistakesWith } from '../system/fault-context.ts';
import { recordFault } from '../system/fault-log.ts';
import { dataFolder, dataPath } from '../system/paths.ts';
import { type CacheHold, copyCache, isNoRoom, useCopy } from './cache-limit.ts';

/** One process's hold on the cache and on the server's files: what page, command and hook share. */
export interface Monitor extends CacheHold {
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

/**
 * Where the cache cannot be written, made or stays locked, a copy of it in memory takes its place.
 *
 * @throws CacheError; SQLite's errors of damage
 */
export function openMonitor({ root, driver, busyMs, now }: MonitorOptions): Monitor {
  writeMistakesWith(recordFault);
  const folder = dataFolder(root);
  const open = (): Pick<Monitor, 'db'> & { copy: ReturnType<typeof copyCache> | null } => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return { db: openCache(driver, dataPath(root, 'cache'), busyMs), copy: null };
    } catch (error) {
      if (!isNoRoom(error) && !isBusyError(error)) throw error;
      const copy = copyCache(driver, root, error);
      return { db: copy.db, copy };
    }
  };
  const { db, copy } = open();
  const { config, errors, warnings } = readConfig(root);
  const configTroubles = [...errors, ...warnings];
  const unread = new Map<string, string>();
  const monitor: Monitor = { root, driver, db, config, configTroubles, limit: null, unread, now };
  if (copy !== null) useCopy(monitor, copy);
  return monitor;
}
