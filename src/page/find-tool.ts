import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostPath } from '../system/environment.ts';
import { TOOL } from '../system/paths.ts';

/** The command as it is installed, or as the build has put it beside the page; undefined where there is neither. */
export function findTool(root: string): string | undefined {
  const tools = [hostPath(root, TOOL), join(dirname(process.argv[1] ?? '.'), '../whm-transfers')];
  return tools.find((path) => existsSync(path));
}
