import { itemKey } from '../session/item.ts';
import type { DatabaseServer } from '../verify/local-side.ts';
import type { Conflict } from './conflicts.ts';
import type { Risk } from './risk.ts';
import { findFullHome, findMissingIp, findMissingSeat, type Shortage } from './room.ts';
import type { ServerRoom, UpdatePlan } from './server-facts.ts';
import { firstOpen, type Schedule, scheduleOf, type UpcomingAccount } from './upcoming.ts';

/** What a forecast of one session is made of; times are epoch seconds. */
export interface ForecastInput {
  now: number;
  /** Until the session ends, as it goes; null: unknown. */
  secondsLeft: number | null;
  /** False: it waits, or is paused. */
  isRunning: boolean;
  /** In the order in which they run. */
  accounts: readonly UpcomingAccount[];
  /** When this server told what it has room for; null: it has not. */
  takenAt: number | null;
  room: ServerRoom;
  update: UpdatePlan | null;
  outlook: SessionOutlook;
}

/** What this server and the source have said of one session, before it. */
export interface SessionOutlook {
  conflicts: readonly Conflict[];
  /** Names of accounts to come that this server has already. In lower case. */
  here: readonly string[];
  /** Addresses that were free when the session was made; null: not told. */
  freeIps: readonly string[] | null;
  source: DatabaseServer | null;
  /** Accounts to come that bring databases. */
  withDatabases: readonly string[];
}

/** What is likely to go wrong with what is left of a session, the most urgent first. Empty where all is well, or nothing is known. */
export function forecastOf(input: ForecastInput): Risk[] {
  const { accounts, now, secondsLeft, room, outlook } = input;
  if (firstOpen(accounts, 0) === null) return [];
  const when = scheduleOf(accounts, now, secondsLeft);
  const here = new Set(outlook.here);
  const { takenAt } = input;
  // An account is made as soon as its restore begins.
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

/** What has no time waits for an account, and is less urgent than what has one. */
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

/** One for each kind, with its first account. */
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

/** Dumps of a newer server can hold what an older one does not take. Two makes are not compared by their numbers. */
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

/** By the series: 10.6 is older than 10.11. What follows are repairs. */
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
  // What waits can wait for the update as well.
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
  // Without an end in sight only what comes within half a day concerns the session.
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

/** The account that is at work at a time; the first where nothing is known of times. */
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
