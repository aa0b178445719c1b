import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { startCpsrvd } from '../host/cpsrvd.ts';
import { removeFolder } from '../remove-folder.ts';
import { apacheSettings, busyboxSettings, lighttpdSettings, type Site } from './settings.ts';

export const SERVERS = ['cpsrvd', 'apache', 'lighttpd', 'busybox'] as const;
export type ServerName = (typeof SERVERS)[number];

export interface RunningServer {
  /** The plugin's folder, with a slash at the end. */
  url: string;
  /** What a request needs to be let in. */
  headers: Record<string, string>;
  stop(): Promise<void>;
}

const PLUGIN_PATH = 'cgi/transfer_monitor';
const START_MS = 10_000;
const DEBIAN_PACKAGE = { apache: 'apache2-bin', lighttpd: 'lighttpd', busybox: 'busybox' } as const;

/** Serves a plugin folder to the user `user` over the host root `root`, by a real server on the loopback. */
export async function startServer(
  name: ServerName,
  pluginFolder: string,
  root: string,
  user = 'root',
): Promise<RunningServer> {
  if (name === 'cpsrvd') {
    registerPlugin(root);
    const server = await startCpsrvd({ root, pluginFolder, users: { [user]: 'x' } });
    const { token, cookieHeader } = server.login(user);
    const url = `${server.httpUrl}${token}/${PLUGIN_PATH}/`;
    return { url, headers: { cookie: cookieHeader }, stop: () => server.stop() };
  }
  const program = findProgram(name);
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const documents = join(folder, 'documents');
  cpSync(pluginFolder, join(documents, PLUGIN_PATH), { recursive: true });
  const site: Site = { folder, documents, port: await freePort(), root, user };
  const log = join(folder, 'error.log');
  const child = await spawnServer(name, program, site);
  try {
    await opens(site.port, child);
  } catch (error) {
    const words = existsSync(log) ? readFileSync(log, 'utf8') : '';
    await endProcess(child);
    removeFolder(folder);
    throw new Error(`${name} did not start: ${String(error)}\n${words}`);
  }
  return {
    url: `http://127.0.0.1:${site.port}/${PLUGIN_PATH}/`,
    headers: {},
    stop: async () => {
      await endProcess(child);
      removeFolder(folder);
    },
  };
}

async function spawnServer(
  name: 'apache' | 'lighttpd' | 'busybox',
  program: string,
  site: Site,
): Promise<ChildProcess> {
  const file = join(site.folder, 'server.conf');
  switch (name) {
    case 'apache': {
      writeFileSync(file, apacheSettings(site));
      // Apache refuses to work as root, so it starts as an ordinary user who owns all that it needs.
      const identity = process.getuid?.() === 0 ? webUser() : null;
      if (identity !== null) {
        giveTree(site.folder, identity);
        giveTree(site.root, identity);
      }
      return spawn(program, ['-DFOREGROUND', '-f', file], {
        stdio: 'ignore',
        ...(identity ?? {}),
      });
    }
    case 'lighttpd':
      writeFileSync(file, lighttpdSettings(site));
      return spawn(program, ['-D', '-f', file], { stdio: 'ignore' });
    case 'busybox':
      writeFileSync(file, busyboxSettings());
      // BusyBox knows no way to set variables: its CGIs inherit its own.
      return spawn(
        program,
        ['httpd', '-f', '-p', `127.0.0.1:${site.port}`, '-h', site.documents, '-c', file],
        {
          stdio: 'ignore',
          env: {
            PATH: '/usr/bin:/bin',
            REMOTE_USER: site.user,
            WHM_TRANSFERS_ROOT: site.root,
          },
        },
      );
  }
}

/** The server's program; on Debian as root its package is installed where it is missing. */
function findProgram(name: keyof typeof DEBIAN_PACKAGE): string {
  const binary = name === 'apache' ? 'apache2' : name;
  const find = (): string | undefined =>
    ['/usr/sbin', '/usr/bin', '/bin'].map((path) => join(path, binary)).find(existsSync);
  const found = find();
  if (found !== undefined) {
    return found;
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', DEBIAN_PACKAGE[name]], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: 'ignore',
    });
  }
  const installed = find();
  if (installed === undefined) {
    throw new Error(`${binary} is missing: install ${DEBIAN_PACKAGE[name]}`);
  }
  return installed;
}

interface Identity {
  uid: number;
  gid: number;
}

function webUser(): Identity {
  const id = (flag: string, user: string): number =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8' }).trim());
  const user = /^www-data:/m.test(readFileSync('/etc/passwd', 'utf8')) ? 'www-data' : 'nobody';
  return { uid: id('-u', user), gid: id('-g', user) };
}

function giveTree(path: string, { uid, gid }: Identity): void {
  chownSync(path, uid, gid);
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) {
      chownSync(join(entry.parentPath, entry.name), uid, gid);
    }
  }
  chmodSync(path, 0o755);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function opens(port: number, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < START_MS; waited += 25) {
    if (child.exitCode !== null) {
      throw new Error(`it ended with ${child.exitCode}`);
    }
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('its port stayed closed');
}

function endProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** An empty host root for one server. */
export function createHostRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'host-'));
  mkdirSync(join(root, 'var/cpanel'), { recursive: true });
  return root;
}
