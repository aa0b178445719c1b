import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { askCommand } from '../system/ask-command.ts';
import { readConfig } from '../system/config.ts';
import { hostPath } from '../system/environment.ts';
import { errorMessage } from '../system/errno.ts';
import {
  type NodeState,
  readNode,
  readScript,
  type ScriptState,
} from '../system/installation-node.ts';
import { type PageTrial, tryPage } from '../system/installation-page.ts';
import { type PlaceState, readInstalledPlaces } from '../system/installation-place.ts';
import { DATA_FOLDER, dataFolder, PACKAGE_FOLDER, PLUGIN_FOLDER, TOOL } from '../system/paths.ts';
import { readChromeFiles } from '../whm/chrome-files.ts';
import {
  type HooksState,
  type RegistrationState,
  readHooks,
  readRegistration,
} from '../whm/installation-whm.ts';

/** What there is to know about an installation; judging it is left to `doctor`. A `trouble` of null means that there is none. */
export interface InstallationFacts {
  /** Run as root: then owners and modes can be judged. */
  isRoot: boolean;
  /** The version of cPanel & WHM; null where this is no such server. */
  serverVersion: string | null;
  /** The version of the installed package; null where there is none. */
  installedVersion: string | null;
  places: PlaceState[];
  /** How page and command start. */
  scripts: ScriptState[];
  /** The Node that the page starts with, or the command where the page has none; null where none is left. */
  node: NodeState | null;
  /** `madeFor`: the version of Node for which the driver was chosen. */
  sqlite: { chosen: string | null; madeFor: string | null; trouble: string | null };
  /** Null where the page could not be tried, for a reason that is reported by itself. */
  page: PageTrial | null;
  registration: RegistrationState;
  hooks: HooksState;
  sessionsFolderTrouble: string | null;
  chromeTrouble: string | null;
  config: { errors: string[]; warnings: string[] };
  /** The file system that holds the data, in bytes; null where it cannot be queried. */
  disk: { freeBytes: number; totalBytes: number } | null;
}

/**
 * Looks at everything that `install.sh` made and that the program needs. Only reads, asks three of the vendor's
 * commands, and tries the page on an empty server; nothing here throws: what cannot be looked at is described in words.
 *
 * @param childEnv the environment for child processes, without secrets
 */
export function readInstallation(
  root: string,
  childEnv: Record<string, string>,
): InstallationFacts {
  const scripts = [`${PLUGIN_FOLDER}/index.cgi`, TOOL].map((path) => readScript(root, path));
  const running = scripts.find((script) => script.running !== null)?.running ?? null;
  const node = running === null ? null : readNode(running, childEnv);
  const trusted = node?.distrust === null ? node.path : null;
  const sqlite = readSqlite(root, trusted, childEnv);
  const canTry = trusted !== null && scripts[0]?.running != null && sqlite.trouble === null;
  const chrome = readChromeFiles(root, 'root', null);
  const { errors, warnings } = readConfig(root);
  return {
    isRoot: process.getuid?.() === 0,
    serverVersion: firstLine(hostPath(root, '/usr/local/cpanel/version')),
    installedVersion: firstLine(hostPath(root, `${PACKAGE_FOLDER}/VERSION`)),
    places: readInstalledPlaces(root),
    scripts,
    node,
    sqlite,
    page: canTry ? tryPage(root, childEnv) : null,
    registration: readRegistration(root, childEnv),
    hooks: readHooks(root, childEnv),
    sessionsFolderTrouble: readingTrouble(hostPath(root, '/var/cpanel/transfer_sessions')),
    chromeTrouble: chrome.ok ? null : chrome.reason,
    config: { errors, warnings },
    disk: readDisk(hostPath(root, existsSync(dataFolder(root)) ? DATA_FOLDER : '/var/cpanel')),
  };
}

/** Tries the chosen SQLite driver as the installer did: in a child, which an unsuitable native file may crash. */
function readSqlite(
  root: string,
  node: string | null,
  childEnv: Record<string, string>,
): InstallationFacts['sqlite'] {
  const [chosen, madeFor] = firstLines(hostPath(root, `${PLUGIN_FOLDER}/driver`));
  const probe = hostPath(root, `${PACKAGE_FOLDER}/installer/probe-sqlite.cjs`);
  const facts = { chosen: chosen || null, madeFor: madeFor || null };
  if (!chosen || node === null || !existsSync(probe)) return { ...facts, trouble: null };
  const native = hostPath(root, `${PLUGIN_FOLDER}/better_sqlite3.node`);
  const { trouble } = askCommand(node, ['--no-warnings', probe, chosen, native], childEnv);
  return { ...facts, trouble };
}

function firstLine(path: string): string | null {
  return firstLines(path)[0] || null;
}

function firstLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n', 2)
      .map((line) => line.trim());
  } catch {
    return [];
  }
}

function readingTrouble(path: string): string | null {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return null;
  } catch (error) {
    return errorMessage(error);
  }
}

function readDisk(path: string): InstallationFacts['disk'] {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
