import { hasVanished, isAtEnd } from '../session/state.ts';
import { verdictRows } from '../session/verdict.ts';
import type { SessionSummary } from './contract.ts';
import { endOf, formatDuration, formatEstimate } from './duration.ts';
import { type FoundInput, type FoundView, viewFound } from './found.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { buildMessages, type MessagesInput, type MessagesView } from './messages.ts';
import { buildPager, type Pager } from './pager.ts';
import { type BarSegment, segmentOf } from './session-hero.ts';
import { formatCount, formatSteadyPercent } from './size.ts';
import { describeMoment, type Moment } from './time.ts';
import { type Badge, describeState, describeStatus, describeVerdict } from './words.ts';

/** What the sessions of the list are put under, in this order. */
export const SESSION_GROUPS = ['under_way', 'needs_work', 'done'] as const;
export type SessionGroup = (typeof SESSION_GROUPS)[number];

/** A session of the list; `etaSeconds` of one that goes on, null where nobody knows. */
export interface ListRow {
  summary: SessionSummary;
  etaSeconds: number | null;
}

/** `counts` holds how many sessions each group has, after the search (null: not counted); `sessions` is one page of what is asked for. */
export interface ListPageInput {
  sessions: ListRow[];
  total: number;
  counts: Record<SessionGroup, number | null>;
  query: { state: string | null; q: string | null; page: number; perPage: number };
  /** Percent of the logs that has been read; null when the cache is up to date. */
  readingPercent: number | null;
  warnings: string[];
  /** Left out where nobody may be told anything from here. */
  messages?: MessagesInput;
  /** What else holds the words of the search; absent: nothing is searched for. */
  found?: FoundInput;
}

export interface SessionRow {
  id: string;
  href: string;
  state: Badge;
  level: string;
  route: { source: string; target: string | null };
  /** "498 of 510". */
  items: string;
  percentText: string | null;
  bar: { segments: BarSegment[] };
  /** Time left, or what is left to do. */
  what: string;
  more: string | null;
  when: Moment | null;
  duration: string | null;
  isArchived: boolean;
}

export interface ListPage {
  view: 'list';
  title: string;
  query: string;
  q: string;
  state: string;
  groups: { title: string; rows: SessionRow[] }[];
  filters: { label: string; count: string; href: string; isCurrent: boolean }[];
  pager: Pager | null;
  isEmpty: boolean;
  isNoMatch: boolean;
  /** What holds the words of the search, where no session does or besides those that do. */
  found: FoundView[];
  /** Leads from a search to an account of that name. */
  accountHref: string | null;
  readingPercent: number | null;
  warnings: string[];
  hasManyWarnings: boolean;
  clearHref: string;
  messages: MessagesView | null;
  isLive: boolean;
}

const GROUP_TITLES: Readonly<Record<SessionGroup, string>> = {
  under_way: 'Under way',
  needs_work: 'Needs work',
  done: 'Done',
};

export function isSessionGroup(text: string): text is SessionGroup {
  return (SESSION_GROUPS as readonly string[]).includes(text);
}

/** Which group a session belongs to. */
export function groupOf({ verdict, ...session }: SessionSummary): SessionGroup {
  if (!isAtEnd(session)) return 'under_way';
  const { total, done } = verdict.followUps;
  const isReviewed = verdict.level === 'review' && total > 0 && done === total;
  return verdict.level === 'good' || isReviewed ? 'done' : 'needs_work';
}

/** All sessions: those under way first, then those that need work, newest first in each. `now` in epoch seconds. */
export function buildListPage(input: ListPageInput, now: number): ListPage {
  const { query, counts, sessions } = input;
  const address: Address = { state: query.state, q: query.q, page: query.page };
  const all = SESSION_GROUPS.map((group) => counts[group]);
  const known = all.includes(null) ? null : all.reduce<number>((sum, n) => sum + (n ?? 0), 0);
  const isFiltered = query.state !== null || query.q !== null;
  const chip = (label: string, state: SessionGroup | null, count: number | null) => ({
    label,
    count: count === null ? '' : formatCount(count),
    href: pageHref({ state, q: query.q }),
    isCurrent: query.state === state,
  });
  return {
    view: 'list',
    title: 'Transfer Monitor',
    query: formatQuery(address),
    q: query.q ?? '',
    state: query.state ?? '',
    groups: SESSION_GROUPS.map((group) => ({
      title: GROUP_TITLES[group],
      rows: sessions
        .filter(({ summary }) => groupOf(summary) === group)
        .map((session) => buildRow(session, now)),
    })).filter(({ rows }) => rows.length > 0),
    filters: [
      chip('All', null, known),
      ...SESSION_GROUPS.map((group) => chip(GROUP_TITLES[group], group, counts[group])),
    ],
    pager: buildPager(address, { page: query.page, perPage: query.perPage, total: input.total }),
    isEmpty: input.total === 0 && !isFiltered,
    isNoMatch: input.total === 0 && isFiltered,
    found: input.found === undefined ? [] : viewFound(input.found, now),
    accountHref: query.q === null ? null : pageHref({ account: query.q }),
    readingPercent: input.readingPercent,
    warnings: input.warnings,
    hasManyWarnings: input.warnings.length > 1,
    clearHref: pageHref({}),
    messages: input.messages ? buildMessages(input.messages) : null,
    isLive: sessions.some(({ summary }) => !isAtEnd(summary)),
  };
}

/** In the order of the list: stalled before all else, then by group, newest first. */
export function compareListed(a: SessionSummary, b: SessionSummary): number {
  const rank = (session: SessionSummary): number =>
    session.stalled === null ? SESSION_GROUPS.indexOf(groupOf(session)) : -1;
  const startOf = ({ startedAt }: SessionSummary): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  return rank(a) - rank(b) || startOf(b) - startOf(a) || (a.id < b.id ? 1 : -1);
}

/** "58 min", once it is over. */
function describeDuration(session: SessionSummary, now: number): string | null {
  const end = endOf(session, now);
  if (session.startedAt === null || end === null || !isAtEnd(session)) return null;
  return formatDuration(end - session.startedAt);
}

function buildRow({ summary, etaSeconds }: ListRow, now: number): SessionRow {
  const { verdict } = summary;
  const over = isAtEnd(summary);
  const rows = verdictRows({ ...summary, results: verdict, neverStarted: null });
  const state = stateOf(summary);
  return {
    id: summary.id,
    href: pageHref({ session: summary.id }),
    state,
    level: verdict.level,
    route: { source: summary.sourceHost ?? 'this server', target: summary.targetHost },
    items: `${formatCount(over ? summary.counts.success + summary.counts.warning : summary.itemsDone)} of ${formatCount(summary.itemsTotal)}`,
    percentText: over ? null : formatSteadyPercent(summary.percent),
    bar: { segments: rows.map((row) => segmentOf(row, summary.itemsTotal)) },
    ...describeRest(summary, etaSeconds, state.word, now),
    when: describeMoment(summary.startedAt, now),
    duration: describeDuration(summary, now),
    isArchived: summary.archived,
  };
}

/** The state while it goes on, then what came of it. */
function stateOf(session: SessionSummary): Badge {
  const { verdict, counts } = session;
  if (hasVanished(session)) return { word: 'Deleted unfinished', icon: 'alert', tone: 'bad' };
  if (session.stalled !== null) return { word: 'Stalled', icon: 'alert', tone: 'bad' };
  if (session.state !== 'COMPLETED') return describeState(session.state);
  if (counts.failed > 0) {
    return { ...describeStatus('failed'), word: `${formatCount(counts.failed)} failed` };
  }
  if (counts.unfinished > 0) {
    return {
      ...describeStatus('unfinished'),
      word: `${formatCount(counts.unfinished)} unfinished`,
    };
  }
  const badge = describeVerdict(verdict.level);
  if (verdict.incomplete > 0) {
    return { ...badge, word: `${formatCount(verdict.incomplete)} incomplete` };
  }
  return groupOf(session) === 'done'
    ? { word: verdict.level === 'good' ? 'All moved' : 'All reviewed', icon: 'tick', tone: 'good' }
    : badge;
}

/** What the state does not say yet: time left, what else is wrong, how much of the work is done. */
function describeRest(
  session: SessionSummary,
  etaSeconds: number | null,
  said: string,
  now: number,
): Pick<SessionRow, 'what' | 'more'> {
  const { verdict } = session;
  const wrong = [
    [verdict.failed, 'failed'],
    [verdict.unfinished, 'unfinished'],
    [verdict.incomplete, 'incomplete'],
    [verdict.review, 'to review'],
  ]
    .filter(([count]) => Number(count) > 0)
    .map(([count, word]) => `${formatCount(Number(count))} ${word}`)
    .filter((words) => words !== said)
    .join(' · ');
  const { total, done } = verdict.followUps;
  const toDos = total === 0 ? null : `${formatCount(done)} of ${formatCount(total)} to-dos done`;
  if (session.stalled !== null) {
    return {
      what: `Nothing has moved for ${formatDuration(now - session.stalled.since)}`,
      more: wrong || null,
    };
  }
  if (!isAtEnd(session)) {
    const left = etaSeconds === null ? null : `${formatEstimate(etaSeconds)} left`;
    return {
      what: left ?? (wrong || 'Nothing wrong so far'),
      more: left === null ? null : wrong || null,
    };
  }
  const isRead = verdict.logsRead.read >= verdict.logsRead.of;
  return {
    what: wrong || toDos || nothingWords(session, isRead),
    more: wrong ? toDos : null,
  };
}

/** Of a session that is over and has no to-dos: logs that are gone are no reason to be calm. */
function nothingWords({ itemsTotal, verdict }: SessionSummary, isRead: boolean): string {
  if (!isRead) return 'Logs are being read for errors';
  if (itemsTotal === 0) return 'No items';
  return verdict.level === 'good' ? 'Nothing to do' : 'Not all of it is known';
}
