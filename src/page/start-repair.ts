import { existsSync, readFileSync, statSync } from 'node:fs';
import { hostPath } from '../system/environment.ts';
import { dataFolder, dataPath, PACKAGE_FOLDER, PLUGIN_FOLDER } from '../system/paths.ts';
import { startProcess } from '../system/start-process.ts';

const PAUSE_MS = 3_600_000;

/**
 * The hook for the server's updates does the repair, under the lock of the background runs (see start-maintenance.ts):
 * a process that finds it taken leaves it to a later page.
 */
const RUN = `exec 9<"$1" || exit 1
flock -n 9 || exit 0
nice -n 10 "$2" 9<&-`;

/**
 * Starts a repair in the background where this runs on another version of Node than the one for which the SQLite driver
 * was chosen: a better driver may be possible, or another native file needed. Where repairing does not help, at most
 * once an hour. Never fails.
 *
 * @returns whether a repair was started
 */
export async function startRepair(
  root: string,
  childEnv: Record<string, string>,
): Promise<boolean> {
  const hook = hostPath(root, `${PACKAGE_FOLDER}/hooks/upcp`);
  if (!isReplaced(hostPath(root, `${PLUGIN_FOLDER}/driver`)) || !existsSync(hook)) return false;
  if (wasTried(dataPath(root, 'repairLog'))) return false;
  const { child } = await startProcess('/bin/sh', ['-c', RUN, 'repair', dataFolder(root), hook], {
    cwd: '/',
    env: childEnv,
    stdio: 'ignore',
    detached: true,
  });
  child?.unref();
  return child !== null;
}

/** The second line of the installer's choice is the version of Node that it was made for. */
function isReplaced(choice: string): boolean {
  try {
    const version = readFileSync(choice, 'utf8').split('\n')[1]?.trim();
    return Boolean(version) && version !== process.versions.node;
  } catch {
    return false;
  }
}

/** Whether this Node was there when a repair was last tried, not long ago. */
function wasTried(log: string): boolean {
  try {
    const tried = statSync(log).mtimeMs;
    return Math.abs(Date.now() - tried) < PAUSE_MS && statSync(process.execPath).ctimeMs < tried;
  } catch {
    return false;
  }
}
