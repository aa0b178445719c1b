import { asCount, asName, isObject, type JsonObject } from '../log/value.ts';
import { asFlag, asLowerName, type Reply, rowsOf } from '../verify/answer-fields.ts';
import { type DatabaseServer, databaseServer } from '../verify/local-side.ts';

/** The functions of the API that tell what this server has room for (docs/whm-api.md#forecast). */
export const FORECAST_FUNCTIONS = [
  'get_maximum_users',
  'get_current_users_count',
  'getdiskusage',
  'get_homedir_roots',
  'listips',
  'current_mysql_version',
  'servicestatus',
] as const;
export type ForecastFunction = (typeof FORECAST_FUNCTIONS)[number];

export type ForecastAnswers = Readonly<Record<ForecastFunction, Reply<unknown>>>;

/** What this server has room for. Null, for each part: it did not say. */
export interface ServerRoom {
  /** File systems that hold home folders. */
  homes: { mount: string; freeBytes: number; freeInodes: number | null }[] | null;
  /** `most` null: the licence has no limit. */
  seats: { most: number | null; used: number } | null;
  /** Addresses of this server that are free, and those that are taken. */
  ips: { free: string[]; taken: string[] } | null;
  database: DatabaseServer | null;
  /** Names of services that should run but do not. */
  servicesDown: string[] | null;
}

/** When the server may update itself. */
export interface UpdatePlan {
  isRunning: boolean;
  /** Null: unknown. */
  isAvailable: boolean | null;
  version: string | null;
  /** When the next nightly run is, epoch seconds; null: never, or at an unknown time. */
  nightlyAt: number | null;
  isNightly: boolean;
  /** The server looks for security releases at every full hour. */
  isHourly: boolean;
}

export function readServerRoom(answers: ForecastAnswers): ServerRoom {
  const dataOf = (name: ForecastFunction): unknown =>
    answers[name].ok ? answers[name].value : null;
  return {
    homes: readHomes(dataOf('getdiskusage'), dataOf('get_homedir_roots')),
    seats: readSeats(dataOf('get_maximum_users'), dataOf('get_current_users_count')),
    ips: readIps(dataOf('listips')),
    database: readDatabaseServer(dataOf('current_mysql_version')),
    servicesDown: readServices(dataOf('servicestatus')),
  };
}

const BYTES_A_BLOCK = 1024;
/** Where the server puts homes, if it does not say. */
const HOME = /^\/home\d*$/;

function readHomes(usage: unknown, roots: unknown): ServerRoom['homes'] {
  const rows = rowsOf(usage, 'partition');
  if (rows === null) return null;
  const mounts = rows.flatMap((row) => {
    const mount = asName(row.mount) ?? asName(row.filesystem);
    const available = asCount(row.available);
    if (mount === null || available === null) return [];
    const freeInodes = inodesOf(row);
    return [{ mount, freeBytes: available * BYTES_A_BLOCK, freeInodes }];
  });
  const paths = (rowsOf(roots, 'payload') ?? []).flatMap((row) => asName(row.path) ?? []);
  const named = paths.length > 0 ? paths : mounts.map(({ mount }) => mount).filter(isHome);
  // Where no file system is mounted for homes, the folder is on the root file system.
  const wanted = named.length > 0 ? named : ['/home'];
  const homes = new Set(wanted.flatMap((path) => mountOf(path, mounts) ?? []));
  return homes.size === 0 ? null : [...homes];
}

function isHome(path: string): boolean {
  return HOME.test(path);
}

/** File systems that create inodes on demand do not count any. */
function inodesOf(row: JsonObject): number | null {
  const total = asCount(row.inodes_total);
  return total === 0 ? null : asCount(row.inodes_available);
}

/** The file system that a folder is on: the one with the longest mount point that its path begins with. */
function mountOf<T extends { mount: string }>(path: string, mounts: readonly T[]): T | null {
  let found: T | null = null;
  for (const one of mounts) {
    const start = one.mount.endsWith('/') ? one.mount : `${one.mount}/`;
    const isIn = path === one.mount || path.startsWith(start);
    if (isIn && one.mount.length > (found?.mount.length ?? 0)) found = one;
  }
  return found;
}

function readSeats(maximum: unknown, current: unknown): ServerRoom['seats'] {
  const most = usersOf(maximum);
  if (most === null) return null;
  if (most === 0) return { most: null, used: 0 };
  const used = usersOf(current);
  return used === null ? null : { most, used };
}

function usersOf(data: unknown): number | null {
  return asCount(isObject(data) ? data.users : data);
}

function readIps(data: unknown): ServerRoom['ips'] {
  const rows = rowsOf(data, 'ip');
  if (rows === null) return null;
  const free: string[] = [];
  const taken: string[] = [];
  for (const row of rows) {
    const ip = asName(row.ip);
    if (ip === null) continue;
    const isTaken = [row.used, row.dedicated, row.mainaddr].some((flag) => asFlag(flag) === true);
    if (!isTaken && asFlag(row.active) === true) free.push(ip);
    else taken.push(ip);
  }
  return { free, taken };
}

function readDatabaseServer(data: unknown): DatabaseServer | null {
  if (!isObject(data)) return null;
  return databaseServer(data.server, data.version);
}

/** Without these an account cannot be restored completely. Other services do not matter. */
const NEEDED = new Set(['mysql', 'httpd', 'exim']);

function readServices(data: unknown): ServerRoom['servicesDown'] {
  const rows = rowsOf(data, 'service');
  if (rows === null) return null;
  return rows.flatMap((row) => {
    const name = asLowerName(row.name);
    if (name === null || !NEEDED.has(name)) return [];
    const isWanted = asFlag(row.installed) !== false && asFlag(row.enabled) === true;
    // Nobody checks services that are not monitored: nothing can be said of them.
    return isWanted && asFlag(row.running) === false ? [name] : [];
  });
}

/** `get_update_availability`. */
export function readAvailability(data: unknown): {
  isAvailable: boolean | null;
  version: string | null;
} {
  if (!isObject(data)) return { isAvailable: null, version: null };
  return { isAvailable: asFlag(data.update_available), version: asName(data.newest_version) };
}

/** `/etc/cpupdate.conf`: its words, and the defaults where one is missing (docs/whm-api.md#forecast). */
export function readUpdateSettings(text: string | null): { isNightly: boolean; isHourly: boolean } {
  const settings = new Map<string, string>();
  for (const line of (text ?? '').split('\n')) {
    const [, key = '', value = ''] = /^\s*([A-Z_]+)\s*=\s*(\S*)/.exec(line) ?? [];
    if (key !== '') settings.set(key, value.toLowerCase());
  }
  return {
    isNightly: (settings.get('UPDATES') ?? 'daily') === 'daily',
    isHourly: (settings.get('SECURITY_UPDATES') ?? 'hourly') === 'hourly',
  };
}

/** The time of day at which root's crontab starts the update; null where it does not name one. */
export function readNightlyTime(crontab: string): { minute: number; hour: number } | null {
  for (const line of crontab.split('\n')) {
    const match = /^\s*(\d{1,2})\s+(\d{1,2})\s+\*\s+\*\s+\*\s.*\/scripts\/upcp\b/.exec(line);
    if (!match) continue;
    const [minute, hour] = [Number(match[1]), Number(match[2])];
    if (minute < 60 && hour < 24) return { minute, hour };
  }
  return null;
}
