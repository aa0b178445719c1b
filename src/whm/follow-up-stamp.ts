import { appendFileSync } from 'node:fs';
import { hostPath } from '../system/environment.ts';
import { lstatOrNull } from '../system/stat.ts';

/** Grows by a byte with every tick, so that a page that is open elsewhere can tell from a `stat` that there is news. */
const STAMP = '/var/cpanel/transfer_monitor/follow-ups.stamp';

/** @throws system errors of the data folder */
export function touchFollowUps(root: string): void {
  appendFileSync(hostPath(root, STAMP), '.', { mode: 0o600 });
}

/** Another value after every tick; null before the first. */
export function followUpStamp(root: string): string | null {
  const stat = lstatOrNull(hostPath(root, STAMP));
  return stat ? `${stat.ino}:${stat.size}` : null;
}
