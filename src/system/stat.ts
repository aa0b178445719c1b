import { lstatSync, type Stats } from 'node:fs';
import { errnoOf } from './errno.ts';

/** What stands at a path, its own link unfollowed; null where nothing does, also because a folder above it is none. */
export function lstatOrNull(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}
