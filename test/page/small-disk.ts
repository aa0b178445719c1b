import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../remove-folder.ts';

/** Whether small disks can be made here: only root can mount them, and not in every container. */
export const canMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), 'transfer-monitor-mount-'));
  const run = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', place]);
  if (run.status === 0) spawnSync('umount', [place]);
  removeFolder(place);
  return run.status === 0;
})();

export function mount(...options: string[]): void {
  const run = spawnSync('mount', options, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
}

/** Leaves no byte of the disk at `folder` free. */
export function fillDisk(folder: string): void {
  spawnSync('sh', ['-c', `cat /dev/zero >'${join(folder, 'filler')}' 2>/dev/null`]);
}

export const drainDisk = (folder: string): void => rmSync(join(folder, 'filler'), { force: true });
