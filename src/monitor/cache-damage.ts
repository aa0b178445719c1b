import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { hostPath } from '../host/environment.ts';
import { type Renewal, renewCache } from '../store/cache-renewal.ts';
import { checkDatabase } from '../store/database-check.ts';
import type { SqliteDriver } from '../store/driver.ts';
import { DATA_FOLDER } from './data-folder.ts';

/** Left by whoever has met damage; the next `ingest` looks at the whole cache then. */
const NOTE = `${DATA_FOLDER}/cache-damage-seen`;

export function cachePath(root: string): string {
  return hostPath(root, `${DATA_FOLDER}/cache.sqlite`);
}

/** Notes that the cache seems to be damaged. Never fails: it is called where something has failed already. */
export function noteDamage(root: string): void {
  try {
    writeFileSync(hostPath(root, NOTE), '', { mode: 0o600 });
  } catch {
    // A full or read-only disk: `ingest` can still meet the damage itself.
  }
}

export function isDamageNoted(root: string): boolean {
  return existsSync(hostPath(root, NOTE));
}

/**
 * Looks at the whole cache, and begins it anew where it is damaged. Nothing but `ingest` does this: of an archived session the
 * cache is all that is left. The cache must not be open in this process.
 *
 * @returns null where the cache is sound
 * @throws the driver's busy error while another process has the cache open
 */
export function mendCache(root: string, driver: SqliteDriver, busyMs: number): Renewal | null {
  const path = cachePath(root);
  const renewal =
    existsSync(path) && checkDatabase(driver, path, busyMs) !== 'ok'
      ? renewCache(driver, path, busyMs)
      : null;
  rmSync(hostPath(root, NOTE), { force: true });
  return renewal;
}
