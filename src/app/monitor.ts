import { closeSync, mkdirSync, openSync } from 'node:fs';
import { openCache } from '../store/cache.ts';
import type { Database, SqliteDriver } from '../store/driver.ts';
import { type Config, readConfig } from '../system/config.ts';
import { writeBugsWith } from '../system/fault-context.ts';
import { recordFault } from '../system/fault-log.ts';
import { dataFolder, dataPath } from '../system/paths.ts';
import { type CacheHold, type CacheStandIn, standInFor, useStandIn } from './cache-limit.ts';

/** One process's hold on the cache and on the server's files, shared by page, command and hook. */
export interface Monitor extends CacheHold {
  config: Config;
  /** What is wrong with `config.json`, in words. */
  configTroubles: string[];
  /** Epoch seconds, fixed for one answer. */
  now: number;
}

export interface MonitorOptions {
  root: string;
  driver: SqliteDriver;
  /** How long to wait for another process that is writing the cache. */
  busyMs: number;
  now: number;
  /** The caller repairs a damaged cache, and wants damage to be reported. */
  isRepairer?: boolean;
}

/**
 * Where the cache cannot be written, made or read, or stays locked, one in memory replaces it: with the contents of the
 * cache, or what can be read of them.
 *
 * @throws CacheError, and SQLite's errors of damage, where the caller repairs the cache
 */
export function openMonitor(options: MonitorOptions): Monitor {
  const { root, driver, now, isRepairer = false } = options;
  writeBugsWith(recordFault);
  const { db, standIn } = openOrStandIn({ ...options, isRepairer });
  const { config, errors, warnings } = readConfig(root);
  const configTroubles = [...errors, ...warnings];
  const monitor: Monitor = {
    root,
    driver,
    db,
    config,
    configTroubles,
    limit: null,
    isRepairer,
    unread: new Map(),
    now,
  };
  if (standIn !== null) useStandIn(monitor, standIn);
  return monitor;
}

function openOrStandIn(options: Required<MonitorOptions>): {
  db: Database;
  standIn: CacheStandIn | null;
} {
  const { root, driver, busyMs } = options;
  try {
    mkdirSync(dataFolder(root), { recursive: true, mode: 0o700 });
    const db = openCache(driver, dataPath(root, 'cache'), busyMs);
    try {
      requireFreeFiles(dataFolder(root));
    } catch (error) {
      db.close();
      throw error;
    }
    return { db, standIn: null };
  } catch (error) {
    const standIn = standInFor(options, error);
    if (standIn === null) throw error;
    return { db: standIn.db, standIn };
  }
}

/** A log, and one of the server's databases at the same time. */
const FILES_BESIDE_CACHE = 2;

/**
 * The cache keeps three files open, a copy of it in memory none: where a process may open only a few, the logs are more
 * important.
 *
 * @throws a system error (EMFILE, ENFILE) where the open cache leaves too few
 */
function requireFreeFiles(folder: string): void {
  const files: number[] = [];
  try {
    while (files.length < FILES_BESIDE_CACHE) files.push(openSync(folder, 'r'));
  } finally {
    for (const file of files) closeSync(file);
  }
}
