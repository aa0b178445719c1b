import type { Risk, RiskFacts } from '../forecast/risk.ts';
import type { DatabaseServer } from '../verify/local-side.ts';
import type { Forecast, Session } from './contract.ts';
import { pageHref } from './link.ts';
import { countNoun, formatCount, formatSize } from './size.ts';
import { describeMoment, formatRelative, type Moment } from './time.ts';
import type { Badge } from './words.ts';

export function forecastJson({ level, at, item, facts }: Risk): Forecast {
  return { kind: facts.kind, level, at, item: item?.name ?? null, text: wordsOf(facts) };
}

/** What will happen, and why. The account and the time are shown beside it. */
function wordsOf(facts: RiskFacts): string {
  switch (facts.kind) {
    case 'disk':
    case 'inodes':
      return roomWords(facts);
    case 'licence': {
      const { seats, most, wanted } = facts;
      return `The licence allows ${countNoun(most, 'account')}: ${leftWords(seats)} for the ${countNoun(wanted, 'new account')} still to come.`;
    }
    case 'ip':
      return ipWords(facts);
    case 'name':
      return `${others('The name', facts)} taken on this server.`;
    case 'domain':
      return `${others('The domain', facts)} already on this server and belongs to ${facts.owner ?? 'another account'}.`;
    case 'database':
      return `${others('The database', facts)} already on this server and belongs to ${facts.owner ?? 'another account'}: it will be renamed, and the sites that use it need the new name.`;
    case 'database-server':
      return `The database server here (${serverWords(facts.here)}) is not as new as the source’s (${serverWords(facts.source)}): dumps may not load.`;
    case 'update':
      return updateWords(facts);
    case 'service':
      return `${facts.services.join(' and ')} ${facts.services.length === 1 ? 'is' : 'are'} down on this server.`;
  }
}

function roomWords({
  kind,
  mount,
  free,
  needed,
  isReserveOnly,
}: Extract<RiskFacts, { kind: 'disk' | 'inodes' }>): string {
  const amount = kind === 'disk' ? formatSize : formatCount;
  const what = kind === 'disk' ? 'free' : 'inodes free';
  const state = `${mount} has ${amount(free)} ${what} for ${amount(needed)}${kind === 'disk' ? '' : ' files'} still to come`;
  if (!isReserveOnly) return `${state}.`;
  const reserve = kind === 'disk' ? ' plus 1 GB' : '';
  return `${state}, and each account needs twice its size${reserve} while it is restored.`;
}

function leftWords(seats: number): string {
  return seats === 0 ? 'none is left' : `${formatCount(seats)} ${seats === 1 ? 'is' : 'are'} left`;
}

function ipWords({ free, wanted, address }: Extract<RiskFacts, { kind: 'ip' }>): string {
  if (address !== null) return `The IP address ${address} that it needs is not free here.`;
  const left = free === 0 ? 'none is' : `${formatCount(free)} ${free === 1 ? 'is' : 'are'}`;
  return `${countNoun(wanted, 'account')} still to come ${wanted === 1 ? 'needs' : 'need'} a dedicated IP address, and ${left} free: ${wanted === 1 ? 'it gets' : 'the rest get'} the shared one.`;
}

/** “The name bob is”, “The domain bob.example and 3 more are”. */
function others(noun: string, { subject, count }: { subject: string; count: number }): string {
  return count <= 1
    ? `${noun} ${subject} is`
    : `${noun} ${subject} (and ${formatCount(count - 1)} more) is`;
}

function serverWords({ type, version }: DatabaseServer): string {
  const name = type === 'mariadb' ? 'MariaDB' : type === 'mysql' ? 'MySQL' : type;
  return `${name} ${version}`;
}

function updateWords({ how, version }: Extract<RiskFacts, { kind: 'update' }>): string {
  const name = version === null ? 'A cPanel update' : `The cPanel update to ${version}`;
  switch (how) {
    case 'running':
      return 'cPanel is being updated: restores can fail until the update is finished.';
    case 'nightly':
      return `${name} is pending and starts at night, when this session will still be running.`;
    case 'hourly':
      return `${name} is pending. Security updates are installed every hour, so it can start while this session is running.`;
    case 'unknown':
      return 'cPanel checks for updates at night, when this session will still be running.';
  }
}

/** One line of the card. */
export interface ForecastLine {
  badge: Badge;
  text: string;
  at: Moment | null;
  item: { name: string; href: string } | null;
}

/** How many are shown at once: the card is no list. */
const SHOWN = 3;

const BADGES: Readonly<Record<Forecast['level'], Badge>> = {
  alarm: { word: 'Likely', icon: 'alert', tone: 'bad' },
  notice: { word: 'Possible', icon: 'clock', tone: 'check' },
};

export function buildForecast(
  { forecast }: Pick<Session, 'forecast'>,
  now: number,
): { first: ForecastLine[]; more: ForecastLine[]; moreWords: string } {
  const lines = forecast.map(({ level, at, item, text }) => ({
    badge: BADGES[level],
    text,
    at: describeMoment(at, now),
    item: item === null ? null : { name: item, href: pageHref({ account: item }) },
  }));
  const more = lines.slice(SHOWN);
  return { first: lines.slice(0, SHOWN), more, moreWords: `${formatCount(more.length)} more` };
}

/** A line of plain text: “In 1 h 12 min, bob: /home has …”. */
export function forecastText({ at, item, text }: Forecast, now: number): string {
  const when = at === null ? null : upperFirst(formatRelative(Math.max(at, now), now));
  const head = [when, item === null ? null : item].filter((part) => part !== null).join(', ');
  return head === '' ? text : `${head}: ${text}`;
}

function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
