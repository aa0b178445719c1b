import { join } from 'node:path';
import { followUpStamp } from '../whm/follow-up-stamp.ts';
import { databaseStamp } from '../whm/foreign-database.ts';
import { indexPath, sessionPath } from '../whm/session-folder.ts';

/** Changes with every write to one of the databases and marks that a session's view is made of, beside its logs. */
export function sourceStamps(root: string, id: string): (string | null)[] {
  return [
    databaseStamp(indexPath(root)),
    databaseStamp(join(sessionPath(root, id), 'db.sqlite')),
    followUpStamp(root),
  ];
}
