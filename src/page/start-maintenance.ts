import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasChannels } from '../notify/notification-channel.ts';
import { hostPath } from '../system/environment.ts';
import { dataFolder, dataPath, TOOL } from '../system/paths.ts';
import { touch } from '../system/safe-file.ts';
import { startProcess } from '../system/start-process.ts';
import type { RequestContext } from './context.ts';
import { startRepair } from './start-repair.ts';

const PAUSE_SECONDS = 60;
/**
 * The lock is the one of `hooks/ingest`, on the data folder itself: it needs no file, and the system releases it when
 * its process ends in whatever way. A process that finds it taken leaves the work to the one that has it. What the
 * command starts (a mail program that stays) must not keep it.
 */
const RUN = `exec 9<"$1" || exit 1
flock -n 9 || exit 0
nice -n 10 timeout 900 "$2" ingest --quiet 9<&-`;

/**
 * Starts a repair where Node was replaced, and `whm-transfers ingest` in the background where the cache is damaged or
 * there is something to do that no page should wait for: notifying people, archiving logs, reading logs to their end
 * for which a page had too little time, and renewing what older rules made. At most once a minute and one at a time,
 * however many pages are viewed. Never fails: a page has its own things to say.
 */
export async function startMaintenance(
  { monitor, childEnv }: RequestContext,
  isReadingLeft = false,
): Promise<void> {
  const { config, root, now } = monitor;
  await startRepair(root, childEnv);
  const isNeeded = isReadingLeft || monitor.limit?.isDamaged === true;
  if (!isNeeded && !hasChannels(config.notify) && !config.retention.keepLogs) return;
  const data = dataFolder(root);
  const stamp = dataPath(root, 'maintained');
  try {
    const last = lstatSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    // A clock that was set back must not prevent it.
    if (Math.abs(now - last / 1000) < PAUSE_SECONDS) return;
    touch(stamp);
  } catch {
    // Where no stamp can be stored, nothing else can: each page would start it again.
    return;
  }
  const tool = findTool(root);
  if (tool === undefined) return;
  const { child } = await startProcess('/bin/sh', ['-c', RUN, 'ingest', data, tool], {
    cwd: '/',
    env: { ...childEnv, WHM_TRANSFERS_ROOT: root, WHM_TRANSFERS_CALLER: 'hook' },
    // The server waits until the page's output is closed.
    stdio: 'ignore',
    detached: true,
  });
  child?.unref();
}

/** The installed command, or the one that the build has put beside the page; undefined where there is neither. */
export function findTool(root: string): string | undefined {
  const tools = [hostPath(root, TOOL), join(dirname(process.argv[1] ?? '.'), '../whm-transfers')];
  return tools.find((path) => existsSync(path));
}
