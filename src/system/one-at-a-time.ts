import { closeSync, openSync, statSync, unlinkSync } from 'node:fs';
import { errnoOf } from './errno.ts';
import { dataFolder, OWN_FAMILIES } from './paths.ts';

/** A process that held it for longer was killed. */
const MAX_MS = 3_000;

/**
 * Does a piece of work that one process at a time is enough for, and skips it while another process does it. Where no
 * lock file can be kept, each process does it for itself.
 */
export function oneAtATime(root: string, name: string, work: () => void): void {
  const path = `${dataFolder(root)}/${OWN_FAMILIES.shared}${name}`;
  const hold = take(path);
  if (hold === 'others') return;
  try {
    work();
  } finally {
    if (hold === 'own') release(path);
  }
}

function take(path: string): 'own' | 'others' | 'none' {
  for (let tries = 0; tries < 2; tries++) {
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return 'own';
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') return 'none';
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age >= 0 && age < MAX_MS) return 'others';
      release(path);
    }
  }
  return 'none';
}

function release(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process took it for an abandoned one.
  }
}
