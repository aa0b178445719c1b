import { asCount, asName, asTime, isObject, type JsonObject } from '../log/value.ts';
import {
  addTo,
  asFlag,
  asLowerName,
  namesOf,
  noReply,
  type Reply,
  reply,
  rowsOf,
} from './answer-fields.ts';
import type {
  LocalAccount,
  LocalDomain,
  LocalOwned,
  LocalSite,
  LocalUsage,
  ServerInventory,
} from './server-inventory.ts';

/** The functions that describe all of this server in a call each, whatever its number of accounts (docs/whm-api.md#verification-on-the-destination). */
export const SERVER_FUNCTIONS = [
  'quota_enabled',
  'listaccts',
  'get_disk_usage',
  'get_domain_info',
  'list_databases',
  'list_database_users',
  'php_get_vhost_versions',
  'php_get_installed_versions',
  'fetch_ssl_vhosts',
  'listzones',
  'listips',
] as const;
export type ServerFunction = (typeof SERVER_FUNCTIONS)[number];

/** What each function returned: its `data`, or why there is none. */
export type ServerAnswers = Readonly<Record<ServerFunction, Reply<unknown>>>;

/** The part of an inventory that these functions provide. */
export function readServerAnswers(
  answers: ServerAnswers,
): Omit<ServerInventory, 'details' | 'documentRoots'> {
  const read = <T>(name: ServerFunction, reader: (data: unknown) => T | null): Reply<T> => {
    const answer = answers[name];
    if (!answer.ok) return answer;
    const value = reader(answer.value);
    return value === null ? noReply(`The answer to ${name} has an unknown format`) : reply(value);
  };
  return {
    hasQuota: read('quota_enabled', (data) => asFlag(isObject(data) ? data.quota_enabled : data)),
    accounts: read('listaccts', readAccounts),
    usage: read('get_disk_usage', readUsage),
    domains: read('get_domain_info', readDomains),
    databases: read('list_databases', readOwned),
    databaseUsers: read('list_database_users', readOwned),
    phpVersions: read('php_get_vhost_versions', readPhp),
    installedPhp: read('php_get_installed_versions', (data) => {
      const names = namesOf(data, 'versions');
      return names === null ? null : new Set(names);
    }),
    sites: read('fetch_ssl_vhosts', readSites),
    zones: read('listzones', readZones),
    ips: read('listips', readIps),
  };
}

/**
 * The rows of a list, each read by a reader. Rows of an unknown form are skipped; where all rows are of one, the whole
 * answer is, and counts as no reply.
 */
function readRows<T>(
  data: unknown,
  name: string,
  reader: (row: JsonObject) => T | null,
): T[] | null {
  const rows = rowsOf(data, name);
  if (rows === null) return null;
  const read = rows.map(reader).filter((row) => row !== null);
  return rows.length > 0 && read.length === 0 ? null : read;
}

function readAccounts(data: unknown): Map<string, LocalAccount> | null {
  const rows = readRows(data, 'acct', (row): LocalAccount | null => {
    const user = asLowerName(row.user);
    if (user === null) return null;
    return {
      user,
      domain: asLowerName(row.domain),
      owner: asLowerName(row.owner),
      ip: asName(row.ip),
      hasTemporaryDomain: asFlag(row.is_temporary_domain) === true,
      hasMailNode: hasMailNode(row.child_nodes),
    };
  });
  return rows && new Map(rows.map((row) => [row.user, row]));
}

function hasMailNode(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.some((node) => isObject(node) && asLowerName(node.workload) === 'mail');
}

const BYTES_A_BLOCK = 1024;

function readUsage(data: unknown): Map<string, LocalUsage> | null {
  const rows = readRows(data, 'accounts', (row): [string, LocalUsage] | null => {
    const user = asLowerName(row.user);
    const blocks = asCount(row.blocks_used);
    if (user === null || blocks === null) return null;
    return [user, { bytes: blocks * BYTES_A_BLOCK, files: asCount(row.inodes_used) }];
  });
  return rows && new Map(rows);
}

function readDomains(data: unknown): Map<string, LocalDomain> | null {
  const rows = readRows(data, 'domains', (row): LocalDomain | null => {
    const domain = asLowerName(row.domain);
    const user = asLowerName(row.user);
    if (domain === null || user === null) return null;
    return { domain, user, type: asLowerName(row.domain_type), documentRoot: asName(row.docroot) };
  });
  return rows && new Map(rows.map((row) => [row.domain, row]));
}

function readOwned(data: unknown): Map<string, LocalOwned[]> | null {
  const rows = readRows(data, 'payload', (row): [string, LocalOwned] | null => {
    const name = asName(row.name);
    const owner = asLowerName(row.cpuser);
    if (name === null || owner === null) return null;
    const engine = asLowerName(row.engine);
    return [name, { owner, engine: engine === 'mysql' || engine === 'postgresql' ? engine : null }];
  });
  if (rows === null) return null;
  const owned = new Map<string, LocalOwned[]>();
  for (const [name, entry] of rows) addTo(owned, name, entry);
  return owned;
}

function readPhp(data: unknown): Map<string, { site: string; version: string }[]> | null {
  const rows = readRows(data, 'versions', (row) => {
    const account = asLowerName(row.account);
    const version = asName(row.version);
    if (account === null || version === null) return null;
    return { account, site: asLowerName(row.vhost) ?? account, version };
  });
  if (rows === null) return null;
  const versions = new Map<string, { site: string; version: string }[]>();
  for (const { account, site, version } of rows) addTo(versions, account, { site, version });
  return versions;
}

function readSites(data: unknown): Map<string, LocalSite[]> | null {
  const rows = readRows(data, 'vhosts', (row): LocalSite | null => {
    const name = asLowerName(row.servername);
    const user = asLowerName(row.user);
    const crt = isObject(row.crt) ? row.crt : null;
    if (name === null || user === null) return null;
    return {
      name,
      user,
      certificateNames: Array.isArray(crt?.domains)
        ? crt.domains.flatMap((one) => asLowerName(one) ?? [])
        : [],
      notAfter: asTime(crt?.not_after),
      isSelfSigned: asFlag(crt?.is_self_signed) === true,
    };
  });
  if (rows === null) return null;
  const sites = new Map<string, LocalSite[]>();
  for (const site of rows) addTo(sites, site.user, site);
  return sites;
}

function readZones(data: unknown): Set<string> | null {
  const rows = readRows(data, 'zone', ({ domain }) => asLowerName(domain));
  return rows && new Set(rows);
}

function readIps(data: unknown): Map<string, boolean> | null {
  const rows = readRows(data, 'ip', (row): [string, boolean] | null => {
    const ip = asName(row.ip);
    const isDedicated = asFlag(row.dedicated);
    return ip === null || isDedicated === null ? null : [ip, isDedicated];
  });
  return rows && new Map(rows);
}

/** The answer of `uapi_cpanel`, which has two results: its own, and that of the function that it called (docs/whm-api.md#envelope-types-ways-to-ask). */
function readUapi(data: unknown): Reply<unknown> {
  const uapi = isObject(data) && isObject(data.uapi) ? data.uapi : data;
  if (!isObject(uapi)) return noReply('The answer to uapi_cpanel has an unknown format');
  if (asFlag(uapi.status) !== true) {
    const [first] = Array.isArray(uapi.errors) ? uapi.errors : [];
    return noReply(asName(first)?.slice(0, 300) ?? 'The server gave no reason');
  }
  return reply(uapi.data);
}

/** Bytes by database, from the UAPI function `Mysql::list_databases`. */
export function readDatabaseSizes(data: unknown): Reply<Map<string, number>> {
  const uapi = readUapi(data);
  if (!uapi.ok) return uapi;
  if (!Array.isArray(uapi.value)) return noReply('Mysql::list_databases returned no list');
  const sizes = new Map<string, number>();
  for (const row of uapi.value.filter(isObject)) {
    const name = asName(row.database);
    const bytes = asCount(row.disk_usage);
    if (name !== null && bytes !== null) sizes.set(name, bytes);
  }
  return reply(sizes);
}

/** The number of mailboxes, from the UAPI function `Email::list_pops_with_disk`; the account's own does not count. */
export function readMailboxes(data: unknown): Reply<number> {
  const uapi = readUapi(data);
  if (!uapi.ok) return uapi;
  if (!Array.isArray(uapi.value)) return noReply('Email::list_pops_with_disk returned no list');
  return reply(
    uapi.value.filter((row) => isObject(row) && asName(row.email)?.includes('@')).length,
  );
}
