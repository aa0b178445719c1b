import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/** A place in one of our bundles: `/…/page.cjs:2:1234`, `https://…/transfer_monitor.js?v=1:1:99`. */
const PLACE =
  /(?:[^\s()@]*\/)?(page\.cjs|fault\.cjs|index\.cgi|whm-transfers|transfer_monitor\.js)(?:\?[^\s:()]*)?:(\d+):(\d+)/g;

/**
 * A stack with places in the sources in front of those in the bundles. The maps lie beside the bundles and are read for
 * this alone: Node's own `--enable-source-maps` would read them at every start.
 *
 * @param folders where `<bundle>.map` may be, the most likely first
 */
export function mapStack(stack: string, folders: readonly string[]): string {
  const maps = new Map<string, SourceMap | null>();
  return stack.replace(PLACE, (found, bundle: string, line: string, column: string) => {
    const short = `${bundle}:${line}:${column}`;
    let map = maps.get(bundle);
    if (map === undefined) {
      map = readMap(bundle, folders);
      maps.set(bundle, map);
    }
    if (map === null) return found;
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry) || !entry.originalSource) return short;
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1} [${short}]`;
  });
}

/** Null where there is none: then the place in the bundle has to do. */
function readMap(bundle: string, folders: readonly string[]): SourceMap | null {
  const path = folders.map((folder) => join(folder, `${bundle}.map`)).find(existsSync);
  if (path === undefined) return null;
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // It may be damaged, as the program that failed may be.
    return null;
  }
}
