import { lstatSync } from 'node:fs';
import { hostPath } from './environment.ts';

/** One file or folder of an installation, as `install.sh` makes it. */
export interface Place {
  /** Absolute path on the host. */
  path: string;
  kind: 'file' | 'folder';
  /** Permission bits that it must have, as a number: 0o700. */
  mode: number;
  /** What it is, in words. */
  what: string;
  /** Without it the installation works, with less. */
  optional?: true;
}

export interface PlaceState extends Place {
  /** What is there: null where there is nothing. */
  found: { kind: 'file' | 'folder' | 'other'; mode: number; uid: number; size: number } | null;
}

export const PLUGIN = '/usr/local/cpanel/whostmgr/docroot/cgi/transfer_monitor';
export const DATA = '/var/cpanel/transfer_monitor';
export const PACKAGE = `${DATA}/package`;
export const TOOL = '/usr/local/bin/whm-transfers';
export const CRON = '/etc/cron.d/whm-transfer-monitor';

/** What `install.sh` puts on a server, and what the program makes there itself (optional). */
const PLACES: readonly Place[] = [
  { path: PLUGIN, kind: 'folder', mode: 0o700, what: 'the plugin folder' },
  { path: `${PLUGIN}/index.cgi`, kind: 'file', mode: 0o700, what: 'the page' },
  { path: `${PLUGIN}/driver`, kind: 'file', mode: 0o644, what: 'the choice of SQLite' },
  { path: `${PLUGIN}/transfer_monitor.css`, kind: 'file', mode: 0o644, what: "the page's style" },
  { path: TOOL, kind: 'file', mode: 0o700, what: 'the command' },
  {
    path: '/usr/local/cpanel/whostmgr/docroot/addon_plugins/transfer_monitor.png',
    kind: 'file',
    mode: 0o644,
    what: 'the icon',
  },
  { path: DATA, kind: 'folder', mode: 0o700, what: 'the data folder' },
  { path: PACKAGE, kind: 'folder', mode: 0o700, what: 'the copy to repair from' },
  { path: `${PACKAGE}/install.sh`, kind: 'file', mode: 0o700, what: 'the installer' },
  { path: `${PACKAGE}/installer`, kind: 'folder', mode: 0o700, what: "the installer's parts" },
  { path: `${PACKAGE}/dist`, kind: 'folder', mode: 0o700, what: 'what the installer installs' },
  { path: `${PACKAGE}/hooks/upcp`, kind: 'file', mode: 0o700, what: 'the hook for updates' },
  {
    path: `${PACKAGE}/hooks/transfer-session`,
    kind: 'file',
    mode: 0o700,
    what: 'the hook for sessions',
  },
  {
    path: `${DATA}/cache.sqlite`,
    kind: 'file',
    mode: 0o600,
    what: 'the cache',
    optional: true,
  },
  {
    path: `${DATA}/faults.log`,
    kind: 'file',
    mode: 0o600,
    what: 'the fault log',
    optional: true,
  },
  {
    path: `${DATA}/config.json`,
    kind: 'file',
    mode: 0o600,
    what: 'the settings',
    optional: true,
  },
  { path: CRON, kind: 'file', mode: 0o644, what: 'the cron entry', optional: true },
];

/** Looks at each place under the host root; what cannot be looked at counts as not there. */
export function readPlaces(root: string): PlaceState[] {
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
