import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from './errno.ts';

/** Whether a process with that number exists; one that took over the number counts as well. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** The names in a folder; none where it cannot be read. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @returns false where it cannot be removed */
export function removeFile(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes what processes that were killed while writing have left. Never fails.
 *
 * @param pattern matches the names of drafts; its first group is the number of the process that writes them
 * @returns how many there were
 */
export function removeDrafts(folder: string, pattern: RegExp): number {
  let removed = 0;
  for (const name of listNames(folder)) {
    const pid = pattern.exec(name)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    if (removeFile(join(folder, name))) removed += 1;
  }
  return removed;
}
