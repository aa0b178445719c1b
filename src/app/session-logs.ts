import { listLogNames } from '../logfile/log-list.ts';
import type { SessionLogs } from '../logfile/session-search.ts';
import { hasSessionFolder, sessionPath } from '../whm/session-folder.ts';
import { listSessionLogs, openSessionLog } from './archive.ts';

/** All logs of a session, to search in: the server's own, else those in the archive. */
export function sessionLogs(root: string, id: string): SessionLogs {
  return {
    names: () =>
      hasSessionFolder(root, id)
        ? listLogNames(sessionPath(root, id))
        : listSessionLogs(root, id).map(({ name }) => name),
    open: (name) => openSessionLog(root, id, name),
  };
}

/** One log of a session, as if it were the only one. */
export function oneLog(root: string, id: string, name: string): SessionLogs {
  return { names: () => [name], open: () => openSessionLog(root, id, name) };
}
