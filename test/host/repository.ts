import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of this repository, from wherever this module runs: as it is, or bundled for the preview. */
export function repositoryRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(`no package.json above ${import.meta.dirname}`);
    }
    folder = parent;
  }
  return folder;
}
