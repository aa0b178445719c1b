import { existsSync, readFileSync, statSync } from 'node:fs';
import { hostPath } from '../system/environment.ts';
import { dataFolder, dataPath, PACKAGE_FOLDER, PLUGIN_FOLDER } from '../system/paths.ts';
import { startProcess } from '../system/start-process.ts';

const PAUSE_MS = 3_600_000;

/**
 * The hook of the server's updates repairs, under the lock of the runs in the background (see start-maintenance.ts): who
 * finds that taken leaves it to a later page.
 */
const RUN = `exec 9<"$1" || exit 1
flock -n 9 || exit 0
nice -n 10 "$2" 9<&-`;

/**
 * Starts a repair in the background where another version of Node runs this than the one that the way to SQLite was chosen
 * for: it may have a better one, or need another native file. Where repairing does not help, once an hour. Never fails.
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

/** The second line of the installer's choice is the version that it was made for. */
function isReplaced(choice: string): boolean {
  try {
    const version = readFileSync(choice, 'utf8').split('\n')[1]?.trim();
    return Boolean(version) && version !== process.versions.node;
  } catch {
    return false;
  }
}

/** This Node was there already when the last repair was tried, which is not long ago. */
function wasTried(log: string): boolean {
  try {
    const tried = statSync(log).mtimeMs;
    return Math.abs(Date.now() - tried) < PAUSE_MS && statSync(process.execPath).ctimeMs < tried;
  } catch {
    return false;
  }
}
