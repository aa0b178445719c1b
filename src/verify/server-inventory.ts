import type { Said } from './answer-fields.ts';
import type { Engine } from './source-inventory.ts';

/** An account of this server. */
export interface HereAccount {
  user: string;
  domain: string | null;
  owner: string | null;
  ip: string | null;
  hasTemporaryDomain: boolean;
  /** Its mail lives on another server. */
  hasMailNode: boolean;
}

/** What an account takes here, by the quota. */
export interface HereUsage {
  bytes: number;
  files: number | null;
}

export interface HereDomain {
  domain: string;
  user: string;
  type: string | null;
  documentRoot: string | null;
}

/** A database or a database user of this server. */
export interface HereOwned {
  owner: string;
  engine: Engine | null;
}

/** A site with a certificate. Times are epoch seconds. */
export interface HereSite {
  name: string;
  user: string;
  certificateNames: string[];
  notAfter: number | null;
  isSelfSigned: boolean;
}

/** What of one account a function of its own was asked for. */
export interface HereDetails {
  /** Bytes of each MySQL database. */
  databaseSizes: Said<ReadonlyMap<string, number>>;
  mailboxes: Said<number>;
}

export type RootLook = 'there' | 'missing' | 'empty';

/** What this server says of itself: each part as its function has answered. Names of accounts and domains are in lower case. */
export interface ServerInventory {
  hasQuota: Said<boolean>;
  accounts: Said<ReadonlyMap<string, HereAccount>>;
  usage: Said<ReadonlyMap<string, HereUsage>>;
  domains: Said<ReadonlyMap<string, HereDomain>>;
  /** By name: two engines can have databases of one name. */
  databases: Said<ReadonlyMap<string, HereOwned[]>>;
  databaseUsers: Said<ReadonlyMap<string, HereOwned[]>>;
  /** PHP versions of the sites of each account. */
  phpVersions: Said<ReadonlyMap<string, { site: string; version: string }[]>>;
  installedPhp: Said<ReadonlySet<string>>;
  /** By account. */
  sites: Said<ReadonlyMap<string, HereSite[]>>;
  zones: Said<ReadonlySet<string>>;
  /** Whether each address is dedicated to one account. */
  ips: Said<ReadonlyMap<string, boolean>>;
  /** By account; what is missing was not asked. */
  details: ReadonlyMap<string, HereDetails>;
  /** Document roots by their path; null: no file of any account can be seen. */
  documentRoots: ReadonlyMap<string, RootLook> | null;
}
