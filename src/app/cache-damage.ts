import { existsSync, lstatSync, rmSync, statSync } from 'node:fs';
import {
  createNotifications,
  NOTICES_SCHEMA,
  salvageNotifications,
} from '../notify/notification-store.ts';
import { type Rebuild, rebuildCache, rebuildDatabase } from '../store/cache-rebuild.ts';
import { checkDatabase } from '../store/database-check.ts';
import type { SqliteDriver } from '../store/driver.ts';
import { CACHE_SCHEMA } from '../store/schema.ts';
import { dataPath } from '../system/paths.ts';
import { touch } from '../system/safe-file.ts';

/** Up to this size a check takes a fifth of a second: nobody notices that in a run that nobody waits for. */
const SMALL_BYTES = 16 * 1024 * 1024;
const LOOK_SECONDS = 86_400;

export function cachePath(root: string): string {
  return dataPath(root, 'cache');
}

/** Notes that the cache seems to be damaged. Never fails: it is called where something has already failed. */
export function noteDamage(root: string): void {
  try {
    touch(dataPath(root, 'damageNote'));
  } catch {
    // A full or read-only disk: `ingest` can still find the damage itself.
  }
}

/**
 * Whether it is time to check the whole cache: somebody has met damage, or nobody has checked for long. Damage in what
 * is seldom read, above all in archived sessions, would otherwise be found too late. 100 MB take a second of processor
 * time.
 *
 * @param now epoch seconds
 */
export function isCheckDue(root: string, now: number): boolean {
  if (existsSync(dataPath(root, 'damageNote'))) return true;
  const size = lstatSync(cachePath(root), { throwIfNoEntry: false })?.size ?? 0;
  if (size <= SMALL_BYTES) return true;
  const last = statSync(dataPath(root, 'lookNote'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // A clock that was set back must not prevent it.
  return Math.abs(now - last / 1000) >= LOOK_SECONDS;
}

/**
 * Checks the whole cache, and rebuilds it where it is damaged. Only `ingest` does this: of an archived session the
 * cache is all that is left. The cache must not be open in this process.
 *
 * @returns null where the cache is sound
 * @throws the driver's busy error while another process has the cache open; CacheError for one of a later version;
 *   errors of a disk that accepts no writes
 */
export function repairCache(root: string, driver: SqliteDriver, busyMs: number): Rebuild | null {
  const path = cachePath(root);
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const renewal =
    isThere && checkDatabase(driver, path, busyMs, CACHE_SCHEMA) !== 'ok'
      ? rebuildCache(driver, path, busyMs)
      : null;
  rmSync(dataPath(root, 'damageNote'), { force: true });
  if (isThere) noteLook(dataPath(root, 'lookNote'));
  return renewal;
}

function noteLook(path: string): void {
  try {
    touch(path);
  } catch {
    // A full disk: the next run checks again.
  }
}

/**
 * The same for the list of notifications; it is small, and every `ingest` checks it.
 *
 * @returns where the damaged file is now; null where there was none
 */
export function repairNotifications(
  root: string,
  driver: SqliteDriver,
  busyMs: number,
): string | null {
  const path = dataPath(root, 'notices');
  if (!lstatSync(path, { throwIfNoEntry: false })) return null;
  if (checkDatabase(driver, path, busyMs, NOTICES_SCHEMA) === 'ok') return null;
  return rebuildDatabase(driver, path, busyMs, createNotifications, salvageNotifications);
}
