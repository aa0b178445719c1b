import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launcher, sayOnPage } from '../../scripts/launcher.mjs';
import { distrustPath } from '../../src/system/installation-node.ts';
import { needsNativeFile } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';

/** What an installation puts on a server, as paths under the host root. */
export const PLACES = {
  plugin: '/usr/local/cpanel/whostmgr/docroot/cgi/transfer_monitor',
  icon: '/usr/local/cpanel/whostmgr/docroot/addon_plugins/transfer_monitor.png',
  tool: '/usr/local/bin/whm-transfers',
  data: '/var/cpanel/transfer_monitor',
  package: '/var/cpanel/transfer_monitor/package',
  registration: '/var/cpanel/apps/transfer_monitor.conf',
  cron: '/etc/cron.d/whm-transfer-monitor',
} as const;

const folders: string[] = [];

/** A new temporary folder, removed by `removeFolders`. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'install-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) removeFolder(folder);
}

/** Where the package ea-nodejs22 puts its Node. */
export const EA22 = '/opt/cpanel/ea-nodejs22/bin/node';

/**
 * A fresh server under a temporary root: stand-in vendor commands, and a Node where ea-nodejs22 puts one.
 * @param node a stand-in, or the Node that runs the tests: slower, and what loads native files
 */
export function makeServer(node: 'stand-in' | 'real' = 'stand-in'): string {
  const root = makeFolder();
  installVendorCommands(root);
  for (const folder of [
    'usr/local/cpanel/whostmgr/docroot/cgi',
    'usr/local/cpanel/whostmgr/docroot/addon_plugins',
    'usr/local/bin',
    'var/cpanel/apps',
    'etc/cron.d',
  ]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, 'etc/os-release'), 'ID="almalinux"\nPRETTY_NAME="AlmaLinux 9.4"\n');
  placeNode(root, EA22, node === 'real' ? process.execPath : standInNode());
  return root;
}

/** Puts a Node (or what a test takes for one) into a server. */
export function placeNode(root: string, path: string, executable: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { force: true });
  symlinkSync(trusted(executable), join(root, path));
}

const copies = new Map<string, string>();

/** As root, in a checkout of another user: the installer refuses what that user could replace, so it gets a copy. */
function trusted(executable: string): string {
  if (!executable.startsWith(repositoryRoot()) && executable !== process.execPath)
    return executable;
  if (distrustPath(executable) === null) return executable;
  let copy = copies.get(executable);
  if (copy === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'install-node-'));
    process.on('exit', () => removeFolder(folder));
    copy = join(folder, 'node');
    copyFileSync(executable, copy);
    copies.set(executable, copy);
  }
  return copy;
}

/** The ABI that the stand-in Node names. */
const STAND_IN_ABI = '127';

/** A program that starts with both lines of the built files, and then is JavaScript. */
function polyglot(script: string): string {
  return `${launcher('/nowhere/node', sayOnPage)}\n${script}`;
}

/** A page that says which version and which driver it is; a file in the stand-in's folder breaks it. */
const PAGE = `
const { existsSync, readFileSync } = require('node:fs');
const root = process.env.WHM_TRANSFERS_ROOT;
if (existsSync(root + '/.stand-in/broken-page')) throw new Error('made to fail');
const driver = readFileSync(__dirname + '/driver', 'utf8').trim();
process.stdout.write('Status: 200\\r\\nContent-Type: text/html; charset=utf-8\\r\\n\\r\\n<!DOCTYPE html><html>VERSION ' + driver + '</html>');
`;

/**
 * Answers as Node does where install.sh asks it, and does what PAGE and TOOL do, in a tenth of the time: these tests
 * are about the scripts, which run it hundreds of times.
 */
const STAND_IN_NODE = `#!/bin/sh
while :; do case $1 in --*) shift ;; *) break ;; esac; done
state=\${WHM_TRANSFERS_ROOT:-}/.stand-in
case $1 in
  -p) echo '22.14.0 ${STAND_IN_ABI}' ;;
  */probe-sqlite.cjs) echo 3.50.0 ;;
  */read-registration.cjs)
    read -r list
    case $list in
      *'{"name":"transfer_monitor","entryurl":"transfer_monitor/index.cgi","acls":["all"]}'*) ;;
      *) { printf '%s\\n' "$list"; cat; } | '${process.execPath}' "$1" ;;
    esac
    ;;
  */index.cgi)
    if [ -e "$state/broken-page" ]; then echo 'Error: made to fail' >&2; exit 1; fi
    read -r driver <"\${1%/*}/driver"
    printf 'Status: 200\\r\\nContent-Type: text/html; charset=utf-8\\r\\n\\r\\n<!DOCTYPE html><html>%s</html>' "$driver"
    ;;
  */whm-transfers)
    shift
    printf '%s\\n' "$*" >>"$state/tool-calls"
    if [ -e "$state/broken-tool" ]; then echo 'made to fail' >&2; exit 4; fi
    ;;
  *) exit 9 ;;
esac
`;

let standInFile: string | undefined;

/** The stand-in Node; it lives as long as this process. */
export function standInNode(): string {
  if (standInFile === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'install-node-'));
    process.on('exit', () => removeFolder(folder));
    standInFile = join(folder, 'node');
    writeFileSync(standInFile, STAND_IN_NODE, { mode: 0o755 });
  }
  return standInFile;
}

/** Appends its arguments to a file, so that a test sees what the hooks asked for. */
const TOOL = `
const root = process.env.WHM_TRANSFERS_ROOT;
require('node:fs').appendFileSync(root + '/.stand-in/tool-calls', process.argv.slice(2).join(' ') + '\\n');
if (require('node:fs').existsSync(root + '/.stand-in/broken-tool')) { console.error('made to fail'); process.exitCode = 4; }
`;

/**
 * A package as the release archive unpacks to: the repository's real scripts around a page and a
 * command that are small stand-ins.
 * @param native the native file: a few bytes that the stand-in Node takes, the real one of node_modules, or none
 */
export function makePackage(
  version: string,
  native: 'stand-in' | 'real' | 'none' = 'stand-in',
): string {
  const folder = makeFolder();
  const repository = repositoryRoot();
  for (const part of ['install.sh', 'uninstall.sh', 'installer', 'hooks', 'appconfig']) {
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  mkdirSync(join(folder, 'dist/plugin'), { recursive: true });
  writeFileSync(join(folder, 'VERSION'), `${version}\n`);
  writeFileSync(join(folder, 'dist/plugin/index.cgi'), polyglot(PAGE.replace('VERSION', version)));
  writeFileSync(join(folder, 'dist/plugin/transfer_monitor.css'), `/* ${version} */\n`);
  writeFileSync(join(folder, 'dist/plugin/transfer_monitor.png'), `icon ${version}`);
  writeFileSync(join(folder, 'dist/whm-transfers'), polyglot(TOOL));
  if (native !== 'none') mkdirSync(join(folder, 'native'));
  if (native === 'stand-in') {
    writeFileSync(join(folder, `native/better_sqlite3-${STAND_IN_ABI}.node`), 'native');
  } else if (native === 'real' && needsNativeFile) {
    cpSync(
      join(repository, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'),
      join(folder, `native/better_sqlite3-${process.versions.modules}.node`),
    );
  }
  return folder;
}

export interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** How a script is run, where it is not as an administrator would. */
export interface Circumstances {
  /** Folders that come first in PATH. */
  path?: string[];
  input?: string;
  /** Further variables of the environment. */
  env?: Record<string, string>;
  /** The folder it is started in. */
  cwd?: string;
  /** The shell that runs it, with its first arguments. */
  shell?: readonly [string, ...string[]];
}

/** Runs a script of a package on a server. PATH holds everything that a server has but Node. */
export function runScript(
  script: string,
  root: string,
  options: string[] = [],
  { path = [], input = '', env = {}, cwd, shell = ['sh'] }: Circumstances = {},
): Run {
  const [program, ...first] = shell;
  const result = spawnSync(program, [...first, script, ...options], {
    env: { PATH: [...path, serverPath()].join(':'), DESTDIR: root, HOME: '/root', ...env },
    encoding: 'utf8',
    input,
    cwd,
    // Only an end that never comes: a busy machine takes its time.
    timeout: 240_000,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** Runs the install.sh of a package. */
export function install(
  root: string,
  source: string,
  options: string[] = [],
  circumstances: Circumstances = {},
): Run {
  return runScript(join(source, 'install.sh'), root, options, circumstances);
}

/** What `makeInstalled` has installed so far, by the options: installing takes seconds, a copy does not. */
const installed = new Map<string, { root: string; before: Record<string, string> }>();

/** A server with an installation, its tree before that, and the package. */
export function makeInstalled(options: string[] = []) {
  const source = makePackage('1.0.0');
  const key = options.join(' ');
  let first = installed.get(key);
  if (first === undefined) {
    const root = makeServer();
    // Kept for as long as this process lives.
    folders.splice(folders.indexOf(root), 1);
    process.on('exit', () => removeFolder(root));
    const before = readTree(root);
    const run = install(root, source, options);
    if (run.code !== 0) throw new Error(run.err);
    first = { root, before };
    installed.set(key, first);
  }
  return { root: copyServer(first.root), source, before: { ...first.before } };
}

/** A server with the same files, modes and links; where a file names the root it names the new one. */
function copyServer(from: string): string {
  const root = makeFolder();
  execFileSync('cp', ['-a', `${from}/.`, root]);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'latin1');
    if (text.includes(from)) writeFileSync(file, text.replaceAll(from, root), 'latin1');
  }
  return root;
}

let toolsFolder: string | undefined;

/** A folder with a link to each tool that a server has, without Node; it lives as long as this process. */
export function serverPath(): string {
  if (toolsFolder === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'install-tools-'));
    process.on('exit', () => removeFolder(folder));
    const names =
      'sh cat cp mv rm mkdir chmod chown find sed grep head tail tr sort cut stat diff cmp mktemp timeout env id uname ' +
      'flock hostname dirname basename du ls touch sleep date nice setsid printf readlink rmdir';
    for (const name of names.split(' ')) {
      const place = execFileSync('sh', ['-c', 'PATH=/usr/bin:/bin command -v "$0"', name]);
      const target = String(place).trim();
      if (target.startsWith('/')) symlinkSync(target, join(folder, name));
    }
    toolsFolder = folder;
  }
  return toolsFolder;
}

/**
 * Everything under a root, without what only the tests know of: path → kind, mode, content.
 * Where a file names the root, that is left out, so that two servers can be compared.
 */
export function readTree(root: string): Record<string, string> {
  const tree: Record<string, string> = {};
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = `${folder}/${name}`;
      if (path === '/.stand-in') continue;
      const file = join(root, path);
      const facts = lstatSync(file);
      const mode = (facts.mode & 0o7777).toString(8);
      if (facts.isDirectory()) {
        tree[path] = `folder ${mode}`;
        walk(path);
      } else if (facts.isSymbolicLink()) {
        tree[path] = `link ${readlinkSync(file).replaceAll(root, '')}`;
      } else {
        const content = readFileSync(file, 'latin1').replaceAll(root, '');
        const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
        tree[path] = `file ${mode} ${hash}`;
      }
    }
  };
  walk('');
  return tree;
}

/** The hooks that the stand-in knows: `[category, event, stage, path]` each. */
export function readHooks(root: string): string[][] {
  try {
    return readFileSync(join(root, '.stand-in/hooks'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  } catch {
    return [];
  }
}

/** An executable script in a new folder, to be put in front of PATH or in place of a Node. */
export function makeExecutable(name: string, text: string): { folder: string; file: string } {
  const folder = makeFolder();
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return { folder, file };
}
