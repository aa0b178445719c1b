import { ISSUE_KINDS } from '../session/issue.ts';
import type { ItemStatus } from '../session/item.ts';
import { isAtEnd } from '../session/state.ts';
import { type VerdictRow, verdictRows } from '../session/verdict.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { type ActivityView, buildActivity } from './session-activity.ts';
import type { SessionPageInput } from './session-input.ts';
import { buildIssues, type IssuesView } from './session-issues.ts';
import { buildItemRow, buildItems, type ItemRow, type ItemsView } from './session-items.ts';
import { buildRetry, type RetryView } from './session-retry.ts';
import {
  type ActionView,
  type AnswerView,
  buildActions,
  buildAnswer,
  buildStatus,
  type StatusView,
} from './session-status.ts';
import { countNoun, formatCount } from './size.ts';
import { clipMiddle } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import { type Badge, describeInitiator, describeResult, describeVerdict } from './words.ts';

export interface VerdictView {
  level: string;
  icon: string;
  word: string;
  isSoFar: boolean;
  sentence: string;
  rows: { badge: Badge; label: string; count: string; href: string }[];
}

export interface FailuresView {
  total: number;
  title: string;
  rows: ItemRow[];
  more: { words: string; href: string } | null;
  csvHref: string;
  retry: RetryView | null;
}

export interface SessionPage {
  view: 'session';
  title: string;
  query: string;
  id: string;
  cursor: string;
  /** What the browser may do: ask often, seldom, or not at all. */
  poll: 'live' | 'idle' | 'off';
  heading: { source: string; target: string | null };
  about: { name: string; value: string; moment: Moment | null }[];
  tabs: { label: string; count: string | null; href: string; isCurrent: boolean; key: string }[];
  showIssues: boolean;
  showItems: boolean;
  showActivity: boolean;
  showFailures: boolean;
  status: StatusView;
  verdict: VerdictView;
  failures: FailuresView;
  issues: IssuesView;
  items: ItemsView;
  activity: ActivityView;
  actions: ActionView[];
  answer: AnswerView | null;
  readingPercent: number | null;
  logsNote: string | null;
  warnings: string[];
  hasManyWarnings: boolean;
  links: { label: string; href: string; isInWhm: boolean }[];
  logLinks: { label: string; href: string }[];
  comparisons: { label: string; href: string }[];
}

/** One session, whatever its state. `now` in epoch seconds. */
export function buildSessionPage(input: SessionPageInput, now: number): SessionPage {
  const { session, query } = input;
  const address: Address = {
    session: session.id,
    tab: query.tab === 'overview' ? null : query.tab,
    queue: query.queue,
    status: query.status,
    kind: query.kind,
    issue: query.issue ?? null,
    q: query.q,
    sort: query.sort,
    page: query.page,
  };
  const shows = (tab: string) => query.tab === 'overview' || query.tab === tab;
  return {
    view: 'session',
    title: buildTitle(session),
    query: formatQuery(address),
    id: session.id,
    cursor: session.cursor,
    poll: session.archived ? 'off' : isAtEnd(session) ? 'idle' : 'live',
    heading: { source: session.sourceHost ?? 'this server', target: session.targetHost },
    about: buildAbout(input, now),
    tabs: buildTabs(input),
    showIssues: shows('issues'),
    showItems: shows('items'),
    showActivity: shows('activity'),
    showFailures: query.tab === 'overview',
    status: buildStatus(input, now),
    verdict: buildVerdict(input),
    failures: buildFailures(input, now),
    issues: buildIssues(input, address, now),
    items: buildItems(input, address, now),
    activity: buildActivity(input, now),
    actions: buildActions(input),
    answer: buildAnswer(input, now),
    readingPercent: input.readingPercent,
    logsNote: buildLogsNote(input),
    warnings: session.warnings,
    hasManyWarnings: session.warnings.length > 1,
    links: buildLinks(input),
    logLinks: buildLogLinks(input),
    comparisons: (input.comparable ?? []).map((other) => ({
      label: `${other.id}${startedWords(other.startedAt, now)}`,
      href: pageHref({ session: session.id, compare: other.id }),
    })),
  };
}

function buildTitle({ id, sourceHost, targetHost }: SessionPageInput['session']): string {
  if (sourceHost === null) return `Session ${id}`;
  const target = targetHost === null ? '' : ` to ${clipMiddle(targetHost)}`;
  return `Transfer from ${clipMiddle(sourceHost)}${target}`;
}

/** A name that the heading does not show whole. */
function fullName(host: string | null): string | null {
  return host === null || clipMiddle(host) === host ? null : host;
}

function startedWords(startedAt: number | null, now: number): string {
  const moment = describeMoment(startedAt, now);
  return moment === null ? '' : `, ${moment.relative}`;
}

function buildAbout({ session }: SessionPageInput, now: number): SessionPage['about'] {
  const rows: [string, string | null][] = [
    ['From', fullName(session.sourceHost)],
    ['To', fullName(session.targetHost)],
    ['Session', session.id],
    ['Kind', describeInitiator(session.initiator)],
    ['Started by', session.creator],
  ];
  const facts = rows.flatMap(([name, value]) =>
    value === null ? [] : [{ name, value, moment: null }],
  );
  const moments: [string, Moment | null][] = [
    ['Started', describeMoment(session.startedAt, now)],
    ['Ended', describeMoment(session.endedAt, now)],
  ];
  return [
    ...facts,
    ...moments.flatMap(([name, moment]) => (moment === null ? [] : [{ name, value: '', moment }])),
    ...(session.formatVersion === null
      ? []
      : [{ name: 'Log format', value: session.formatVersion, moment: null }]),
  ];
}

function buildTabs({ session, query }: SessionPageInput): SessionPage['tabs'] {
  const messages = ISSUE_KINDS.reduce((sum, kind) => sum + session.issueCounts[kind], 0);
  const tab = (key: string, label: string, count: string | null) => ({
    key,
    label,
    count,
    href: pageHref({ session: session.id, tab: key === 'overview' ? null : key }),
    isCurrent: query.tab === key,
  });
  return [
    tab('overview', 'Overview', null),
    tab('issues', 'Issues', formatCount(messages)),
    tab('items', 'Items', formatCount(session.itemsTotal)),
    tab('activity', 'Activity', null),
  ];
}

function buildVerdict({ session, neverStarted }: SessionPageInput): VerdictView {
  const { verdict } = session;
  const words = describeVerdict(verdict.level);
  const isSoFar = !isAtEnd(session);
  return {
    level: verdict.level,
    icon: words.icon,
    word: isSoFar ? 'So far' : words.word,
    isSoFar,
    sentence: verdict.sentence,
    rows: verdictRows({ ...session, results: verdict, neverStarted }).map((row) => ({
      badge: describeResult(row.result),
      label: row.label,
      count: formatCount(row.count),
      href: pageHref({ session: session.id, tab: 'items', status: statusOf(row.result) }),
    })),
  };
}

/** Which filter of the items comes nearest to a row of the verdict. */
function statusOf(result: VerdictRow['result']): ItemStatus {
  if (result === 'clean') return 'success';
  return result === 'review' || result === 'incomplete' ? 'warning' : result;
}

function buildFailures(input: SessionPageInput, now: number): FailuresView {
  const { session, failedItems, retry } = input;
  const total = session.counts.failed;
  const failedHref = pageHref({ session: session.id, tab: 'items', status: 'failed' });
  return {
    total,
    title:
      total === 0
        ? `Nothing has failed${isAtEnd(session) ? '' : ' so far'}`
        : `${countNoun(total, 'item')} failed`,
    rows: failedItems.map((item) => buildItemRow(input, item, now)),
    more:
      failedItems.length < total
        ? { words: `Show all ${formatCount(total)} failed items`, href: failedHref }
        : null,
    csvHref: pageHref({ session: session.id, tab: 'items', status: 'failed', format: 'csv' }),
    retry: retry === undefined ? null : buildRetry(session.id, retry),
  };
}

function buildLogsNote({ logs }: SessionPageInput): string | null {
  if (logs === 'gone') {
    return 'The server has deleted this session’s files, as it does 30 days after the start. What is shown was kept by Transfer Monitor; the logs are gone.';
  }
  if (logs === 'cut') {
    return 'The head of this session’s log is missing: counts can be too low.';
  }
  return null;
}

function buildLinks({ session, logs }: SessionPageInput): SessionPage['links'] {
  const own = [
    {
      label: 'Items as CSV',
      href: pageHref({ session: session.id, tab: 'items', format: 'csv' }),
      isInWhm: false,
    },
    {
      label: 'Issues as CSV',
      href: pageHref({ session: session.id, tab: 'issues', format: 'csv' }),
      isInWhm: false,
    },
    {
      label: 'To work off as CSV',
      href: pageHref({ session: session.id, report: 'work', format: 'csv' }),
      isInWhm: false,
    },
    {
      label: 'Verdict as CSV',
      href: pageHref({ session: session.id, report: 'verdict', format: 'csv' }),
      isInWhm: false,
    },
    { label: 'JSON', href: pageHref({ session: session.id, format: 'json' }), isInWhm: false },
  ];
  if (logs === 'gone') return own;
  return [
    ...own,
    {
      label: 'WHM’s own page',
      href: `/scripts5/render_transfer_session?transfer_session_id=${session.id}`,
      isInWhm: true,
    },
  ];
}

function buildLogLinks({
  session,
  logs,
  hasMasterErrors,
}: SessionPageInput): SessionPage['logLinks'] {
  if (logs === 'gone') return [];
  const link = (label: string, log: string) => ({
    label,
    href: pageHref({ session: session.id, log }),
  });
  const master = link('Master log', 'master.log');
  return hasMasterErrors ? [master, link('Errors of the master', 'master.error_log')] : [master];
}
