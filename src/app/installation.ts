import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { readConfig } from '../system/config.ts';
import { hostPath } from '../system/environment.ts';
import { wordsOf } from '../system/errno.ts';
import {
  DATA,
  PACKAGE,
  PLUGIN,
  type PlaceState,
  readPlaces,
  TOOL,
} from '../system/installation-place.ts';
import { readChromeFiles } from '../whm/chrome-files.ts';

const VENDOR = '/usr/local/cpanel/bin';
const CHILD_LIMIT_MS = 30_000;

/** What there is to know about an installation; the judgement is `doctor`'s. A trouble of null is none. */
export interface InstallationFacts {
  /** As root: owners and modes mean what they say. */
  isRoot: boolean;
  /** Of cPanel & WHM; null where this is no such server. */
  serverVersion: string | null;
  /** Of the package that was installed; null where none was. */
  installedVersion: string | null;
  places: PlaceState[];
  /** The Node that page and command start with. */
  scripts: { path: string; node: string | null; isExecutable: boolean }[];
  sqlite: { chosen: string | null; trouble: string | null };
  registration: { isRegistered: boolean; trouble: string | null };
  hooks: { missing: string[]; trouble: string | null };
  sessionsFolderTrouble: string | null;
  chromeTrouble: string | null;
  config: { errors: string[]; warnings: string[] };
  /** Of the file system that holds the data, in bytes; null where it cannot be asked. */
  disk: { freeBytes: number; totalBytes: number } | null;
}

/**
 * Looks at everything that `install.sh` made and that the program needs. Reads only, and asks two of the
 * vendor's commands; nothing here throws: what cannot be looked at is a trouble in words.
 *
 * @param childEnv the environment for child processes, without secrets
 */
export function readInstallation(
  root: string,
  childEnv: Record<string, string>,
): InstallationFacts {
  const scripts = [`${PLUGIN}/index.cgi`, TOOL].map((path) => readScript(root, path));
  const chrome = readChromeFiles(root, 'root', null);
  const { errors, warnings } = readConfig(root);
  return {
    isRoot: process.getuid?.() === 0,
    serverVersion: firstLine(hostPath(root, '/usr/local/cpanel/version')),
    installedVersion: firstLine(hostPath(root, `${PACKAGE}/VERSION`)),
    places: readPlaces(root),
    scripts,
    sqlite: readSqlite(root, scripts.find((script) => script.isExecutable)?.node ?? null, childEnv),
    registration: readRegistration(root, childEnv),
    hooks: readHooks(root, childEnv),
    sessionsFolderTrouble: readingTrouble(hostPath(root, '/var/cpanel/transfer_sessions')),
    chromeTrouble: chrome.ok ? null : chrome.reason,
    config: { errors, warnings },
    disk: readDisk(hostPath(root, existsSync(hostPath(root, DATA)) ? DATA : '/var/cpanel')),
  };
}

/** The second line of our scripts names their Node: `N='/opt/cpanel/ea-nodejs22/bin/node'`. */
function readScript(root: string, path: string): InstallationFacts['scripts'][number] {
  let node: string | null = null;
  try {
    const second = readFileSync(hostPath(root, path), 'utf8').split('\n', 2)[1] ?? '';
    node = /N='([^']*)'/.exec(second)?.[1] ?? null;
  } catch {
    // Whether the file is there is a finding of its own.
  }
  return {
    path,
    node,
    isExecutable: node !== null && accessTrouble(node, constants.X_OK) === null,
  };
}

/** Tries the chosen way to SQLite as the installer did: in a child, which a wrong native file may end. */
function readSqlite(
  root: string,
  node: string | null,
  childEnv: Record<string, string>,
): InstallationFacts['sqlite'] {
  const chosen = firstLine(hostPath(root, `${PLUGIN}/driver`));
  const probe = hostPath(root, `${PACKAGE}/installer/probe-sqlite.cjs`);
  if (chosen === null || node === null || !existsSync(probe)) return { chosen, trouble: null };
  const native = hostPath(root, `${PLUGIN}/better_sqlite3.node`);
  const run = ask(node, ['--no-warnings', probe, chosen, native], childEnv);
  return { chosen, trouble: run.trouble };
}

function readRegistration(
  root: string,
  childEnv: Record<string, string>,
): InstallationFacts['registration'] {
  const command = hostPath(root, `${VENDOR}/is_registered_with_appconfig`);
  const { out, trouble } = ask(command, ['whostmgr', 'transfer_monitor'], childEnv);
  return { isRegistered: out.trim() === '1', trouble };
}

function readHooks(root: string, childEnv: Record<string, string>): InstallationFacts['hooks'] {
  const { out, trouble } = ask(hostPath(root, `${VENDOR}/manage_hooks`), ['list'], childEnv);
  const missing = ['upcp', 'transfer-session'].filter(
    (name) => !out.includes(`${PACKAGE}/hooks/${name}`),
  );
  return { missing, trouble };
}

function ask(
  command: string,
  args: string[],
  env: Record<string, string>,
): { out: string; trouble: string | null } {
  try {
    const out = execFileSync(command, args, {
      env,
      encoding: 'utf8',
      timeout: CHILD_LIMIT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { out, trouble: null };
  } catch (error) {
    return { out: '', trouble: childTrouble(error) };
  }
}

/** The line of a failed child that says most. */
function childTrouble(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { signal, stderr } = error as Error & { signal?: unknown; stderr?: unknown };
  if (typeof signal === 'string') return `it was ended by ${signal}`;
  const lines = String(stderr ?? '').split('\n');
  const line = lines.find((text) => /^[A-Za-z]*Error\b/.test(text)) ?? lines.find((text) => text);
  return line ?? error.message;
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').split('\n', 1)[0]?.trim() || null;
  } catch {
    return null;
  }
}

function readingTrouble(path: string): string | null {
  return accessTrouble(path, constants.R_OK | constants.X_OK);
}

function accessTrouble(path: string, mode: number): string | null {
  try {
    accessSync(path, mode);
    return null;
  } catch (error) {
    return wordsOf(error);
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
