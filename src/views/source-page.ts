import type { Result } from '../session/result.ts';
import type { SessionSummary } from './contract.ts';
import type { SourceAccountJson, SourceTotals, UnassignedAccount } from './contract-verify.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { buildPager, type Pager } from './pager.ts';
import type { SourceShow } from './session-input.ts';
import { lettersOf } from './session-verify.ts';
import { countNoun, formatCount } from './size.ts';
import { clipMiddle } from './text.ts';
import { describeMoment, type Moment } from './time.ts';
import { ageWarnings, describeVerified } from './verify-words.ts';
import { type Badge, describeResult, describeState } from './words.ts';

export interface SourcePageInput {
  /** As in the address. */
  asked: string;
  source: string;
  /** All its names. */
  names: string[];
  sessions: SessionSummary[];
  accounts: SourceAccountJson[];
  totals: SourceTotals;
  unassigned: UnassignedAccount[] | null;
  /** Accounts by the result of the last verification. */
  verified: { confirmed: number; differs: number; notLooked: number };
  /** The oldest of the last looks at its sessions; null: nobody has looked. `movedUntil`: when that session ended. */
  oldestLook: { checkedAt: number; movedUntil: number | null } | null;
  running: { done: number; total: number } | null;
  query: { show: SourceShow | null; q: string | null; page: number };
  warnings: string[];
}

export interface SourceRow {
  name: string;
  newName: string | null;
  href: string;
  domain: string | null;
  result: Badge;
  verified: Badge | null;
  openFollowUps: string | null;
  attempts: string;
  isOnlyAttempt: boolean;
  sessionId: string;
  sessionHref: string;
}

export interface SourcePage {
  view: 'source';
  title: string;
  query: string;
  source: string;
  also: string | null;
  sentence: string;
  verifiedSentence: string | null;
  ageWarnings: string[];
  letters: { mdHref: string; csvHref: string };
  running: string | null;
  tally: { label: string; count: string; badge: Badge }[];
  filters: { label: string; count: string; href: string; isCurrent: boolean }[];
  q: string;
  show: string | null;
  rows: SourceRow[];
  unassigned: string[];
  unassignedUnknown: boolean;
  showsUnassigned: boolean;
  emptyWords: string | null;
  pager: Pager | null;
  sessions: { id: string; href: string; state: Badge; started: Moment | null; words: string }[];
  csvHref: string;
  jsonHref: string;
  warnings: string[];
}

const PER_PAGE = 100;

/** Whether somebody has to look at it: it is not here, not complete, or has open follow-ups. */
export function isOpenAccount({ result, verified, openFollowUps }: SourceAccountJson): boolean {
  const isFine = result === 'clean' || (result === 'review' && openFollowUps === 0);
  return !isFine || verified === 'differs';
}

/** All sessions from one source as one migration. `now` in epoch seconds. */
export function buildSourcePage(input: SourcePageInput, now: number): SourcePage {
  const { source, names, sessions, accounts, totals, unassigned, query } = input;
  const address: Address = { source: input.asked, show: query.show, q: query.q };
  const wanted = query.q?.toLowerCase() ?? null;
  const found = accounts.filter(
    (account) =>
      (query.show !== 'open' || isOpenAccount(account)) &&
      (wanted === null || holds(account, wanted)),
  );
  const showsUnassigned = query.show === 'unassigned';
  const rows = showsUnassigned ? [] : found;
  const others = names.filter((name) => name !== source.toLowerCase());
  return {
    view: 'source',
    title: `Everything from ${clipMiddle(source)}`,
    query: formatQuery(address),
    source,
    also: others.length === 0 ? null : others.join(', '),
    sentence: sentenceOf(totals),
    verifiedSentence: verifiedSentence(input),
    ageWarnings: ageWarnings(
      input.oldestLook?.checkedAt ?? null,
      input.oldestLook?.movedUntil ?? null,
      now,
    ),
    letters: lettersOf({ source: input.asked }),
    running:
      input.running === null
        ? null
        : `Being verified: ${formatCount(input.running.done)} of ${countNoun(input.running.total, 'account')} checked …`,
    tally: RESULTS.map((result) => ({
      label: describeResult(result).word.toLowerCase(),
      count: formatCount(totals[result]),
      badge: describeResult(result),
    })).filter(({ count }) => count !== '0'),
    filters: filtersOf(input),
    q: query.q ?? '',
    show: query.show,
    rows: rows.slice((query.page - 1) * PER_PAGE, query.page * PER_PAGE).map(buildRow),
    unassigned: (unassigned ?? []).map(({ name, domain }) =>
      domain === null ? name : `${name} (${domain})`,
    ),
    unassignedUnknown: unassigned === null,
    showsUnassigned,
    emptyWords: rows.length > 0 || showsUnassigned ? null : 'No account matches.',
    pager: buildPager({ ...address }, { page: query.page, perPage: PER_PAGE, total: rows.length }),
    sessions: sessions.map((session) => ({
      id: session.id,
      href: pageHref({ session: session.id }),
      state: describeState(session.state),
      started: describeMoment(session.startedAt, now),
      words: session.verdict.sentence,
    })),
    csvHref: pageHref({ source: input.asked, format: 'csv' }),
    jsonHref: pageHref({ source: input.asked, format: 'json' }),
    warnings: input.warnings,
  };
}

const RESULTS: readonly Result[] = ['failed', 'unfinished', 'incomplete', 'review', 'clean'];

function holds({ name, localName, domain }: SourceAccountJson, wanted: string): boolean {
  return [name, localName, domain].some((text) => text?.toLowerCase().includes(wanted) ?? false);
}

function sentenceOf(totals: SourceTotals): string {
  const { accounts, clean, review, incomplete, settledLater } = totals;
  const moved = clean + review + incomplete;
  const later = settledLater > 0 ? `, ${formatCount(settledLater)} of them at a later attempt` : '';
  return `${formatCount(moved)} of ${countNoun(accounts, 'account')} moved${later}.`;
}

function verifiedSentence({ verified }: SourcePageInput): string | null {
  const { confirmed, differs, notLooked } = verified;
  if (confirmed + differs + notLooked === 0) return null;
  const differ = differs === 1 ? '1 differs' : `${formatCount(differs)} differ`;
  return `At the last check, ${formatCount(confirmed)} of them were confirmed on this server, ${differ}, ${formatCount(notLooked)} could not be checked.`;
}

function filtersOf({ asked, accounts, unassigned, query }: SourcePageInput): SourcePage['filters'] {
  const filter = (label: string, count: number, show: SourceShow | null) => ({
    label,
    count: formatCount(count),
    href: pageHref({ source: asked, show, q: query.q }),
    isCurrent: query.show === show,
  });
  return [
    filter('All', accounts.length, null),
    filter('Needs work', accounts.filter(isOpenAccount).length, 'open'),
    ...(unassigned === null ? [] : [filter('In no session', unassigned.length, 'unassigned')]),
  ];
}

const ON_ITS_WAY: Badge = { word: 'Under way', icon: 'clock', tone: 'neutral' };

function buildRow(account: SourceAccountJson): SourceRow {
  const { type, name, localName, domain, result, verified, sessionId } = account;
  return {
    name,
    newName: localName === null || localName === name ? null : localName,
    href: pageHref({ session: sessionId, item: name, type }),
    domain,
    result: result === null ? ON_ITS_WAY : describeResult(result),
    verified: verified === null ? null : describeVerified(verified),
    openFollowUps: account.openFollowUps === 0 ? null : formatCount(account.openFollowUps),
    attempts: formatCount(account.attempts),
    isOnlyAttempt: account.attempts === 1,
    sessionId,
    sessionHref: pageHref({ session: sessionId }),
  };
}
