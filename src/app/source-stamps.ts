import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { dataPath } from '../system/paths.ts';
import { lstatOrNull, openToAppend, writeAll } from '../system/safe-file.ts';
import { databaseStamp } from '../whm/foreign-database.ts';
import { indexPath, sessionPath } from '../whm/session-folder.ts';

/**
 * Lets pages that are open elsewhere see from a `stat` that there is news.
 *
 * @throws system errors of the data folder; UnsafeFileError where a link or a folder is in the file's place
 */
export function touchFollowUps(root: string): void {
  const { fd } = openToAppend(dataPath(root, 'followUps'));
  try {
    writeAll(fd, Buffer.from('.'));
  } finally {
    closeSync(fd);
  }
}

/** Changes with every change of a mark; null before the first. */
export function followUpStamp(root: string): string | null {
  const stat = lstatOrNull(dataPath(root, 'followUps'));
  return stat ? `${stat.ino}:${stat.size}` : null;
}

/** Changes with every write to one of the databases and marks that a session's view is made from, besides its logs. */
export function sourceStamps(root: string, id: string): (string | null)[] {
  return [
    databaseStamp(indexPath(root)),
    databaseStamp(join(sessionPath(root, id), 'db.sqlite')),
    followUpStamp(root),
  ];
}
