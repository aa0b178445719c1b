import type { FunctionTable } from './api-call.ts';

type Row = Record<string, unknown>;

/** An account of the stand-in server, as its functions describe it. A test changes what should be lost. */
export interface InventoryAccount {
  user: string;
  owner: string;
  domain: string;
  ip: string;
  hasDedicatedIp: boolean;
  bytes: number;
  files: number;
  /** Bytes of each MySQL database. */
  databases: Map<string, number>;
  databaseUsers: string[];
  documentRoot: string | null;
  php: string;
  hasZone: boolean;
  /** Of the certificate, epoch seconds. */
  notAfter: number;
  mailboxes: number;
  isTemporaryDomain: boolean;
}

/** What the server says about itself, and how it behaves. */
export class ServerInventory {
  readonly accounts = new Map<string, InventoryAccount>();
  /** Databases and domains that belong to somebody other than the account with which they are listed. */
  readonly otherOwners = new Map<string, string>();
  /** Domains that are not on the server although their account is. */
  readonly lostDomains = new Set<string>();
  installedPhp = ['ea-php81', 'ea-php82'];
  hasQuota = true;
  /** The size that the server still reports for accounts until it is asked to count again. */
  readonly staleBytes = new Map<string, number>();

  /** The functions that read the server's inventory, in the shapes of the reference. */
  get table(): FunctionTable {
    const all = (): InventoryAccount[] => [...this.accounts.values()];
    const rows = (row: (account: InventoryAccount) => Row): Row[] => all().map(row);
    return {
      quota_enabled: () => ({ quota_enabled: this.hasQuota ? 1 : 0 }),
      listaccts: ({ want = '' }) => ({ acct: rows((at) => wanted(listed(at), want)) }),
      get_disk_usage: ({ cache_mode: mode }) => ({
        accounts: rows(({ user, bytes, files }) => ({
          user,
          blocks_used: Math.ceil(
            (mode === 'off' ? bytes : (this.staleBytes.get(user) ?? bytes)) / 1024,
          ),
          blocks_limit: null,
          inodes_used: files,
          inodes_limit: null,
        })),
      }),
      get_domain_info: () => ({
        domains: all()
          .filter(({ domain }) => !this.lostDomains.has(domain))
          .map(({ user, owner, domain, documentRoot, ip, php }) => ({
            ...{ domain, user: this.otherOwners.get(domain) ?? user, user_owner: owner },
            ...{ domain_type: 'main', parent_domain: domain, docroot: documentRoot },
            ...{ ipv4: ip, ipv4_ssl: ip, ipv6: null, ipv6_is_dedicated: 0 },
            ...{ php_version: php, port: '80', port_ssl: '443', modsecurity_enabled: 1 },
          })),
      }),
      list_databases: () => ({
        payload: all().flatMap(({ user, databases }) =>
          [...databases.keys()].map((name) => this.#owned(name, user)),
        ),
      }),
      list_database_users: () => ({
        payload: all().flatMap(({ user, databaseUsers }) =>
          databaseUsers.map((name) => ({ name, cpuser: user, engine: 'mysql' })),
        ),
      }),
      php_get_vhost_versions: () => ({
        versions: rows(({ user, owner, domain, documentRoot, php }) => ({
          ...{ account: user, account_owner: owner, vhost: domain, version: php, main_domain: 1 },
          ...{ documentroot: documentRoot, homedir: `/home/${user}`, is_suspended: 0, php_fpm: 1 },
          phpversion_source: [{ domain }],
        })),
      }),
      php_get_installed_versions: () => ({ versions: this.installedPhp }),
      fetch_ssl_vhosts: () => ({ vhosts: rows(sslSite) }),
      listzones: () => ({
        zone: all()
          .filter(({ hasZone }) => hasZone)
          .map(({ domain }) => ({ domain, zonefile: `${domain}.db` })),
      }),
      listips: () => ({ ip: [address('192.0.2.10', false, true), ...this.#dedicated()] }),
      get_shared_ip: () => ({ ip: '192.0.2.10' }),
      uapi_cpanel: (fields) => ({ uapi: this.#uapi(fields) }),
    };
  }

  #owned(name: string, user: string): Row {
    return { name, cpuser: this.otherOwners.get(name) ?? user, engine: 'mysql' };
  }

  #dedicated(): Row[] {
    const ips = [...this.accounts.values()].filter(({ hasDedicatedIp }) => hasDedicatedIp);
    return ips.map(({ ip }) => address(ip, true, false));
  }

  #uapi(fields: Record<string, string>): Row {
    const account = this.accounts.get(fields['cpanel.user'] ?? '');
    const call = `${fields['cpanel.module'] ?? ''}::${fields['cpanel.function'] ?? ''}`;
    const failed = (words: string): Row => ({
      ...{ data: null, errors: [words], messages: null, metadata: {}, status: 0, warnings: null },
    });
    if (account === undefined) return failed('The account does not exist.');
    const done = (data: Row[]): Row => ({
      ...{ data, errors: null, messages: null, warnings: null, status: 1 },
      metadata: { transformed: 1 },
    });
    switch (call) {
      case 'Mysql::list_databases':
        return done(
          [...account.databases].map(([database, bytes]) => ({
            ...{ database, disk_usage: bytes, users: account.databaseUsers },
          })),
        );
      case 'Email::list_pops_with_disk':
        return done(
          Array.from({ length: account.mailboxes }, (_, i) => ({
            ...{ email: `box${i}@${account.domain}`, login: `box${i}@${account.domain}` },
            ...{ domain: account.domain, user: `box${i}`, suspended_login: 0 },
          })),
        );
      default:
        return failed(`“${call}” is not there.`);
    }
  }
}

function listed({
  user,
  domain,
  owner,
  ip,
  bytes,
  files,
  isTemporaryDomain,
}: InventoryAccount): Row {
  return {
    ...{ user, domain, owner, ip, plan: 'gold', suspended: 0, mailbox_format: 'maildir' },
    ...{ diskused: `${Math.floor(bytes / 1_048_576)}M`, inodesused: files },
    ...{ is_temporary_domain: isTemporaryDomain ? 1 : 0, child_nodes: [] },
  };
}

/** Leaves out what was not asked for, as the function's parameter of this name does. */
function wanted(row: Row, want: string): Row {
  if (want === '') return row;
  const names = want.split(',');
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}

function sslSite({
  user,
  domain,
  documentRoot,
  ip,
  hasDedicatedIp,
  notAfter,
}: InventoryAccount): Row {
  return {
    ...{ servername: domain, user, type: 'main', domains: [domain, `www.${domain}`], ip },
    ...{ docroot: documentRoot, iptype: hasDedicatedIp ? 'dedicated' : 'shared' },
    crt: {
      ...{ domains: [domain, `www.${domain}`], not_before: notAfter - 7_776_000 },
      ...{ not_after: notAfter, is_self_signed: 0, validation_type: 'dv' },
      'issuer.organizationName': 'Example Trust',
    },
  };
}

function address(ip: string, isDedicated: boolean, isMain: boolean): Row {
  return {
    ...{ ip, public_ip: ip, if: 'eth0', netmask: '255.255.255.0', network: '192.0.2.0' },
    ...{ active: 1, used: 1, removable: 0 },
    ...{ dedicated: isDedicated ? 1 : 0, mainaddr: isMain ? 1 : 0 },
  };
}
