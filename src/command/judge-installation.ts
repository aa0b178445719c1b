import type { InstallationFacts } from '../app/installation.ts';
import type { PlaceState } from '../system/installation-place.ts';
import { DATA_FOLDER, OWN_FILES, PACKAGE_FOLDER } from '../system/paths.ts';
import { bad, type Finding, ok, sentence, warn } from './finding.ts';
import { judgeNode, judgePage, judgeSqlite } from './judge-node.ts';

const REPAIR = `Run as root: sh ${PACKAGE_FOLDER}/install.sh`;
const INSTALL = 'Run install.sh from the release archive as root.';

/** Below the first value the cache cannot grow any more, below the second it is time to act. */
const DISK_BAD_BYTES = 64 * 1024 * 1024;
const DISK_WARN_BYTES = 1024 * 1024 * 1024;

/**
 * What the facts about an installation mean, and what to do about each. One cause is reported once: consequences of
 * something missing are left out.
 *
 * @param running the version that asks
 */
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
  if (!isInstalled(facts)) {
    return [server, bad('version', 'Transfer Monitor is not installed on this server.', INSTALL)];
  }
  const repair = canRepair(facts) ? REPAIR : INSTALL;
  return [
    server,
    judgeVersion(facts, running, repair),
    ...judgePlaces(facts, repair),
    ...judgeNode(facts, repair),
    judgeSqlite(facts, repair),
    ...judgePage(facts, repair),
    judgeRegistration(facts, repair),
    judgeHooks(facts, repair),
    judgeCron(facts, repair),
    judgeSessionsFolder(facts),
    judgeChrome(facts),
    ...judgeConfig(facts),
    judgeDisk(facts),
  ].filter((finding) => finding !== null);
}

/** Uninstalling leaves the data, which is no installation. */
function isInstalled({ places }: InstallationFacts): boolean {
  return places.some(
    ({ found, optional, path }) => found !== null && !optional && path !== DATA_FOLDER,
  );
}

/** The repair copy is complete: otherwise no advice may refer to it. */
function canRepair({ places, installedVersion }: InstallationFacts): boolean {
  const parts = places.filter(({ path }) => path.startsWith(PACKAGE_FOLDER));
  return installedVersion !== null && parts.every(isThere);
}

function isThere({ found, kind }: PlaceState): boolean {
  return found?.kind === kind && (kind === 'folder' || found.size > 0);
}

function judgeVersion(
  { installedVersion, places }: InstallationFacts,
  running: string,
  repair: string,
): Finding | null {
  if (installedVersion === null) {
    const hasPackage = places.some((place) => place.path === PACKAGE_FOLDER && isThere(place));
    return hasPackage
      ? bad('version', 'The repair copy does not state its version.', repair)
      : null;
  }
  return installedVersion === running
    ? ok('version', `Transfer Monitor ${running} is installed.`)
    : warn('version', `Version ${installedVersion} is installed, but this is ${running}.`, repair);
}

/** The contents of a missing folder are not reported as well. */
function judgePlaces({ places, isRoot }: InstallationFacts, repair: string): Finding[] {
  const gone = places.filter((place) => place.kind === 'folder' && !isThere(place));
  return places
    .filter(({ path }) => !gone.some((folder) => path.startsWith(`${folder.path}/`)))
    .map((place) => judgePlace(place, isRoot, repair))
    .filter((finding) => finding !== null);
}

/** Null for something optional that is missing. */
function judgePlace(place: PlaceState, isRoot: boolean, repair: string): Finding | null {
  const id = `place:${place.path}`;
  const { found, what, path } = place;
  if (found === null) {
    return place.optional ? null : bad(id, `${sentence(what)} is missing (${path}).`, repair);
  }
  if (found.kind !== place.kind) {
    return bad(id, `${sentence(what)} is not a ${place.kind} (${path}).`, `Remove it. ${repair}`);
  }
  if (found.kind === 'file' && found.size === 0) {
    return bad(id, `${sentence(what)} is empty (${path}).`, repair);
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

function judgeRegistration({ registration }: InstallationFacts, repair: string): Finding {
  if (registration.trouble !== null) {
    return warn(
      'registration',
      `WHM could not be asked whether the page is registered: ${registration.trouble}`,
      'Run /usr/local/cpanel/bin/is_registered_with_appconfig whostmgr transfer_monitor; it should print 1.',
    );
  }
  if (!registration.isRegistered) {
    return bad('registration', 'The page is not registered in WHM, which answers 403.', repair);
  }
  const { lacks } = registration;
  return lacks.length === 0
    ? ok('registration', "The page is registered in WHM, with its entry in WHM's menu.")
    : bad(
        'registration',
        `The page is registered in WHM without ${lacks.join(' and ')}, so it may be missing in WHM's menu.`,
        repair,
      );
}

function judgeHooks({ hooks }: InstallationFacts, repair: string): Finding {
  if (hooks.trouble !== null) {
    return warn(
      'hooks',
      `The hooks cannot be listed: ${hooks.trouble}`,
      'Run /usr/local/cpanel/bin/manage_hooks list and look for transfer_monitor.',
    );
  }
  return hooks.missing.length === 0
    ? ok('hooks', 'The hooks for server updates and for ended sessions are installed.')
    : bad('hooks', `Hooks are missing: ${hooks.missing.join(', ')}.`, repair);
}

function judgeCron({ places }: InstallationFacts, repair: string): Finding {
  const cron = places.find(({ what }) => what === 'the cron entry');
  return cron?.found
    ? ok('cron', 'The cron entry keeps the history up to date while no page is open.')
    : warn(
        'cron',
        'No cron entry: while no page is open, failed and aborted sessions are noticed late, and notifications wait.',
        `${repair} --with-cron`,
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
    ? ok('chrome', "WHM's header and footer are available for root.")
    : warn(
        'chrome',
        `WHM's header and footer cannot be taken from its cache: ${chromeTrouble}. The page gets them another way, or shows its own frame.`,
        'Open any WHM page once as root; that creates them again.',
      );
}

function judgeConfig({ config }: InstallationFacts): Finding[] {
  const fix = `Correct it in ${DATA_FOLDER}/${OWN_FILES.config}; until then the default is used.`;
  if (config.errors.length + config.warnings.length === 0)
    return [ok('config', 'config.json is valid.')];
  return [
    ...config.errors.map((words) => bad('config', words, fix)),
    ...config.warnings.map((words) => warn('config', words, fix)),
  ];
}

function judgeDisk({ disk }: InstallationFacts): Finding {
  if (disk === null) return warn('disk', 'The free disk space is unknown.', 'Run: df /var/cpanel');
  const free = `${Math.floor(disk.freeBytes / 1024 / 1024)} MiB are free for the cache.`;
  if (disk.freeBytes >= DISK_WARN_BYTES) return ok('disk', free);
  const level = disk.freeBytes < DISK_BAD_BYTES ? bad : warn;
  return level('disk', free, 'Make room on the file system of /var/cpanel.');
}
