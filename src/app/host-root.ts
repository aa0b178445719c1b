import { existsSync } from 'node:fs';
import { Problem } from './problem.ts';

/** @throws Problem where a mistyped root would be made, and have no sessions */
export function requireHostRoot(root: string): void {
  if (existsSync(root)) return;
  throw new Problem('fault', { code: 'no-root-folder', root });
}
