import { asCount, asName, isObject, type JsonObject } from '../log/value.ts';
import { addTo, asFlag, asLowerName } from './answer-fields.ts';
import {
  type DatabaseServer,
  type LocalSide,
  NO_NAMES,
  readLocalSide,
  readSourceDatabase,
  reduceLocalSide,
  reduceModules,
  type WantedNames,
} from './local-side.ts';

/** An account as the source named it when the session was made. */
export interface SourceAccount {
  user: string;
  domain: string | null;
  owner: string | null;
  /** Bytes. */
  size: number | null;
}

export type Engine = 'mysql' | 'postgresql';

export interface OwnedName {
  name: string;
  engine: Engine | null;
}

/** What the source said about itself when the session was made. Null: it did not say. */
export interface SourceInventory {
  /** Its address and its name: two sessions of one server can have been started with either. */
  host: string | null;
  hostname: string | null;
  version: string | null;
  /** By user; null where the source was never analysed. */
  accounts: ReadonlyMap<string, SourceAccount> | null;
  /** By owner; null where they could not be read. */
  databases: ReadonlyMap<string, OwnedName[]> | null;
  databaseUsers: ReadonlyMap<string, OwnedName[]> | null;
  /** False: the server takes root for the owner of all accounts. */
  hasOwners: boolean | null;
  /** False: sizes and file counts in the queue are not real. */
  hasDiskUsed: boolean | null;
  hasFilesUsed: boolean | null;
  /** Both servers use one MySQL server: databases stay where they are. */
  sharesMysql: boolean | null;
  isRestricted: boolean | null;
  /** Mail of its accounts may be on another server. */
  hasLinkedNodes: boolean;
  /** What could not be read of the source, in the server's words. */
  conflicts: string | null;
  /** What on this server conflicted with its accounts then. */
  local: LocalSide | null;
  databaseServer: DatabaseServer | null;
}

const MAX_NOTE_LENGTH = 500;

/**
 * Reads the answer of `retrieve_transfer_session_remote_analysis`, or what {@link reduceAnalysis} kept of one
 * (docs/whm-api.md#transfers). Named fields only.
 *
 * @returns null for what is no analysis
 */
export function readSourceInventory(data: unknown): SourceInventory | null {
  if (!isObject(data) || !isObject(data.remote)) return null;
  const { remote } = data;
  const config = isObject(data.config) ? data.config : {};
  const options = isObject(data.options) ? data.options : {};
  const items = isObject(data.items) ? data.items : {};
  const dbs = isObject(remote.dbs) ? remote.dbs : null;
  const unrestricted = asFlag(options.unrestricted);
  return {
    host: asLowerName(remote.host),
    hostname: asLowerName(remote.hostname),
    // 0 where the source did not tell one.
    version: remote.version === 0 ? null : asName(remote.version),
    accounts: readAccounts(items.accounts),
    databases: dbs === null ? null : readOwned(dbs.dbs),
    databaseUsers: dbs === null ? null : readOwned(dbs.users),
    hasOwners: asFlag(remote.has_owners),
    hasDiskUsed: asFlag(remote.has_disk_used),
    hasFilesUsed: asFlag(remote.has_files_used),
    sharesMysql: asFlag(config.shared_mysql_server),
    isRestricted: unrestricted === null ? null : !unrestricted,
    hasLinkedNodes: Array.isArray(remote.linked_nodes) && remote.linked_nodes.length > 0,
    conflicts: conflictWords(remote.conflicts),
    local: readLocalSide(data.local),
    databaseServer: readSourceDatabase(data.modules),
  };
}

/** Elements are names, or objects with the name in `user`; a release may use the names as keys. */
function readAccounts(value: unknown): Map<string, SourceAccount> | null {
  const accounts = new Map<string, SourceAccount>();
  const entries: [string | null, unknown][] = Array.isArray(value)
    ? value.map((entry) => [null, entry])
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, entry] of entries) {
    const body = isObject(entry) ? entry : {};
    const user = asLowerName(body.user) ?? (isObject(entry) ? null : asLowerName(entry));
    const name = user ?? asLowerName(key);
    if (name === null) continue;
    accounts.set(name, {
      user: name,
      domain: asLowerName(body.domain),
      owner: asLowerName(body.owner),
      size: knownCount(body.size),
    });
  }
  // Where nothing was analysed the list is empty.
  return accounts.size === 0 ? null : accounts;
}

/** A size or a file count: 1 is the server's word for "unknown" (docs/whm-api.md#seven-things-to-know-first). */
export function knownCount(value: unknown): number | null {
  const count = asCount(value);
  return count === null || count <= 1 ? null : count;
}

const ENGINES: readonly [string, Engine][] = [
  ['MYSQL', 'mysql'],
  ['PGSQL', 'postgresql'],
];

/** `{"MYSQL":{name:{"owner"}}}`; the owner can replace its object. */
function readOwned(value: unknown): Map<string, OwnedName[]> | null {
  if (!isObject(value)) return null;
  const owned = new Map<string, OwnedName[]>();
  for (const [key, engine] of ENGINES) {
    const names = value[key];
    if (!isObject(names)) continue;
    for (const [name, entry] of Object.entries(names)) {
      const owner = asLowerName(isObject(entry) ? entry.owner : entry);
      if (owner !== null && name !== '') addTo(owned, owner, { name, engine });
    }
  }
  return owned;
}

function conflictWords(value: unknown): string | null {
  if (!isObject(value)) return asName(value)?.slice(0, MAX_NOTE_LENGTH) ?? null;
  const words = Object.values(value).flatMap((entry) =>
    isObject(entry) ? Object.values(entry).map(asName) : asName(entry),
  );
  const said = words.filter((word) => word !== null).join('; ');
  if (said !== '') return said.slice(0, MAX_NOTE_LENGTH);
  return Object.keys(value).length === 0 ? null : Object.keys(value).join(', ').slice(0, 200);
}

/**
 * What is kept of an analysis: the named fields in their places, so that {@link readSourceInventory} reads both. The
 * rest (domains, users and databases of this server that conflict with no account to come, login names) is not ours to
 * keep.
 *
 * @param wanted names that the session's queue asks for on this server
 */
export function reduceAnalysis(data: unknown, wanted: WantedNames = NO_NAMES): JsonObject | null {
  if (!isObject(data) || !isObject(data.remote)) return null;
  const pick = (value: unknown, names: readonly string[]): JsonObject =>
    isObject(value)
      ? Object.fromEntries(
          names.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]]] : [])),
        )
      : {};
  const { remote } = data;
  const dbs = pick(remote.dbs, ['dbs', 'users']);
  const accounts = isObject(data.items) ? readAccounts(data.items.accounts) : null;
  const linked = Array.isArray(remote.linked_nodes) ? remote.linked_nodes.length : 0;
  const names = new Set([...wanted.names, ...(accounts?.keys() ?? [])]);
  const domains = new Set([
    ...wanted.domains,
    ...[...(accounts?.values() ?? [])].flatMap(({ domain }) => domain ?? []),
  ]);
  const databases = new Set(
    [...(readOwned(dbs.dbs)?.values() ?? [])].flatMap((own) => own.map(({ name }) => name)),
  );
  return {
    local: reduceLocalSide(data.local, { names, domains, databases }),
    modules: reduceModules(data.modules),
    config: pick(data.config, ['shared_mysql_server']),
    options: pick(data.options, ['unrestricted']),
    items: { accounts: accounts === null ? [] : [...accounts.values()] },
    remote: {
      ...pick(remote, ['host', 'hostname', 'version']),
      ...pick(remote, ['has_owners', 'has_disk_used', 'has_files_used', 'conflicts']),
      linked_nodes: Array.from({ length: linked }, () => ({})),
      dbs: isObject(remote.dbs) ? { dbs: ownersOnly(dbs.dbs), users: ownersOnly(dbs.users) } : null,
    },
  };
}

function ownersOnly(value: unknown): JsonObject | null {
  const owned = readOwned(value);
  if (owned === null) return null;
  return Object.fromEntries(
    ENGINES.map(([key, engine]) => [
      key,
      Object.fromEntries(
        [...owned].flatMap(([owner, names]) =>
          names.filter((one) => one.engine === engine).map(({ name }) => [name, owner]),
        ),
      ),
    ]),
  );
}

/** Something that a session never moves, by its settings: no check can find it missing. */
export interface LeftBehind {
  text: string;
  /** The source of this information. */
  says: string;
}

/** What a restricted restore leaves out (docs/whm-api.md#transfers, `restore_modules_summary`). */
const NOT_RESTRICTED =
  'custom locales, integration links, old home folders, packages, PostgreSQL databases, reseller privileges, SpamAssassin’s settings, subaccounts, and includes of virtual hosts';

/** What is not moved with the accounts of a session, as far as the source has told how it was made. */
export function leftBehind(source: SourceInventory | null): LeftBehind[] {
  if (source === null) return [];
  const says = 'what the source said when the session was created';
  const found: LeftBehind[] = [];
  if (source.isRestricted === true) {
    found.push({
      text: `This is a restricted restore. It may leave out ${NOT_RESTRICTED}.`,
      says: `${says}, and the reference of the server’s API`,
    });
  }
  if (source.sharesMysql === true) {
    found.push({
      text: 'Both servers use the same MySQL server: databases stay where they are and are not compared.',
      says,
    });
  }
  if (source.hasLinkedNodes) {
    found.push({
      text: 'The source has linked servers. The mail of its accounts may be on one of them.',
      says,
    });
  }
  return found;
}
