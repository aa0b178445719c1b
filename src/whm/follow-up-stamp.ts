import { appendFileSync } from 'node:fs';
import { dataPath } from '../system/paths.ts';
import { lstatOrNull } from '../system/stat.ts';

/**
 * Lets a page that is open elsewhere tell from a `stat` that there is news.
 *
 * @throws system errors of the data folder
 */
export function touchFollowUps(root: string): void {
  appendFileSync(dataPath(root, 'followUps'), '.', { mode: 0o600 });
}

/** Another value after every tick; null before the first. */
export function followUpStamp(root: string): string | null {
  const stat = lstatOrNull(dataPath(root, 'followUps'));
  return stat ? `${stat.ino}:${stat.size}` : null;
}
