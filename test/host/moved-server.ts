import { join } from 'node:path';
import type { InventoryAccount } from './cpsrvd/server-inventory.ts';
import type { Cpsrvd } from './cpsrvd.ts';
import { openDatabase } from './open-database.ts';
import { type PlannedItem, planSession, type SessionPlan } from './simulator/plan.ts';
import { sessionFolder } from './simulator/session-folder.ts';
import { writeSession } from './simulator/write-session.ts';

const MB = 1_048_576;

export interface MovedOptions {
  seed: string;
  accounts: number;
  startedAt: number;
  sourceHost?: string;
  /** Accounts of the source that no session has. */
  others?: readonly string[];
  change?: (plan: SessionPlan) => SessionPlan;
}

/** A session whose accounts are all on the stand-in server, as whole as they were on their source. */
export interface MovedServer {
  plan: SessionPlan;
  id: string;
  /** Those that moved, as this server has them. */
  accounts: InventoryAccount[];
}

/** Writes a session and puts what it has moved on the server; its source says what it had. */
export function moveToServer(server: Cpsrvd, root: string, options: MovedOptions): MovedServer {
  const { seed, accounts: count, startedAt, change = (plan) => plan } = options;
  const drawn = planSession({
    ...{
      seed,
      accounts: count,
      startedAt,
      packages: 1,
      issueRate: 0,
      failureRate: 0,
      itemLogs: 'none',
    },
  });
  const { sourceHost = drawn.sourceHost } = options;
  const plan = change({ ...drawn, sourceHost, items: drawn.items.map(grown) });
  const { id } = writeSession(root, plan);
  const items = plan.items.filter(({ type }) => type.startsWith('Account'));
  const accounts = putOnServer(server, plan);
  fillQueue(root, id, items);
  server.created.server.analyses.set(id, analysisOf(plan, items, options.others ?? []));
  return { plan, id, accounts };
}

/** Puts what a session has moved on the stand-in server. */
export function putOnServer(server: Cpsrvd, plan: SessionPlan): InventoryAccount[] {
  const moved = plan.items.filter(
    ({ type, fate }) => type.startsWith('Account') && fate === 'clean',
  );
  const accounts = moved.map((item, i) => accountOf(item, i, plan.startedAt));
  for (const account of accounts) server.inventory.accounts.set(account.user, account);
  return accounts;
}

/** Large enough that half of it is missed. */
function grown(item: PlannedItem): PlannedItem {
  return item.type.startsWith('Account') ? { ...item, size: item.size + 200 * MB } : item;
}

function wantsIp(item: PlannedItem): boolean {
  return item.size % 4 === 0;
}

function filesOf({ size }: PlannedItem): number {
  return Math.round(size / 40_000);
}

function accountOf(item: PlannedItem, i: number, startedAt: number): InventoryAccount {
  const { localName: user } = item;
  const hasDedicatedIp = wantsIp(item);
  return {
    ...{ user, owner: 'root', domain: item.domain ?? `${user}.example`, hasDedicatedIp },
    ip: hasDedicatedIp ? `198.51.${100 + Math.floor(i / 200)}.${(i % 200) + 1}` : '192.0.2.10',
    ...{ bytes: item.size, files: filesOf(item) },
    databases: new Map([
      [`${item.name}_wp`, 3_000_000],
      [`${item.name}_shop`, 40_000],
    ]),
    databaseUsers: [`${item.name}_wp`],
    documentRoot: `/home/${user}/public_html`,
    ...{ php: i % 7 === 0 ? 'inherit' : 'ea-php82', hasZone: true, mailboxes: i % 3 },
    ...{ notAfter: startedAt + 400 * 86_400, isTemporaryDomain: false },
  };
}

/** Columns of the reference that the simulator's queue leaves out. */
function fillQueue(root: string, id: string, items: readonly PlannedItem[]): void {
  const db = openDatabase(join(sessionFolder(root, id), 'db.sqlite'));
  db.exec('ALTER TABLE AccountRemoteRoot ADD COLUMN files INTEGER DEFAULT 1');
  db.exec('ALTER TABLE AccountRemoteRoot ADD COLUMN ip INTEGER DEFAULT 0');
  const update = db.prepare('UPDATE AccountRemoteRoot SET files = ?, ip = ? WHERE user = ?');
  for (const item of items) update.run(filesOf(item), wantsIp(item) ? 1 : 0, item.name);
  db.close();
}

function analysisOf(
  plan: SessionPlan,
  items: readonly PlannedItem[],
  others: readonly string[],
): Record<string, unknown> {
  const owned = (names: (user: string) => string[]): Record<string, unknown> =>
    Object.fromEntries(
      items.flatMap(({ name }) => names(name).map((each) => [each, { owner: name }])),
    );
  return {
    items: {
      accounts: [
        ...items.map(({ name, domain }) => ({ user: name, domain, owner: 'root' })),
        ...others.map((user) => ({ user, domain: `${user}.example`, owner: 'root' })),
      ],
      packages: [],
    },
    remote: {
      ...{ host: '203.0.113.9', hostname: plan.sourceHost, version: '11.126.0.30', conflicts: {} },
      ...{ has_disk_used: 1, has_files_used: 1, has_owners: 1, linked_nodes: [] },
      dbs: {
        dbs: { MYSQL: owned((user) => [`${user}_wp`, `${user}_shop`]), PGSQL: {} },
        users: { MYSQL: owned((user) => [user, `${user}_wp`]), PGSQL: {} },
      },
    },
  };
}

/** What can be lost on the way to the server, each with what shows it. */
export const LOSSES: Readonly<
  Record<string, { check: string; lose: (server: Cpsrvd, account: InventoryAccount) => void }>
> = {
  'account missing': {
    check: 'account',
    lose: ({ inventory }, { user }) => inventory.accounts.delete(user),
  },
  'other owner': {
    check: 'account',
    lose: (_, account) => Object.assign(account, { owner: 'eve' }),
  },
  'half the bytes': {
    check: 'bytes',
    lose: (_, account) => Object.assign(account, { bytes: Math.floor(account.bytes / 2) }),
  },
  'files missing': {
    check: 'files',
    lose: (_, account) => Object.assign(account, { files: Math.floor(account.files * 0.7) }),
  },
  'database missing': {
    check: 'database',
    lose: (_, { databases }) => databases.delete([...databases.keys()][1] ?? ''),
  },
  'database empty': {
    check: 'database',
    lose: (_, { databases }) => databases.set([...databases.keys()][0] ?? '', 0),
  },
  'database of another owner': {
    check: 'database',
    lose: ({ inventory }, { databases }) =>
      inventory.otherOwners.set([...databases.keys()][0] ?? '', 'eve'),
  },
  'domain missing': {
    check: 'domain',
    lose: ({ inventory }, { domain }) => inventory.lostDomains.add(domain),
  },
  'domain of another account': {
    check: 'domain',
    lose: ({ inventory }, { domain }) => inventory.otherOwners.set(domain, 'eve'),
  },
  'no document root': {
    check: 'document-root',
    lose: (_, account) => Object.assign(account, { documentRoot: null }),
  },
  'IP lost': {
    check: 'ip',
    lose: (_, account) => Object.assign(account, { ip: '192.0.2.10', hasDedicatedIp: false }),
  },
  'PHP missing': {
    check: 'php',
    lose: (_, account) => Object.assign(account, { php: 'ea-php56' }),
  },
  'no zone': { check: 'zone', lose: (_, account) => Object.assign(account, { hasZone: false }) },
  'certificate expired': {
    check: 'certificate',
    lose: (_, account) => Object.assign(account, { notAfter: 1_600_000_000 }),
  },
};
