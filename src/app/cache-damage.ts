import { existsSync, lstatSync, rmSync } from 'node:fs';
import { createNotices, NOTICES_SCHEMA, takeNotices } from '../notify/notification-store.ts';
import { type Renewal, renewCache, renewDatabase } from '../store/cache-renewal.ts';
import { checkDatabase } from '../store/database-check.ts';
import type { SqliteDriver } from '../store/driver.ts';
import { CACHE_SCHEMA } from '../store/schema.ts';
import { dataPath } from '../system/paths.ts';
import { touch } from '../system/safe-file.ts';

export function cachePath(root: string): string {
  return dataPath(root, 'cache');
}

/** Notes that the cache seems to be damaged. Never fails: it is called where something has failed already. */
export function noteDamage(root: string): void {
  try {
    touch(dataPath(root, 'damageNote'));
  } catch {
    // A full or read-only disk: `ingest` can still meet the damage itself.
  }
}

export function isDamageNoted(root: string): boolean {
  return existsSync(dataPath(root, 'damageNote'));
}

/**
 * Looks at the whole cache, and begins it again where it is damaged. Nothing but `ingest` does this: of an archived session the
 * cache is all that is left. The cache must not be open in this process.
 *
 * @returns null where the cache is sound
 * @throws the driver's busy error while another process has the cache open; CacheError for one of a later version
 */
export function mendCache(root: string, driver: SqliteDriver, busyMs: number): Renewal | null {
  const path = cachePath(root);
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const renewal =
    isThere && checkDatabase(driver, path, busyMs, CACHE_SCHEMA) !== 'ok'
      ? renewCache(driver, path, busyMs)
      : null;
  rmSync(dataPath(root, 'damageNote'), { force: true });
  return renewal;
}

/**
 * The same for the list of notices; it is small, and looked at by every `ingest` that finds it.
 *
 * @returns where the damaged file lies now; null where there was none
 */
export function repairNotices(root: string, driver: SqliteDriver, busyMs: number): string | null {
  const path = dataPath(root, 'notices');
  if (!lstatSync(path, { throwIfNoEntry: false })) return null;
  if (checkDatabase(driver, path, busyMs, NOTICES_SCHEMA) === 'ok') return null;
  return renewDatabase(driver, path, busyMs, NOTICES_SCHEMA, createNotices, takeNotices);
}
