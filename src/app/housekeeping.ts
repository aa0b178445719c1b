import { join } from 'node:path';
import { moveAside } from '../store/new-database.ts';
import { damagedCaches } from '../system/code-cache.ts';
import { removeDrafts, removeFile } from '../system/draft.ts';
import { dataFolder } from '../system/paths.ts';

/** What this program writes under a name of its own first; the first group is the number of the process. */
const DRAFT =
  /^(?:code-[a-z]+-[a-z]+|shared-\d+(?:\.maker)?|csrf\.key|clock|(?:cache|notices)\.sqlite)\.(\d+)(?:\.new(?:-[a-z]+)?|\.[0-9a-f]{12})?$/;

/**
 * Takes away what is of no use in the data folder: drafts of processes that were killed, compiled code that is damaged.
 *
 * @returns what was done, in words
 */
export function keepHouse(root: string): string[] {
  const folder = dataFolder(root);
  removeDrafts(folder, DRAFT);
  return damagedCaches(folder)
    .filter((name) => removeFile(join(folder, name)) || makesRoom(join(folder, name)))
    .map((name) => `${name} was damaged and is taken away.`);
}

/** A folder in the place of a file: what is in it may be somebody's. */
function makesRoom(path: string): boolean {
  try {
    moveAside(path);
    return true;
  } catch {
    return false;
  }
}

/** The names of damaged files of compiled code. */
export function damagedCode(root: string): string[] {
  return damagedCaches(dataFolder(root)).sort();
}
