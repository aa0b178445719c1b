import type { Counters } from '../session/issue.ts';
import type { ItemStatus } from '../session/item.ts';
import type { Result } from '../session/result.ts';
import type { VerdictLevel } from '../session/verdict.ts';
import type { AccountAttempt, SessionSummary } from './contract.ts';
import { formatDuration } from './duration.ts';
import { type FoundInput, type FoundView, viewFound } from './found.ts';
import { formatQuery, pageHref } from './link.ts';
import { describeCounts } from './session-issues.ts';
import { countNoun } from './size.ts';
import { type Clipped, clipMiddle, clipText } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import { type Badge, describeItem, describeType, describeVerdict } from './words.ts';

/**
 * `attempts` newest first. `sessions` says where each attempt came from, as far as known. `similar` are names to
 * suggest when the name itself was never seen.
 */
export interface AccountPageInput {
  account: string;
  attempts: AccountAttempt[];
  /** What each attempt had to report, in the order of `attempts`. */
  counts?: Counters[];
  /** What became of each, in the order of `attempts`; null: it has not ended. */
  results: readonly (Result | null)[];
  sessions?: ReadonlyMap<string, Pick<SessionSummary, 'sourceHost' | 'targetHost'>>;
  similar?: string[];
  /** What else contains the text, where there is no such account. */
  found?: FoundInput;
}

export interface AttemptRow {
  sessionId: string;
  sessionHref: string;
  itemHref: string;
  source: string | null;
  type: string;
  name: string;
  newName: string | null;
  status: Badge;
  started: Moment | null;
  duration: string;
  failure: Clipped | null;
  issues: { badge: Badge; text: string }[];
  isSettled: boolean;
}

export interface AccountPage {
  view: 'account';
  title: string;
  query: string;
  account: string;
  summary: string;
  summaryTone: VerdictLevel;
  summaryIcon: string;
  rows: AttemptRow[];
  similar: { name: string; href: string }[];
  found: FoundView[];
  isEmpty: boolean;
  listHref: string;
}

const MOVED: readonly ItemStatus[] = ['success', 'warning'];

/** What happened to one account over all sessions. `now` in epoch seconds. */
export function buildAccountPage(input: AccountPageInput, now: number): AccountPage {
  const rows = input.attempts.map((attempt, index) => {
    const isSettled =
      !MOVED.includes(attempt.status) &&
      input.attempts.slice(0, index).some((later) => isSameMoved(later, attempt));
    return {
      ...buildAttempt(
        { ...attempt, result: input.results[index] ?? null },
        input.sessions?.get(attempt.sessionId),
        now,
      ),
      issues: describeCounts(input.counts?.[index] ?? {}),
      isSettled,
    };
  });
  const summary = summarise(input.attempts, input.results[0] ?? null);
  return {
    view: 'account',
    title: `Account ${clipMiddle(input.account)}`,
    query: formatQuery({ account: input.account }),
    account: input.account,
    ...summary,
    summaryIcon: describeVerdict(summary.summaryTone).icon,
    rows,
    similar: (input.similar ?? []).map((name) => ({ name, href: pageHref({ account: name }) })),
    found: input.found === undefined ? [] : viewFound(input.found, now),
    isEmpty: rows.length === 0,
    listHref: pageHref({}),
  };
}

/** A later attempt that moved the same item settles an earlier one that did not. */
function isSameMoved(later: AccountAttempt, attempt: AccountAttempt): boolean {
  return later.name === attempt.name && later.type === attempt.type && MOVED.includes(later.status);
}

/** @param result what became of the newest attempt, as far as its outcome and its logs tell */
function summarise(
  attempts: AccountAttempt[],
  result: Result | null,
): Pick<AccountPage, 'summary' | 'summaryTone'> {
  const newest = attempts[0];
  if (newest === undefined) {
    return {
      summary: 'No session on this server has moved an account with this name.',
      summaryTone: 'open',
    };
  }
  const tries =
    attempts.length === 1
      ? 'in its only attempt'
      : `in the latest of ${countNoun(attempts.length, 'attempt')}`;
  const renamed =
    newest.localName !== null && newest.localName !== newest.name
      ? ` It is called ${newest.localName} on this server.`
      : '';
  switch (result) {
    case 'clean':
      return { summary: `Moved clean ${tries}.${renamed}`, summaryTone: 'good' };
    case 'review':
      return { summary: `Moved ${tries}, to review.${renamed}`, summaryTone: 'review' };
    case 'incomplete':
      return { summary: `Moved incompletely ${tries}.${renamed}`, summaryTone: 'bad' };
    case 'failed':
      return { summary: `Failed ${tries}.`, summaryTone: 'bad' };
    case 'unfinished':
      return { summary: `Unfinished ${tries}.`, summaryTone: 'bad' };
    default:
      return { summary: `Under way, ${tries}.`, summaryTone: 'open' };
  }
}

function buildAttempt(
  attempt: AccountAttempt & { result: Result | null },
  session: Pick<SessionSummary, 'sourceHost' | 'targetHost'> | undefined,
  now: number,
): Omit<AttemptRow, 'issues' | 'isSettled'> {
  const { startedAt, endedAt } = attempt;
  const end = endedAt ?? (attempt.status === 'active' ? now : null);
  return {
    sessionId: attempt.sessionId,
    sessionHref: pageHref({ session: attempt.sessionId }),
    itemHref: pageHref({ session: attempt.sessionId, item: attempt.name, type: attempt.type }),
    source: session?.sourceHost ?? null,
    type: describeType(attempt.type),
    name: attempt.name,
    newName: attempt.localName === attempt.name ? null : attempt.localName,
    status: describeItem(attempt),
    started: describeMoment(startedAt, now),
    duration: startedAt === null || end === null ? '–' : formatDuration(end - startedAt),
    failure: attempt.failure === null ? null : clipText(attempt.failure),
  };
}
