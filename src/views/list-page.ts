import { movedOf } from '../session/progress.ts';
import { isAtEnd } from '../session/state.ts';
import { verdictRows } from '../session/verdict.ts';
import type { SessionSummary } from './contract.ts';
import { endOf, formatDuration } from './duration.ts';
import { type FoundInput, type FoundView, viewFound } from './found.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { buildMessages, type MessagesInput, type MessagesView } from './messages.ts';
import { buildPager, type Pager } from './pager.ts';
import { type BarSegment, segmentOf } from './session-hero.ts';
import {
  describeOutcome,
  describeRest,
  groupOf,
  SESSION_GROUPS,
  type SessionGroup,
} from './session-outcome.ts';
import { formatCount, formatSteadyPercent } from './size.ts';
import { describeMoment, type Moment } from './time.ts';
import type { Badge } from './words.ts';

/** A session in the list; `etaSeconds` for one that goes on, null where unknown. */
export interface ListRow {
  summary: SessionSummary;
  etaSeconds: number | null;
}

/** `counts` is how many sessions each group has after the search (null: not counted); `sessions` is one page of the selection. */
export interface ListPageInput {
  sessions: ListRow[];
  total: number;
  counts: Record<SessionGroup, number | null>;
  query: { state: string | null; q: string | null; page: number; perPage: number };
  /** Percent of the logs that has been read; null when the cache is up to date. */
  readingPercent: number | null;
  warnings: string[];
  /** Absent where nobody can be notified from here. */
  messages?: MessagesInput;
  /** What else contains the search text; absent: there is no search. */
  found?: FoundInput;
}

export interface SessionRow {
  id: string;
  href: string;
  state: Badge;
  level: string;
  route: { source: string; target: string | null };
  /** "498 of 510 moved", as the session's own page says it. */
  items: string;
  percentText: string | null;
  bar: { segments: BarSegment[] };
  /** Time left, or what remains to be done. */
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
  /** What contains the search text, besides sessions or where no session does. */
  found: FoundView[];
  /** Leads from a search to the account of that name. */
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

/** All sessions: those under way first, then those that need work, the newest first in each group. `now` in epoch seconds. */
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

/** The list's order: stalled before everything else, then by group, newest first. */
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
  const { verdict, counts } = summary;
  const over = isAtEnd(summary);
  const rows = verdictRows({
    ...summary,
    results: verdict,
    neverStarted: null,
    isStalled: summary.stalled !== null,
  });
  const state = describeOutcome(summary);
  return {
    id: summary.id,
    href: pageHref({ session: summary.id }),
    state,
    level: verdict.level,
    route: { source: summary.sourceHost ?? 'this server', target: summary.targetHost },
    items: `${formatCount(movedOf(counts))} of ${formatCount(summary.itemsTotal)} moved`,
    percentText: over ? null : formatSteadyPercent(summary.percent),
    bar: { segments: rows.map((row) => segmentOf(row, summary.itemsTotal)) },
    ...describeRest(summary, etaSeconds, now),
    when: describeMoment(summary.startedAt, now),
    duration: describeDuration(summary, now),
    isArchived: summary.archived,
  };
}
