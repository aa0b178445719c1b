import { ISSUE_KINDS } from '../session/issue.ts';
import type { SessionState } from '../session/state.ts';
import { isAtEnd } from '../session/state.ts';
import type { VerdictLevel } from '../session/verdict.ts';
import type { SessionSummary } from './contract.ts';
import { endOf, formatDuration } from './duration.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { buildMessages, type MessagesInput, type MessagesView } from './messages.ts';
import { buildPager, type Pager } from './pager.ts';
import { countNoun, formatCount, formatPercent } from './size.ts';
import { describeMoment, type Moment } from './time.ts';
import {
  type Badge,
  describeInitiator,
  describeKind,
  describeState,
  describeVerdict,
  kindWord,
} from './words.ts';

/** `states` holds how many sessions each state has, before the filters; `sessions` is one page after them. */
export interface ListPageInput {
  sessions: SessionSummary[];
  total: number;
  states: { state: SessionState; count: number }[];
  query: { state: string | null; q: string | null; page: number; perPage: number };
  /** Percent of the logs that has been read; null when the cache is up to date. */
  readingPercent: number | null;
  warnings: string[];
  /** Left out where nobody may be told anything from here. */
  messages?: MessagesInput;
}

export interface SessionRow {
  id: string;
  href: string;
  state: Badge;
  verdict: { level: VerdictLevel; icon: string; sentence: string };
  route: { source: string; target: string | null };
  kind: string | null;
  creator: string | null;
  started: Moment | null;
  duration: string | null;
  activity: Moment | null;
  percent: number;
  percentText: string;
  items: string;
  issues: { badge: Badge; text: string; href: string }[];
  stalled: string | null;
  isArchived: boolean;
  isLive: boolean;
}

export interface ListPage {
  view: 'list';
  title: string;
  query: string;
  q: string;
  state: string;
  rows: SessionRow[];
  filters: { label: string; count: string; href: string; isCurrent: boolean }[];
  pager: Pager | null;
  isEmpty: boolean;
  isNoMatch: boolean;
  readingPercent: number | null;
  warnings: string[];
  hasManyWarnings: boolean;
  clearHref: string;
  messages: MessagesView | null;
  isLive: boolean;
}

/** All sessions, newest first. `now` in epoch seconds. */
export function buildListPage(input: ListPageInput, now: number): ListPage {
  const { query } = input;
  const address: Address = { state: query.state, q: query.q, page: query.page };
  const known = input.states.reduce((sum, entry) => sum + entry.count, 0);
  const isFiltered = query.state !== null || query.q !== null;
  return {
    view: 'list',
    title: 'Transfer Monitor',
    query: formatQuery(address),
    q: query.q ?? '',
    state: query.state ?? '',
    rows: input.sessions.map((session) => buildRow(session, now)),
    filters: [
      {
        label: 'All',
        count: formatCount(known),
        href: pageHref({ q: query.q }),
        isCurrent: query.state === null,
      },
      ...input.states.map(({ state, count }) => ({
        label: describeState(state).word,
        count: formatCount(count),
        href: pageHref({ state, q: query.q }),
        isCurrent: query.state === state,
      })),
    ],
    pager: buildPager(address, { page: query.page, perPage: query.perPage, total: input.total }),
    isEmpty: input.total === 0 && !isFiltered,
    isNoMatch: input.total === 0 && isFiltered,
    readingPercent: input.readingPercent,
    warnings: input.warnings,
    hasManyWarnings: input.warnings.length > 1,
    clearHref: pageHref({}),
    messages: input.messages ? buildMessages(input.messages) : null,
    isLive: input.sessions.some((session) => !isAtEnd(session)),
  };
}

/** "took 58 min", "for 3 min" while it goes on; null where it has not begun. */
function describeDuration(session: SessionSummary, end: number | null): string | null {
  const { state, startedAt } = session;
  if (startedAt === null || end === null) return null;
  const length = formatDuration(end - startedAt);
  if (isAtEnd(session)) return `took ${length}`;
  return state === 'PENDING' ? null : `for ${length}`;
}

function buildRow(session: SessionSummary, now: number): SessionRow {
  const { verdict } = session;
  const end = endOf(session, now);
  return {
    id: session.id,
    href: pageHref({ session: session.id }),
    state: describeState(session.state),
    verdict: {
      level: verdict.level,
      icon: describeVerdict(verdict.level).icon,
      sentence: verdict.sentence,
    },
    route: { source: session.sourceHost ?? 'this server', target: session.targetHost },
    kind: describeInitiator(session.initiator),
    creator: session.creator,
    started: describeMoment(session.startedAt, now),
    duration: describeDuration(session, end),
    activity: describeMoment(session.lastActivityAt, now),
    percent: session.percent,
    percentText: formatPercent(session.percent),
    items: `${formatCount(session.itemsDone)} of ${countNoun(session.itemsTotal, 'item')}`,
    issues: ISSUE_KINDS.filter((kind) => session.issueCounts[kind] > 0).map((kind) => ({
      badge: describeKind(kind),
      text: `${formatCount(session.issueCounts[kind])} ${kindWord(kind, session.issueCounts[kind])}`,
      href: pageHref({ session: session.id, tab: 'issues', kind }),
    })),
    stalled: session.stalled ? `Stalled for ${formatDuration(now - session.stalled.since)}` : null,
    isArchived: session.archived,
    isLive: session.live,
  };
}
