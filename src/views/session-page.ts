import { type Address, formatQuery, pageHref } from './link.ts';
import { type ActionView, type AnswerView, buildActions, buildAnswer } from './session-actions.ts';
import { type ActivityView, buildActivity } from './session-activity.ts';
import { buildHero, describeElapsed, type Hero } from './session-hero.ts';
import type { SessionPageInput, SessionTab } from './session-input.ts';
import { buildIssues, type IssuesView } from './session-issues.ts';
import { buildItems, type ItemsView } from './session-items.ts';
import { buildSign, type SessionSign } from './session-sign.ts';
import { buildVerify, pollOf, type VerifyPanel } from './session-verify.ts';
import { clipMiddle } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import { describeInitiator } from './words.ts';
import { buildWorkList, type WorkList } from './work-list.ts';

export interface LogsView {
  logs: { label: string; href: string }[];
  canSearch: boolean;
  whm: string | null;
  comparisons: { label: string; href: string }[];
  emptyWords: string | null;
}

export interface SessionPage {
  view: 'session';
  title: string;
  query: string;
  id: string;
  cursor: string;
  /** How the browser may update the page: often, seldom, or not at all. */
  poll: 'live' | 'idle' | 'off';
  heading: { source: string; target: string | null };
  about: {
    kind: string | null;
    /** "started", or "created" for a session that waits. */
    startedWord: string;
    started: Moment | null;
    elapsed: string | null;
    hosts: string[];
    sourceHref: string | null;
  };
  tabs: { label: string; href: string; isCurrent: boolean }[];
  /** Each is shown only under its tab. */
  work: WorkList | null;
  issues: IssuesView | null;
  items: ItemsView | null;
  verify: VerifyPanel | null;
  activity: ActivityView | null;
  logs: LogsView | null;
  hero: Hero;
  sign: SessionSign;
  actions: ActionView[];
  answer: AnswerView | null;
  readingPercent: number | null;
  logsNote: string | null;
  warnings: string[];
  hasManyWarnings: boolean;
  exports: { label: string; href: string; copies: boolean }[];
}

/** One session, whatever its state. `now` in epoch seconds. */
export function buildSessionPage(input: SessionPageInput, now: number): SessionPage {
  const { session, query } = input;
  const address: Address = {
    session: session.id,
    tab: query.tab === 'todo' ? null : query.tab,
    queue: query.queue,
    status: query.status,
    kind: query.kind,
    issue: query.issue ?? null,
    q: query.q,
    sort: query.sort,
    page: query.page,
  };
  const under = <T>(tab: SessionTab, build: () => T): T | null =>
    query.tab === tab ? build() : null;
  const hero = buildHero(input, now);
  return {
    view: 'session',
    title: buildTitle(session),
    query: formatQuery(address),
    id: session.id,
    cursor: session.cursor,
    poll: pollOf(input),
    heading: { source: session.sourceHost ?? 'this server', target: session.targetHost },
    about: buildAbout(input, now),
    tabs: buildTabs(input),
    work: under('todo', () => buildWorkList(input, now)),
    issues: under('issues', () => buildIssues(input, address, now)),
    items: under('accounts', () => buildItems(input, address, now)),
    verify: under('verify', () => buildVerify(input, address, now)),
    activity: under('activity', () => buildActivity(input, now)),
    logs: under('logs', () => buildLogs(input, now)),
    hero,
    sign: buildSign(session, hero),
    actions: buildActions(input),
    answer: buildAnswer(input, now),
    readingPercent: input.readingPercent,
    logsNote: buildLogsNote(input),
    warnings: session.warnings,
    hasManyWarnings: session.warnings.length > 1,
    exports: buildExports(input),
  };
}

function buildTitle({ id, sourceHost, targetHost }: SessionPageInput['session']): string {
  if (sourceHost === null) return `Session ${id}`;
  const source = clipMiddle(sourceHost);
  // Short: on a phone WHM's own heading is large.
  return targetHost === null ? `Transfer from ${source}` : `${source} to ${clipMiddle(targetHost)}`;
}

/** A name that the heading does not show completely. */
function fullName(host: string | null): string | null {
  return host === null || clipMiddle(host) === host ? null : host;
}

function startedWords(startedAt: number | null, now: number): string {
  const moment = describeMoment(startedAt, now);
  return moment === null ? '' : `, ${moment.relative}`;
}

function buildAbout({ session }: SessionPageInput, now: number): SessionPage['about'] {
  const { creator } = session;
  const full = [fullName(session.sourceHost), fullName(session.targetHost)];
  return {
    kind: [describeInitiator(session.initiator), creator === null ? null : `by ${creator}`]
      .filter((part) => part !== null)
      .join(', '),
    startedWord: session.state === 'PENDING' ? 'created' : 'started',
    started: describeMoment(session.startedAt, now),
    elapsed: describeElapsed(session, now),
    hosts: full.filter((name) => name !== null),
    sourceHref: session.sourceHost === null ? null : pageHref({ source: session.sourceHost }),
  };
}

function buildTabs({ session, query }: SessionPageInput): SessionPage['tabs'] {
  const tab = (key: SessionTab, label: string) => ({
    label,
    href: pageHref({ session: session.id, tab: key === 'todo' ? null : key }),
    isCurrent: query.tab === key,
  });
  return [
    tab('todo', 'What to do'),
    tab('issues', 'Issues'),
    tab('accounts', 'Accounts'),
    tab('verify', 'Verify'),
    tab('activity', 'Activity'),
    tab('logs', 'Logs'),
  ];
}

function buildLogsNote({ logs }: SessionPageInput): string | null {
  if (logs === 'gone') {
    return 'The files of this session are gone from the server. What is shown was kept by Transfer Monitor.';
  }
  if (logs === 'cut') {
    return 'The beginning of this session’s log is missing: counts can be too low.';
  }
  return null;
}

/** What can be downloaded. */
function buildExports({ session, verification }: SessionPageInput): SessionPage['exports'] {
  const { id } = session;
  const csv = (label: string, address: Address) => ({
    label,
    href: pageHref({ session: id, ...address, format: 'csv' }),
    copies: false,
  });
  return [
    csv('To-do list (CSV)', { report: 'work' }),
    csv('Accounts (CSV)', { tab: 'accounts' }),
    csv('Issues (CSV)', { tab: 'issues' }),
    csv('Summary (CSV)', { report: 'verdict' }),
    csv('Retry list (CSV)', { report: 'retry' }),
    {
      label: 'Retry commands (shell script)',
      href: pageHref({ session: id, report: 'retry', format: 'raw' }),
      copies: false,
    },
    { label: 'Summary (Markdown)', href: pageHref({ session: id, format: 'md' }), copies: true },
    { label: 'Report to print', href: pageHref({ session: id, report: 'print' }), copies: false },
    { label: 'Everything (JSON)', href: pageHref({ session: id, format: 'json' }), copies: false },
    ...(verification?.head ? [csv('Verification (CSV)', { tab: 'verify' })] : []),
  ];
}

function buildLogs(input: SessionPageInput, now: number): LogsView {
  const { session, logs, hasMasterErrors } = input;
  const link = (label: string, log: string) => ({
    label,
    href: pageHref({ session: session.id, log }),
  });
  const isThere = logs !== 'gone';
  return {
    logs: !isThere
      ? []
      : [
          link('Master log', 'master.log'),
          ...(hasMasterErrors ? [link('Master error log', 'master.error_log')] : []),
        ],
    canSearch: isThere,
    whm: isThere ? `/scripts5/render_transfer_session?transfer_session_id=${session.id}` : null,
    comparisons: (input.comparable ?? []).map((other) => ({
      label: `${other.id}${startedWords(other.startedAt, now)}`,
      href: pageHref({ session: session.id, compare: other.id }),
    })),
    emptyWords: isThere ? null : 'The logs of this session are gone.',
  };
}
