import { hostPath } from './environment.ts';

/** Where the plugin's page is installed. */
export const PLUGIN_FOLDER = '/usr/local/cpanel/whostmgr/docroot/cgi/transfer_monitor';
/** The command. */
export const TOOL = '/usr/local/bin/whm-transfers';
export const CRON = '/etc/cron.d/whm-transfer-monitor';
/** Where this program keeps its own files (0700). */
export const DATA_FOLDER = '/var/cpanel/transfer_monitor';

/**
 * Everything that this program, its hooks and its installer write into the data folder: the one list.
 * test/system/paths.test.ts compares `uninstall.sh`, the installer and README.md with it.
 */
export const OWN_FILES = {
  /** What the logs said. */
  cache: 'cache.sqlite',
  /** What was sent to whom. */
  notices: 'notices.sqlite',
  /** Kept logs, a folder for each session. */
  archive: 'archive',
  config: 'config.json',
  /** The secret behind the proofs of forms. */
  csrfKey: 'csrf.key',
  faults: 'faults.log',
  /** Left by a process that has met damage; the next `ingest` then checks the whole cache. */
  damageNote: 'cache-damage-seen',
  /** Its age says when `ingest` last checked the whole cache. */
  lookNote: 'cache-damage-looked',
  /** "SINCE LAST" in epoch seconds: since when the clock has gone on steadily, and when a run last saw it. */
  clock: 'clock',
  /** Its age says when a page last started `ingest`. */
  maintained: 'maintained',
  /** Its age says when the PHP helper for the server's chrome last failed. */
  chromeFailed: 'chrome-failed',
  /** Grows by a byte with every follow-up mark. */
  followUps: 'follow-ups.stamp',
  /** The server's answers for forecasts. */
  forecast: 'forecast.json',
  /** The package that repairs the installation. */
  package: 'package',
  /** Written by the hooks. */
  ingestLog: 'ingest.log',
  repairLog: 'repair.log',
} as const;

/** Kinds of file of which there are several; their names begin with this. */
export const OWN_FAMILIES = {
  /** Compiled code, by view. */
  code: 'code-',
  /** Sessions that are being read again by newer rules. */
  renewal: 'renewal-',
  /** Views of sessions that are open in several tabs, each from a moment ago. */
  shared: 'shared-',
} as const;

export const PACKAGE_FOLDER = `${DATA_FOLDER}/${OWN_FILES.package}`;

export function dataFolder(root: string): string {
  return hostPath(root, DATA_FOLDER);
}

export function dataPath(root: string, file: keyof typeof OWN_FILES): string {
  return hostPath(root, `${DATA_FOLDER}/${OWN_FILES[file]}`);
}
