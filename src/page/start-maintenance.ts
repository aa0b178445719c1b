import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostPath } from '../host/environment.ts';
import { DATA_FOLDER } from '../monitor/monitor.ts';
import { hasChannels } from '../monitor/notice-channel.ts';
import type { Caller } from './caller.ts';

const TOOL = '/usr/local/bin/whm-transfers';
/** Its age says when a page started this last. */
const STAMP = 'maintained';
const PAUSE_SECONDS = 60;

/**
 * Starts `whm-transfers ingest` in the background where the configuration gives it something to do that no page should wait
 * for: telling people, archiving logs. At most once a minute, however many pages are looked at.
 */
export async function startMaintenance({ monitor, childEnv }: Caller): Promise<void> {
  const { config, root, now } = monitor;
  if (!hasChannels(config.notify) && !config.retention.keepLogs) return;
  const stamp = join(hostPath(root, DATA_FOLDER), STAMP);
  const last = lstatSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // A clock that was set back must not stop it.
  if (Math.abs(now - last / 1000) < PAUSE_SECONDS) return;
  const tools = [hostPath(root, TOOL), join(dirname(process.argv[1] ?? '.'), '../whm-transfers')];
  const tool = tools.find((path) => existsSync(path));
  if (tool === undefined) return;
  writeFileSync(stamp, '', { mode: 0o600 });
  const { spawn } = await import('node:child_process');
  const child = spawn(tool, ['ingest'], {
    cwd: '/',
    env: { ...childEnv, WHM_TRANSFERS_ROOT: root },
    // The server waits for the page's output to be closed.
    stdio: 'ignore',
    detached: true,
  });
  // A command that cannot be started is what doctor finds.
  child.on('error', () => {});
  child.unref();
}
