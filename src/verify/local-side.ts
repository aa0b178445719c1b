import { asName, isObject, type JsonObject } from '../log/value.ts';
import { asLowerName } from './answer-fields.ts';

/** The names that the accounts of a session are to get on this server. In lower case. */
export interface WantedNames {
  names: ReadonlySet<string>;
  domains: ReadonlySet<string>;
}

export const NO_NAMES: WantedNames = { names: new Set(), domains: new Set() };

/**
 * What this server had when the session was made, as far as it conflicts with what the source has: the server's own
 * analysis contains this side of every conflict (docs/whm-api.md#seven-things-to-know-first).
 */
export interface LocalSide {
  /** Names of accounts, of system users, and of groups. */
  users: ReadonlySet<string>;
  /** Domains, and the accounts that own them. */
  domains: ReadonlyMap<string, string>;
  /** Databases with their owners. */
  databases: ReadonlyMap<string, string>;
  /** Free addresses. Null: not reported. */
  freeIps: string[] | null;
}

export interface DatabaseServer {
  /** In lower case: `mysql`, `mariadb`. */
  type: string;
  version: string;
}

/** Reads `local` of an analysis, or what {@link reduceLocalSide} kept of one. */
export function readLocalSide(value: unknown): LocalSide | null {
  if (!isObject(value)) return null;
  const users = new Set([...keysOf(value.users), ...keysOf(value.groups)]);
  const domains = new Map<string, string>();
  for (const [domain, owner] of entriesOf(value.domains)) {
    const name = asLowerName(owner);
    // "*" stands for all domains without an owner.
    if (domain !== '*' && name !== null) domains.set(domain.toLowerCase(), name);
  }
  const dbs = isObject(value.dbs) ? value.dbs : {};
  const databases = new Map<string, string>();
  for (const [, engine] of entriesOf(dbs.dbs)) {
    for (const [name, entry] of entriesOf(engine)) {
      const owner = asLowerName(isObject(entry) ? entry.owner : entry);
      if (owner !== null) databases.set(name, owner);
    }
  }
  const ips = value.available_ips;
  const freeIps = Array.isArray(ips) ? ips.flatMap((ip) => asName(ip) ?? []) : null;
  return { users, domains, databases, freeIps };
}

/** @returns only what conflicts with a wanted name, in the places that it has in an analysis */
export function reduceLocalSide(
  value: unknown,
  wanted: WantedNames & { databases: ReadonlySet<string> },
): JsonObject | null {
  const local = readLocalSide(value);
  if (local === null) return null;
  const { users, domains, databases, freeIps } = local;
  const pick = (map: ReadonlyMap<string, string>, names: ReadonlySet<string>): JsonObject =>
    Object.fromEntries([...map].filter(([name]) => names.has(name)));
  return {
    users: Object.fromEntries(
      [...users].filter((name) => wanted.names.has(name)).map((name) => [name, 1]),
    ),
    domains: pick(domains, wanted.domains),
    dbs: { dbs: { MYSQL: pick(databases, wanted.databases) } },
    available_ips: freeIps,
  };
}

function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** `{name:1}`, or a list of names. */
function keysOf(value: unknown): string[] {
  const names = Array.isArray(value)
    ? value.flatMap((name) => asName(name) ?? [])
    : entriesOf(value).map(([name]) => name);
  return names.map((name) => name.toLowerCase());
}

/**
 * The database server of the source. In the analysis, the module that compares both servers has labels for keys: “Local
 * Type”, “Remote Version”.
 */
export function readSourceDatabase(modules: unknown): DatabaseServer | null {
  const module = isObject(modules) ? modules.MySQL : null;
  const analysis = isObject(module) && isObject(module.analysis) ? module.analysis : {};
  return databaseServer(analysis[TYPE], analysis[VERSION]);
}

const TYPE = 'Remote Type';
const VERSION = 'Remote Version';

export function reduceModules(modules: unknown): JsonObject {
  const server = readSourceDatabase(modules);
  if (server === null) return {};
  return { MySQL: { analysis: { [TYPE]: server.type, [VERSION]: server.version } } };
}

export function databaseServer(type: unknown, version: unknown): DatabaseServer | null {
  const name = asLowerName(type);
  const words = asName(version);
  if (name === null || words === null || !/^\d/.test(words)) return null;
  return { type: name.includes('maria') ? 'mariadb' : name, version: words };
}
