import type { Reply } from './answer-fields.ts';
import type { Engine } from './source-inventory.ts';

/** An account of this server. */
export interface LocalAccount {
  user: string;
  domain: string | null;
  owner: string | null;
  ip: string | null;
  hasTemporaryDomain: boolean;
  /** Its mail is on another server. */
  hasMailNode: boolean;
}

/** What an account uses here, according to its quota. */
export interface LocalUsage {
  bytes: number;
  files: number | null;
}

export interface LocalDomain {
  domain: string;
  user: string;
  type: string | null;
  documentRoot: string | null;
}

/** A database or a database user of this server. */
export interface LocalOwned {
  owner: string;
  engine: Engine | null;
}

/** A site with a certificate. Times are epoch seconds. */
export interface LocalSite {
  name: string;
  user: string;
  certificateNames: string[];
  notAfter: number | null;
  isSelfSigned: boolean;
}

/** What functions for a single account said about it. */
export interface LocalDetails {
  /** Bytes of each MySQL database. */
  databaseSizes: Reply<ReadonlyMap<string, number>>;
  mailboxes: Reply<number>;
}

export type RootLook = 'there' | 'missing' | 'empty';

/** What this server says about itself: each part as its function answered. Names of accounts and domains are in lower case. */
export interface ServerInventory {
  hasQuota: Reply<boolean>;
  accounts: Reply<ReadonlyMap<string, LocalAccount>>;
  usage: Reply<ReadonlyMap<string, LocalUsage>>;
  domains: Reply<ReadonlyMap<string, LocalDomain>>;
  /** By name: two engines can have databases of the same name. */
  databases: Reply<ReadonlyMap<string, LocalOwned[]>>;
  databaseUsers: Reply<ReadonlyMap<string, LocalOwned[]>>;
  /** PHP versions of the sites of each account. */
  phpVersions: Reply<ReadonlyMap<string, { site: string; version: string }[]>>;
  installedPhp: Reply<ReadonlySet<string>>;
  /** By account. */
  sites: Reply<ReadonlyMap<string, LocalSite[]>>;
  zones: Reply<ReadonlySet<string>>;
  /** Whether each address is dedicated to one account. */
  ips: Reply<ReadonlyMap<string, boolean>>;
  /** By account; accounts that are missing were not asked about. */
  details: ReadonlyMap<string, LocalDetails>;
  /** Document roots by their path; null: no file of any account can be seen. */
  documentRoots: ReadonlyMap<string, RootLook> | null;
}
