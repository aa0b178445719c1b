import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostPath } from './environment.ts';
import { PLUGIN_FOLDER } from './paths.ts';

/**
 * The folder of the installed or built page, in which one of some files is: for the page its own, for the command `plugin/`
 * beside it or where the plugin is installed. Null where none has one.
 *
 * @param root the host root
 */
export function folderWith(root: string, ...names: string[]): string | null {
  const script = process.argv[1];
  const own = script === undefined ? '.' : dirname(script);
  const folders = [own, join(own, 'plugin'), hostPath(root, PLUGIN_FOLDER)];
  return folders.find((path) => names.some((name) => existsSync(join(path, name)))) ?? null;
}
