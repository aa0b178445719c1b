import type { InstallationFacts } from '../app/installation.ts';
import type { PlaceState } from '../system/installation-place.ts';

/** One thing that `doctor` has looked at. */
export interface Finding {
  /** Stable, for scripts: `place:/usr/local/bin/whm-transfers`, `node`, `hooks`. */
  id: string;
  level: 'ok' | 'warn' | 'bad';
  /** What was found, as one sentence. */
  words: string;
  /** What to do about it; null where all is well. */
  mend: string | null;
  /** Lines that say more. */
  details?: string[];
}

const REPAIR = 'Run as root: sh /var/cpanel/transfer_monitor/package/install.sh';
const INSTALL = 'Run install.sh from the release archive as root.';

/** Below the first the cache cannot grow any more, below the second it is time to act. */
const DISK_BAD_BYTES = 64 * 1024 * 1024;
const DISK_WARN_BYTES = 1024 * 1024 * 1024;

/** What the facts about an installation mean, and how to mend each. `running`: the version that asks. */
export function judgeInstallation(facts: InstallationFacts, running: string): Finding[] {
  if (facts.serverVersion === null) {
    return [
      bad(
        'server',
        'cPanel & WHM is not installed on this machine.',
        'Run this on the WHM server.',
      ),
    ];
  }
  const server = ok('server', `cPanel & WHM ${facts.serverVersion}.`);
  if (facts.installedVersion === null && facts.places.every(({ found }) => found === null)) {
    return [server, bad('version', 'Transfer Monitor is not installed on this server.', INSTALL)];
  }
  return [
    server,
    judgeVersion(facts, running),
    ...facts.places.map((place) => judgePlace(place, facts.isRoot)).filter((x) => x !== null),
    ...judgeNode(facts),
    judgeSqlite(facts),
    judgeRegistration(facts),
    judgeHooks(facts),
    judgeCron(facts),
    judgeSessionsFolder(facts),
    judgeChrome(facts),
    ...judgeConfig(facts),
    judgeDisk(facts),
  ];
}

export function ok(id: string, words: string): Finding {
  return { id, level: 'ok', words, mend: null };
}

export function bad(id: string, words: string, mend: string): Finding {
  return { id, level: 'bad', words, mend };
}

export function warn(id: string, words: string, mend: string): Finding {
  return { id, level: 'warn', words, mend };
}

function judgeVersion({ installedVersion }: InstallationFacts, running: string): Finding {
  if (installedVersion === null) {
    return bad('version', 'The copy to repair from does not say its version.', INSTALL);
  }
  return installedVersion === running
    ? ok('version', `Transfer Monitor ${running} is installed.`)
    : warn('version', `Version ${installedVersion} is installed, and ${running} asks.`, REPAIR);
}

/** Null for what is optional and not there. */
function judgePlace(place: PlaceState, isRoot: boolean): Finding | null {
  const id = `place:${place.path}`;
  const { found, what, path } = place;
  if (found === null) {
    return place.optional ? null : bad(id, `${sentence(what)} is missing (${path}).`, REPAIR);
  }
  if (found.kind !== place.kind) {
    return bad(id, `${sentence(what)} is no ${place.kind} (${path}).`, `Remove it. ${REPAIR}`);
  }
  if (found.kind === 'file' && found.size === 0) {
    return bad(id, `${sentence(what)} is empty (${path}).`, REPAIR);
  }
  if (isRoot && found.uid !== 0) {
    return bad(id, `${sentence(what)} does not belong to root (${path}).`, `chown 0:0 ${path}`);
  }
  if (found.mode !== place.mode) {
    const wanted = place.mode.toString(8).padStart(4, '0');
    const words = `${sentence(what)} has mode ${found.mode.toString(8).padStart(4, '0')} instead of ${wanted} (${path}).`;
    const isOpen = (found.mode & ~place.mode) !== 0;
    const isUseless = (found.mode & place.mode) !== place.mode;
    const level = isOpen || isUseless ? bad : warn;
    return level(id, words, `chmod ${wanted} ${path}`);
  }
  return ok(id, `${sentence(what)}: ${path}.`);
}

function judgeNode({ scripts }: InstallationFacts): Finding[] {
  const named = scripts.filter(({ node }) => node !== null);
  const gone = named.filter(({ isExecutable }) => !isExecutable);
  if (gone.length > 0) {
    return gone.map(({ path, node }) =>
      bad(`node:${path}`, `${path} starts with ${node}, which is gone.`, REPAIR),
    );
  }
  const nodes = new Set(named.map(({ node }) => node));
  if (nodes.size > 1) {
    return [
      warn(
        'node',
        `Page and command start with different Nodes: ${[...nodes].join(', ')}.`,
        REPAIR,
      ),
    ];
  }
  return [...nodes].map((node) => ok('node', `Node: ${node}.`));
}

function judgeSqlite({ sqlite }: InstallationFacts): Finding {
  if (sqlite.chosen !== 'better-sqlite3' && sqlite.chosen !== 'node:sqlite') {
    return bad('sqlite', 'No way to SQLite is chosen.', REPAIR);
  }
  return sqlite.trouble === null
    ? ok('sqlite', `SQLite through ${sqlite.chosen}.`)
    : bad('sqlite', `SQLite through ${sqlite.chosen} does not work: ${sqlite.trouble}`, REPAIR);
}

function judgeRegistration({ registration }: InstallationFacts): Finding {
  if (registration.trouble !== null) {
    return warn(
      'registration',
      `WHM cannot be asked for the registration: ${registration.trouble}`,
      'Run /usr/local/cpanel/bin/is_registered_with_appconfig whostmgr transfer_monitor; it should print 1.',
    );
  }
  return registration.isRegistered
    ? ok('registration', 'The page is registered in WHM.')
    : bad('registration', 'WHM does not know the page, and answers 403 to it.', REPAIR);
}

function judgeHooks({ hooks }: InstallationFacts): Finding {
  if (hooks.trouble !== null) {
    return warn(
      'hooks',
      `The hooks cannot be listed: ${hooks.trouble}`,
      'Run /usr/local/cpanel/bin/manage_hooks list and look for transfer_monitor.',
    );
  }
  return hooks.missing.length === 0
    ? ok('hooks', 'The hooks for updates of the server and for ended sessions are there.')
    : bad('hooks', `Hooks are missing: ${hooks.missing.join(', ')}.`, REPAIR);
}

function judgeCron({ places }: InstallationFacts): Finding {
  const cron = places.find(({ what }) => what === 'the cron entry');
  return cron?.found
    ? ok('cron', 'The cron entry keeps the history while nobody looks.')
    : warn(
        'cron',
        'No cron entry: sessions that fail or are aborted while nobody looks are noticed late, and messages wait.',
        `${REPAIR} --with-cron`,
      );
}

function judgeSessionsFolder({ sessionsFolderTrouble: trouble }: InstallationFacts): Finding {
  if (trouble === null) return ok('sessions', "The server's transfer sessions can be read.");
  return trouble.startsWith('ENOENT')
    ? ok('sessions', 'This server has had no transfer sessions yet.')
    : bad(
        'sessions',
        `The server's transfer sessions cannot be read: ${trouble}`,
        'Run this as root.',
      );
}

function judgeChrome({ chromeTrouble }: InstallationFacts): Finding {
  return chromeTrouble === null
    ? ok('chrome', "WHM's header and footer are there for root.")
    : warn(
        'chrome',
        `WHM's header and footer cannot be taken from its cache: ${chromeTrouble}. The page shows them in another way or its own frame.`,
        'Open any page of WHM once as root; it makes them anew.',
      );
}

function judgeConfig({ config }: InstallationFacts): Finding[] {
  const mend =
    'Mend it in /var/cpanel/transfer_monitor/config.json; until then the default is used.';
  if (config.errors.length + config.warnings.length === 0)
    return [ok('config', 'config.json is valid.')];
  return [
    ...config.errors.map((words) => bad('config', words, mend)),
    ...config.warnings.map((words) => warn('config', words, mend)),
  ];
}

function judgeDisk({ disk }: InstallationFacts): Finding {
  if (disk === null) return warn('disk', 'The free disk space is unknown.', 'Run: df /var/cpanel');
  const free = `${Math.floor(disk.freeBytes / 1024 / 1024)} MiB are free for the cache.`;
  if (disk.freeBytes >= DISK_WARN_BYTES) return ok('disk', free);
  const level = disk.freeBytes < DISK_BAD_BYTES ? bad : warn;
  return level('disk', free, 'Make room on the file system of /var/cpanel.');
}

function sentence(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}
