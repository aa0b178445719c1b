import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const APPS = 'var/cpanel/apps';

/** Whether a registered AppConfig covers this path: its url is a prefix. Without one, cpsrvd answers 403. */
export function isCovered(root: string, path: string): boolean {
  const folder = join(root, APPS);
  if (!existsSync(folder)) {
    return false;
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.conf'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/\r?\n/))
    .filter((line) => line.startsWith('url='))
    .map((line) => line.slice('url='.length))
    .some((url) => url !== '' && url !== '/' && path.startsWith(url));
}

/** Registers the plugin as its installer would, for tests of an uninstalled build. */
export function registerPlugin(root: string): void {
  mkdirSync(join(root, APPS), { recursive: true });
  const lines = ['name=transfer_monitor', 'service=whostmgr', 'url=/cgi/transfer_monitor/', ''];
  writeFileSync(join(root, APPS, 'transfer_monitor.conf'), lines.join('\n'));
}
