import { itemKey } from '../session/item.ts';
import type { DatabaseServer } from '../verify/local-side.ts';
import type { Conflict } from './conflicts.ts';
import type { Risk } from './risk.ts';
import { findFullHome, findMissingIp, findMissingSeat, type Shortage } from './room.ts';
import type { ServerRoom, UpdatePlan } from './server-facts.ts';
import { firstOpen, type Schedule, scheduleOf, type UpcomingAccount } from './upcoming.ts';

/** What a forecast of one session is based on; times are epoch seconds. */
export interface ForecastInput {
  now: number;
  /** Until the session ends, as estimated; null: unknown. */
  secondsLeft: number | null;
  /** False: it is waiting, or paused. */
  isRunning: boolean;
  /** In the order in which they run. */
  accounts: readonly UpcomingAccount[];
  /** When this server told what it has room for; null: it has not. */
  takenAt: number | null;
  room: ServerRoom;
  update: UpdatePlan | null;
  outlook: SessionOutlook;
}

/** What this server and the source said about one session beforehand. */
export interface SessionOutlook {
  conflicts: readonly Conflict[];
  /** Names of accounts to come that already exist on this server. In lower case. */
  here: readonly string[];
  /** Addresses that were free when the session was made; null: not told. */
  freeIps: readonly string[] | null;
  source: DatabaseServer | null;
  /** Accounts to come that bring databases. */
  withDatabases: readonly string[];
}

/**
 * What is likely to go wrong with the rest of a session, the most urgent first. Empty where nothing is, or where
 * nothing is known.
 */
export function forecastOf(input: ForecastInput): Risk[] {
  const { accounts, now, secondsLeft, room, outlook } = input;
  if (firstOpen(accounts, 0) === null) return [];
  const when = scheduleOf(accounts, now, secondsLeft);
  const here = new Set(outlook.here);
  const { takenAt } = input;
  // An account is created as soon as its restore begins.
  const isCounted = ({ begunAt }: UpcomingAccount): boolean =>
    begunAt !== null && takenAt !== null && begunAt < takenAt;
  const hasSeat = (account: UpcomingAccount): boolean =>
    here.has(account.localName.toLowerCase()) || isCounted(account);
  const found = [
    findFullHome(accounts, room, 'disk'),
    findFullHome(accounts, room, 'inodes'),
    findMissingSeat(accounts, room, hasSeat),
    findMissingIp(accounts, room, outlook.freeIps, isCounted),
  ].filter((one) => one !== null);
  const risks = [
    ...found.map((one) => riskAt(one, accounts, when)),
    ...conflictRisks(accounts, outlook.conflicts, when),
    ...olderDatabaseServer(input, when),
    ...updateRisks(input, when),
    ...serviceRisks(input),
  ];
  return risks.sort((a, b) => rankOf(a) - rankOf(b) || atOf(a) - atOf(b));
}

function rankOf({ level }: Risk): number {
  return level === 'alarm' ? 0 : 1;
}

/** What has no time depends on an account, and is less urgent than what has one. */
function atOf({ at }: Risk): number {
  return at ?? Number.MAX_SAFE_INTEGER;
}

function riskAt(
  { place, facts }: Shortage,
  accounts: readonly UpcomingAccount[],
  when: Schedule,
): Risk {
  return { level: 'alarm', at: when(place), item: itemAt(accounts, place), facts };
}

function itemAt(accounts: readonly UpcomingAccount[], place: number): Risk['item'] {
  const account = accounts[place];
  return account === undefined ? null : { type: account.type, name: account.name };
}

/** One for each kind of conflict, with its first account. */
function conflictRisks(
  accounts: readonly UpcomingAccount[],
  conflicts: readonly Conflict[],
  when: Schedule,
): Risk[] {
  const places = new Map(
    accounts.flatMap(({ type, name, stage }, place) =>
      stage === 'ended' ? [] : [[itemKey({ type, name }), place] as const],
    ),
  );
  return (['name', 'domain', 'database'] as const).flatMap((kind) => {
    const own = conflicts
      .filter((conflict) => conflict.kind === kind)
      .flatMap((conflict) => {
        const place = places.get(`${conflict.type}\0${conflict.name}`);
        return place === undefined ? [] : [{ conflict, place }];
      })
      .sort((a, b) => a.place - b.place);
    const [first] = own;
    if (first === undefined) return [];
    const { subject, owner } = first.conflict;
    const facts = { kind, subject, owner, count: own.length };
    return [riskAt({ place: first.place, facts }, accounts, when)];
  });
}

/**
 * Dumps of a newer server can contain what an older one does not accept. MySQL and MariaDB are not compared by their
 * version numbers.
 */
function olderDatabaseServer({ accounts, room, outlook }: ForecastInput, when: Schedule): Risk[] {
  const here = room.database;
  const { source } = outlook;
  if (here === null || source === null) return [];
  const isOtherMake = here.type !== source.type;
  if (isOtherMake && source.type !== 'mariadb') return [];
  if (!isOtherMake && !isOlder(here.version, source.version)) return [];
  const names = new Set(outlook.withDatabases);
  const place = accounts.findIndex(({ name, stage }) => stage !== 'ended' && names.has(name));
  if (place < 0) return [];
  const facts = { kind: 'database-server', here, source } as const;
  const risk = riskAt({ place, facts }, accounts, when);
  return [isOtherMake ? { ...risk, level: 'notice' } : risk];
}

/** By the release series: 10.6 is older than 10.11. The rest of a version number is about fixes. */
export function isOlder(version: string, than: string): boolean {
  const [a = 0, b = 0] = numbersOf(version);
  const [c = 0, d = 0] = numbersOf(than);
  return a < c || (a === c && b < d);
}

function numbersOf(version: string): number[] {
  return version.split(/[^\d]+/).map(Number);
}

const HOUR = 3600;
const DAY = 86_400;

function updateRisks(input: ForecastInput, when: Schedule): Risk[] {
  const { update, now, secondsLeft, accounts, isRunning } = input;
  // A session that waits can wait for the update as well.
  if (update === null || !isRunning) return [];
  const { version } = update;
  const risk = (
    level: Risk['level'],
    at: number | null,
    how: 'running' | 'nightly' | 'hourly' | 'unknown',
  ): Risk => {
    const place = placeAt(accounts, when, at ?? now);
    const item = place === null ? null : itemAt(accounts, place);
    return { level, at, item, facts: { kind: 'update', how, version } };
  };
  if (update.isRunning) return [risk('alarm', now, 'running')];
  if (update.isAvailable === false || !(update.isNightly || update.isHourly)) return [];
  const isInTime = (at: number): boolean => secondsLeft === null || at <= now + secondsLeft;
  const nightlyAt = update.isNightly ? nextDaily(update.nightlyAt, now) : null;
  // Without a known end, only what comes within half a day concerns the session.
  const isNear = nightlyAt !== null && isInTime(nightlyAt) && nightlyAt - now < DAY / 2;
  if (update.isAvailable === null) {
    return isNear ? [risk('notice', nightlyAt, 'unknown')] : [];
  }
  if (isNear) return [risk('alarm', nightlyAt, 'nightly')];
  if (update.isNightly && update.nightlyAt === null) return [risk('alarm', null, 'nightly')];
  const hourlyAt = Math.ceil((now + 1) / HOUR) * HOUR;
  return update.isHourly && isInTime(hourlyAt) ? [risk('alarm', hourlyAt, 'hourly')] : [];
}

function nextDaily(at: number | null, now: number): number | null {
  if (at === null) return null;
  return at >= now ? at : at + Math.ceil((now - at) / DAY) * DAY;
}

/** The account that is being worked on at a time; the first one where no times are known. */
function placeAt(accounts: readonly UpcomingAccount[], when: Schedule, at: number): number | null {
  let found = firstOpen(accounts, 0);
  for (const [place, { stage }] of accounts.entries()) {
    const starts = when(place);
    if (stage === 'ended' || starts === null) continue;
    if (starts > at) break;
    found = place;
  }
  return found;
}

function serviceRisks({ room, accounts, now }: ForecastInput): Risk[] {
  const { servicesDown } = room;
  if (servicesDown === null || servicesDown.length === 0) return [];
  const place = firstOpen(accounts, 0);
  const item = place === null ? null : itemAt(accounts, place);
  return [{ level: 'alarm', at: now, item, facts: { kind: 'service', services: servicesDown } }];
}
