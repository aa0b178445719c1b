/**
 * A server that takes in accounts one after the other, by what the server's documents say of it: what is full refuses, what is taken
 * refuses, a database of another owner comes under another name. It knows nothing of forecasts: it fails when it fails.
 */
export interface SimulatedAccount {
  user: string;
  localUser: string;
  domain: string;
  bytes: number;
  inodes: number;
  wantsIp: boolean;
  customIp: string | null;
  /** The queue's `force`: an account of its name makes room. */
  isForced: boolean;
  databases: string[];
}

export interface Partition {
  mount: string;
  totalKb: number;
  usedKb: number;
  inodesTotal: number;
  inodesUsed: number;
}

export interface Address {
  ip: string;
  isMain: boolean;
  isActive: boolean;
  holder: string | null;
}

export interface Service {
  name: string;
  isInstalled: boolean;
  isEnabled: boolean;
  isMonitored: boolean;
  isUp: boolean;
}

export interface ServerState {
  partitions: Partition[];
  homeRoots: string[];
  /** 0: no limit. */
  licence: number;
  accounts: Map<string, { domain: string }>;
  systemNames: string[];
  addresses: Address[];
  domains: Map<string, string>;
  databases: Map<string, string>;
  databaseServer: { server: string; version: string };
  services: Service[];
  /** When an update begins that is set up to begin, epoch seconds; null: none does. */
  updateAt: number | null;
}

export type FailureKind =
  | 'disk'
  | 'inodes'
  | 'licence'
  | 'ip'
  | 'name'
  | 'domain'
  | 'database'
  | 'database-server'
  | 'update'
  | 'service';

const KB = 1024;

/** Takes in one account. @returns what goes wrong with it */
export function takeIn(
  state: ServerState,
  account: SimulatedAccount,
  source: { server: string; version: string },
): FailureKind | null {
  const { localUser, bytes, inodes } = account;
  const needed = state.services.filter(({ name }) => ['mysql', 'httpd', 'exim'].includes(name));
  if (needed.some((one) => one.isInstalled && one.isEnabled && !one.isUp)) return 'service';
  const isHere = state.accounts.has(localUser);
  if ((isHere && !account.isForced) || state.systemNames.includes(localUser)) return 'name';
  const holder = state.domains.get(account.domain);
  if (holder !== undefined && holder !== localUser && holder !== 'nobody') return 'domain';
  if (!isHere && state.licence > 0 && state.accounts.size >= state.licence) return 'licence';
  const home = roomiest(state);
  // The archive lies there while it is unpacked.
  if ((home.totalKb - home.usedKb) * KB < 2 * bytes) return 'disk';
  if (home.inodesTotal > 0 && home.inodesTotal - home.inodesUsed < 2 * inodes) return 'inodes';
  home.usedKb += Math.ceil(bytes / KB);
  home.inodesUsed += inodes;
  state.accounts.set(localUser, { domain: account.domain });
  state.domains.set(account.domain, localUser);
  if (account.wantsIp && !giveAddress(state, account)) return 'ip';
  for (const database of account.databases) {
    const owner = state.databases.get(database);
    if (owner !== undefined && owner !== localUser) return 'database';
    state.databases.set(database, localUser);
  }
  const { databaseServer } = state;
  const isSameMake = databaseServer.server === source.server;
  if (isSameMake && account.databases.length > 0 && older(databaseServer.version, source.version)) {
    return 'database-server';
  }
  return null;
}

function roomiest({ partitions, homeRoots }: ServerState): Partition {
  const homes = homeRoots.map((path) => {
    const mounts = partitions.filter(
      ({ mount }) => mount === '/' || path === mount || path.startsWith(`${mount}/`),
    );
    return mounts.sort((a, b) => b.mount.length - a.mount.length)[0];
  });
  const free = (one: Partition | undefined): number => (one ? one.totalKb - one.usedKb : -1);
  const [best] = homes.sort((a, b) => free(b) - free(a));
  if (!best) throw new Error('a server has a home');
  return best;
}

function giveAddress({ addresses }: ServerState, account: SimulatedAccount): boolean {
  const found = addresses.find(
    ({ ip, holder, isMain, isActive }) =>
      holder === null && !isMain && isActive && (account.customIp ?? ip) === ip,
  );
  if (found) found.holder = account.localUser;
  return found !== undefined;
}

function older(a: string, b: string): boolean {
  const [a1 = 0, a2 = 0] = a.split('.').map(Number);
  const [b1 = 0, b2 = 0] = b.split('.').map(Number);
  return a1 !== b1 ? a1 < b1 : a2 < b2;
}

/** What has happened to one account. Times are epoch seconds. */
export interface Fate {
  account: SimulatedAccount;
  startedAt: number;
  endedAt: number;
  failure: FailureKind | null;
}

export interface Plan {
  accounts: SimulatedAccount[];
  source: { server: string; version: string };
  startsAt: number;
  workers: number;
  bytesPerSecond: number;
}

const SECONDS_AN_ACCOUNT = 25;

/**
 * Runs a session to its end.
 *
 * @param until only what begins before it
 */
export function runSession(
  state: ServerState,
  plan: Plan,
  until = Number.MAX_SAFE_INTEGER,
): Fate[] {
  const free = Array.from({ length: plan.workers }, () => plan.startsAt);
  const fates: Fate[] = [];
  for (const account of plan.accounts) {
    const worker = free.indexOf(Math.min(...free));
    const startedAt = free[worker] ?? plan.startsAt;
    if (startedAt >= until) break;
    const seconds = SECONDS_AN_ACCOUNT + (account.bytes / plan.bytesPerSecond) * plan.workers;
    const endedAt = Math.round(startedAt + seconds);
    free[worker] = endedAt;
    const { updateAt } = state;
    const isUpdated = updateAt !== null && startedAt <= updateAt && endedAt > updateAt;
    const home = roomiest(state);
    const failure = isUpdated ? 'update' : takeIn(state, account, plan.source);
    fates.push({ account, startedAt, endedAt, failure });
    // What is not unpacked yet takes no room yet.
    if (endedAt > until) {
      const left = (endedAt - until) / (endedAt - startedAt);
      home.usedKb -= Math.floor((left * account.bytes) / KB);
      home.inodesUsed -= Math.floor(left * account.inodes);
    }
  }
  return fates;
}
