import type { RiskFacts } from './risk.ts';
import type { ServerRoom } from './server-facts.ts';
import { firstOpen, meanSize, type UpcomingAccount } from './upcoming.ts';

/** The place in the order of accounts where the problem begins, and what it is. */
export interface Shortage {
  place: number;
  facts: RiskFacts;
}

/** The server's documentation asks for twice the largest account and 1 GB. */
const COPIES = 2;
const RESERVE = 1_073_741_824;

interface Home {
  mount: string;
  free: number;
}

/**
 * Whether each file system with homes has room for what is still to come, account by account: an account in progress
 * needs room for its archive and for what is unpacked from it, one that has arrived keeps its size. The server puts an
 * account where there is most room.
 */
export function findFullHome(
  accounts: readonly UpcomingAccount[],
  server: ServerRoom,
  kind: 'disk' | 'inodes',
): Shortage | null {
  const homes = homesOf(server, kind);
  if (homes === null || homes.length === 0) return null;
  const mean = kind === 'disk' ? meanSize(accounts) : null;
  const wholes = accounts.map((account) => {
    const whole = kind === 'disk' ? (account.size ?? mean) : account.files;
    return account.skipsHome ? 0 : (whole ?? 0);
  });
  const needs = wholes.map((whole, place) => whole * (accounts[place]?.share ?? 1));
  const reserve = kind === 'disk' ? RESERVE : 0;
  const isOpenAt = (place: number): boolean => accounts[place]?.stage !== 'ended';
  const sumOf = (isWanted: (place: number) => boolean): number =>
    needs.reduce((sum, need, place) => (isWanted(place) ? sum + need : sum), 0);
  const before = homes.reduce((sum, home) => sum + home.free, 0);
  for (const [place, need] of needs.entries()) {
    const home = homes.reduce((most, one) => (one.free > most.free ? one : most));
    // For an account that is being restored, the archive is already here.
    const isWaiting = accounts[place]?.stage === 'waiting';
    const room = isWaiting ? COPIES * need + reserve : need;
    if (isOpenAt(place) && need > 0 && home.free < room) {
      const needed = sumOf(isOpenAt);
      const free = Math.max(0, before - sumOf((each) => !isOpenAt(each)));
      const { mount } = home;
      return { place, facts: { kind, mount, free, needed, isReserveOnly: needed <= free } };
    }
    home.free -= need;
  }
  return null;
}

function homesOf({ homes }: ServerRoom, kind: 'disk' | 'inodes'): Home[] | null {
  if (homes === null) return null;
  const known = homes.flatMap(({ mount, freeBytes, freeInodes }) => {
    const free = kind === 'disk' ? freeBytes : freeInodes;
    return free === null ? [] : [{ mount, free }];
  });
  // Where one of them does not count inodes, all accounts can go there.
  return known.length < homes.length ? null : known;
}

/** Whether the licence has a seat for each new account. */
export function findMissingSeat(
  accounts: readonly UpcomingAccount[],
  { seats }: ServerRoom,
  isCounted: (account: UpcomingAccount) => boolean,
): Shortage | null {
  if (seats === null || seats.most === null) return null;
  const left = Math.max(0, seats.most - seats.used);
  const fresh = placesOf(accounts, (account) => !isCounted(account));
  const place = openFrom(accounts, fresh[left]);
  if (place === null) return null;
  const wanted = fresh.filter((each) => accounts[each]?.stage !== 'ended').length;
  const now = Math.max(0, left - (fresh.length - wanted));
  return { place, facts: { kind: 'licence', seats: now, most: seats.most, wanted } };
}

/** Whether there is an address for each account that is to have its own. */
export function findMissingIp(
  accounts: readonly UpcomingAccount[],
  { ips }: ServerRoom,
  freeAtFirst: readonly string[] | null,
  isCounted: (account: UpcomingAccount) => boolean,
): Shortage | null {
  const free = ips?.free ?? freeAtFirst;
  if (free === null) return null;
  const wanting = placesOf(accounts, (account) => account.wantsIp && !isCounted(account));
  const left = new Set(free);
  const named = new Set(accounts.flatMap(({ customIp }) => customIp ?? []));
  for (const place of wanting) {
    const account = accounts[place];
    if (account === undefined) continue;
    const { customIp, stage, mayReplace } = account;
    const address = customIp ?? [...left].find((one) => !named.has(one)) ?? null;
    const isThere = address !== null && left.delete(address);
    // It may be the address of the account that is replaced, or nobody can say whose it is.
    const isUnknown = customIp !== null && (ips === null || mayReplace);
    if (isThere || isUnknown || stage === 'ended') continue;
    const wanted = wanting.filter((each) => accounts[each]?.stage !== 'ended').length;
    const had = wanting.length - wanted;
    const facts = { free: Math.max(0, free.length - had), wanted, address: customIp };
    return { place, facts: { kind: 'ip', ...facts } };
  }
  return null;
}

function placesOf(
  accounts: readonly UpcomingAccount[],
  is: (account: UpcomingAccount) => boolean,
): number[] {
  return accounts.flatMap((account, place) => (is(account) ? [place] : []));
}

/** An account that has arrived already has its seat. */
function openFrom(accounts: readonly UpcomingAccount[], place: number | undefined): number | null {
  return place === undefined ? null : firstOpen(accounts, place);
}
