import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostPath } from './environment.ts';
import { CRON, DATA_FOLDER, OWN_FILES, PACKAGE_FOLDER, PLUGIN_FOLDER, TOOL } from './paths.ts';

/** One file or folder of an installation, as `install.sh` makes it. */
export interface Place {
  /** Absolute path on the host. */
  path: string;
  kind: 'file' | 'folder';
  /** Permission bits that it must have, as a number: 0o700. */
  mode: number;
  /** What it is, in words. */
  what: string;
  /** The installation works without it, with fewer features. */
  optional?: true;
}

export interface PlaceState extends Place {
  /** What is there; null where nothing is. */
  found: { kind: 'file' | 'folder' | 'other'; mode: number; uid: number; size: number } | null;
}

/** What `install.sh` puts on a server, and what the program itself makes there (optional). */
const PLACES: readonly Place[] = [
  { path: PLUGIN_FOLDER, kind: 'folder', mode: 0o700, what: 'the plugin folder' },
  { path: `${PLUGIN_FOLDER}/index.cgi`, kind: 'file', mode: 0o700, what: 'the page' },
  { path: `${PLUGIN_FOLDER}/driver`, kind: 'file', mode: 0o644, what: 'the choice of SQLite' },
  {
    path: `${PLUGIN_FOLDER}/transfer_monitor.css`,
    kind: 'file',
    mode: 0o644,
    what: "the page's style",
  },
  { path: TOOL, kind: 'file', mode: 0o700, what: 'the command' },
  {
    path: '/usr/local/cpanel/whostmgr/docroot/addon_plugins/transfer_monitor.png',
    kind: 'file',
    mode: 0o644,
    what: 'the icon',
  },
  { path: DATA_FOLDER, kind: 'folder', mode: 0o700, what: 'the data folder' },
  { path: PACKAGE_FOLDER, kind: 'folder', mode: 0o700, what: 'the repair copy' },
  { path: `${PACKAGE_FOLDER}/install.sh`, kind: 'file', mode: 0o700, what: 'the installer' },
  {
    path: `${PACKAGE_FOLDER}/installer`,
    kind: 'folder',
    mode: 0o700,
    what: "the installer's parts",
  },
  {
    path: `${PACKAGE_FOLDER}/dist`,
    kind: 'folder',
    mode: 0o700,
    what: 'what the installer installs',
  },
  { path: `${PACKAGE_FOLDER}/hooks/upcp`, kind: 'file', mode: 0o700, what: 'the hook for updates' },
  {
    path: `${PACKAGE_FOLDER}/hooks/transfer-session`,
    kind: 'file',
    mode: 0o700,
    what: 'the hook for sessions',
  },
  {
    path: `${DATA_FOLDER}/${OWN_FILES.cache}`,
    kind: 'file',
    mode: 0o600,
    what: 'the cache',
    optional: true,
  },
  {
    path: `${DATA_FOLDER}/${OWN_FILES.faults}`,
    kind: 'file',
    mode: 0o600,
    what: 'the fault log',
    optional: true,
  },
  {
    path: `${DATA_FOLDER}/${OWN_FILES.config}`,
    kind: 'file',
    mode: 0o600,
    what: 'the settings',
    optional: true,
  },
  { path: CRON, kind: 'file', mode: 0o644, what: 'the cron entry', optional: true },
];

/** Looks at each place under the host root; what cannot be looked at counts as missing. */
export function readInstalledPlaces(root: string): PlaceState[] {
  return PLACES.map((place) => ({ ...place, found: readState(hostPath(root, place.path)) }));
}

function readState(path: string): PlaceState['found'] {
  try {
    const stat = lstatSync(path);
    const kind = stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
    return { kind, mode: stat.mode & 0o7777, uid: stat.uid, size: stat.size };
  } catch {
    return null;
  }
}

/**
 * The folder of the installed or built page that holds one of some files: for the page its own folder, for the command
 * `plugin/` beside it or where the plugin is installed. Null where none has one.
 *
 * @param root the host root
 */
export function folderWith(root: string, ...names: string[]): string | null {
  const script = process.argv[1];
  const own = script === undefined ? '.' : dirname(script);
  const folders = [own, join(own, 'plugin'), hostPath(root, PLUGIN_FOLDER)];
  return folders.find((path) => names.some((name) => existsSync(join(path, name)))) ?? null;
}
