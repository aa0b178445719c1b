import { readFileSync } from 'node:fs';
import { errnoOf } from '../system/errno.ts';
import { lstatOrNull } from '../system/safe-file.ts';

/**
 * Whether a process is the master of a session: it exists, and its command line (`transfer_session - <id> - MASTER`)
 * contains the session's id. A pid alone proves nothing: it may have been reused.
 *
 * @param proc where the system shows its processes
 * @returns null where a process exists that nobody may look at
 */
export function isMasterAlive(
  pid: number | null,
  sessionId: string,
  proc = '/proc',
): boolean | null {
  if (pid === null || !Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    // An index of old sessions names thousands of processes that are gone: an exception for each of them is expensive.
    if (!lstatOrNull(`${proc}/${pid}`)) return false;
    return readFileSync(`${proc}/${pid}/cmdline`, 'utf8').includes(sessionId);
  } catch (error) {
    const code = errnoOf(error);
    return code === 'ENOENT' || code === 'ESRCH' ? false : null;
  }
}
