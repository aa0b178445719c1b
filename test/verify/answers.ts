import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noReply } from '../../src/verify/answer-fields.ts';
import {
  readDatabaseSizes,
  readMailboxes,
  readServerAnswers,
  SERVER_FUNCTIONS,
  type ServerAnswers,
  type ServerFunction,
} from '../../src/verify/read-server.ts';
import type { ServerInventory } from '../../src/verify/server-inventory.ts';
import { readSourceInventory, type SourceInventory } from '../../src/verify/source-inventory.ts';
import { repositoryRoot } from '../host/repository.ts';

/** The `data` of a documented answer, see test/fixtures/api. */
export function documented(name: string): unknown {
  const path = join(repositoryRoot(), 'test/fixtures/api', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')).data;
}

/** Every number of an answer as a text, as older layers of the server give them. */
export function asStrings(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(asStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asStrings(inner)]));
}

/** How a truth about a small server is told. */
export interface Telling {
  shape?: (data: unknown) => unknown;
  /** Functions that are off. */
  off?: readonly string[];
}

/** One account as it is on both servers, unless a defect says otherwise. */
export interface Truth {
  name: string;
  localName: string;
  owner: string;
  domain: string;
  bytes: number;
  files: number;
  databases: string[];
  wantsIp: boolean;
}

export const NOW = 1_770_000_000;

export function truthOf(i: number, more: Partial<Truth> = {}): Truth {
  const name = `user${i}`;
  return {
    name,
    localName: name,
    owner: 'root',
    domain: `site${i}.example`,
    bytes: 300 * 1_048_576,
    files: 4000,
    databases: [`${name}_wp`, `${name}_shop`],
    wantsIp: i % 5 === 0,
    ...more,
  };
}

/** What the server's functions answer for these accounts; a test bends the rows of one account afterwards. */
export function serverRows(truths: readonly Truth[]): Record<ServerFunction, unknown> {
  const ipOf = ({ wantsIp }: Truth, i: number): string =>
    wantsIp ? `192.0.2.${i + 20}` : '192.0.2.10';
  const php = (at: Truth): object => ({
    account: at.localName,
    vhost: at.domain,
    version: 'ea-php82',
    main_domain: 1,
  });
  return {
    quota_enabled: { quota_enabled: 1 },
    listaccts: {
      acct: truths.map((at, i) => ({
        user: at.localName,
        domain: at.domain,
        owner: at.owner,
        ip: ipOf(at, i),
        is_temporary_domain: 0,
      })),
    },
    get_disk_usage: {
      accounts: truths.map((at) => ({
        user: at.localName,
        blocks_used: at.bytes / 1024,
        inodes_used: at.files,
      })),
    },
    get_domain_info: {
      domains: truths.map((at) => ({
        domain: at.domain,
        user: at.localName,
        domain_type: 'main',
        docroot: `/home/${at.localName}/public_html`,
      })),
    },
    list_databases: {
      payload: truths.flatMap((at) =>
        at.databases.map((name) => ({ name, cpuser: at.localName, engine: 'mysql' })),
      ),
    },
    list_database_users: {
      payload: truths.map((at) => ({
        name: `${at.localName}_wp`,
        cpuser: at.localName,
        engine: 'mysql',
      })),
    },
    php_get_vhost_versions: { versions: truths.map(php) },
    php_get_installed_versions: { versions: ['ea-php81', 'ea-php82'] },
    fetch_ssl_vhosts: {
      vhosts: truths.map((at) => ({
        servername: at.domain,
        user: at.localName,
        crt: {
          domains: [at.domain, `www.${at.domain}`],
          not_after: NOW + 86_400,
          is_self_signed: 0,
        },
      })),
    },
    listzones: { zone: truths.map(({ domain }) => ({ domain, zonefile: `${domain}.db` })) },
    listips: {
      ip: [
        { ip: '192.0.2.10', dedicated: 0, mainaddr: 1 },
        ...truths.flatMap((at, i) => (at.wantsIp ? [{ ip: ipOf(at, i), dedicated: 1 }] : [])),
      ],
    },
  };
}

export function tellServer(
  rows: Record<ServerFunction, unknown>,
  truths: readonly Truth[],
  { shape = (data) => data, off = [] }: Telling = {},
  sizes: ReadonlyMap<string, number> = new Map(),
): ServerInventory {
  const answers = Object.fromEntries(
    SERVER_FUNCTIONS.map((name) => [
      name,
      off.includes(name) ? noReply(`${name} is off`) : { ok: true, value: shape(rows[name]) },
    ]),
  ) as ServerAnswers;
  const uapi = (data: unknown): unknown => shape({ uapi: { status: 1, data, errors: null } });
  return {
    ...readServerAnswers(answers),
    details: new Map(
      truths.map((at) => [
        at.localName,
        {
          databaseSizes: off.includes('Mysql')
            ? noReply('Mysql is off')
            : readDatabaseSizes(
                uapi(
                  at.databases.map((database) => ({
                    database,
                    disk_usage: sizes.get(database) ?? 90_000,
                  })),
                ),
              ),
          mailboxes: off.includes('Email')
            ? noReply('Email is off')
            : readMailboxes(uapi([{ email: `info@${at.domain}` }])),
        },
      ]),
    ),
    documentRoots: new Map(truths.map((at) => [`/home/${at.localName}/public_html`, 'there'])),
  };
}

/** What the source has said, in the documented shape. */
export function tellSource(
  truths: readonly Truth[],
  shape: (data: unknown) => unknown = (data) => data,
  remote: object = {},
): SourceInventory | null {
  const owned = (names: (at: Truth) => string[]): object =>
    Object.fromEntries(truths.flatMap((at) => names(at).map((name) => [name, { owner: at.name }])));
  return readSourceInventory(
    shape({
      config: { shared_mysql_server: 0 },
      options: { unrestricted: 1 },
      items: {
        accounts: truths.map(({ name, domain, owner }) => ({ user: name, domain, owner })),
      },
      remote: {
        host: '192.0.2.32',
        hostname: 'old.example.net',
        has_owners: 1,
        has_disk_used: 1,
        has_files_used: 1,
        conflicts: {},
        dbs: {
          dbs: { MYSQL: owned((at) => at.databases), PGSQL: {} },
          users: { MYSQL: owned((at) => [at.name, `${at.name}_wp`]), PGSQL: {} },
        },
        ...remote,
      },
    }),
  );
}
