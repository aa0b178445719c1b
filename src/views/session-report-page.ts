import { isAtEnd } from '../session/state.ts';
import { verdictRows } from '../session/verdict.ts';
import { endOf, formatDuration } from './duration.ts';
import { formatQuery, pageHref } from './link.ts';
import { buildHero } from './session-hero.ts';
import type { SessionPageInput } from './session-input.ts';
import { buildVerify } from './session-verify.ts';
import { countNoun, formatCount, formatSteadyPercent } from './size.ts';
import { clipMiddle, splitTemplate, type TextPiece } from './text.ts';
import { formatExact } from './time.ts';
import { type Badge, describeInitiator, describeKind, describeResult } from './words.ts';
import { buildWorkList } from './work-list.ts';

/** A cause with all accounts that have it. */
export interface ReportCause {
  badge: Badge;
  title: TextPiece[];
  /** The message of one of the accounts. */
  quote: string | null;
  advice: string | null;
  done: string | null;
  names: string[];
  more: string | null;
}

/** Everything about a session on paper: nothing can be opened there, and nothing is left out without saying so. */
export interface ReportPage {
  view: 'report';
  title: string;
  query: string;
  id: string;
  backHref: string;
  heading: { source: string; target: string | null };
  facts: { label: string; value: string }[];
  level: string;
  state: Badge;
  sentence: string;
  alarm: string | null;
  counts: { badge: Badge; count: string }[];
  followUps: string | null;
  causes: ReportCause[];
  causesMore: string | null;
  emptyWords: string | null;
  settledWords: string | null;
  issues: { badge: Badge; title: TextPiece[]; items: string }[];
  issuesMore: string | null;
  verification: ReportVerification | null;
  warnings: string[];
}

export interface ReportVerification {
  sentence: string;
  checked: string | null;
  accounts: { name: string; badge: Badge; checks: string[] }[];
}

/** `input` contains the whole work list, the issue types, and the verified accounts that are to be named. */
export function buildReportPage(input: SessionPageInput, now: number): ReportPage {
  const { session, paging } = input;
  const hero = buildHero(input, now);
  const work = buildWorkList(input, now);
  const source = session.sourceHost ?? 'this server';
  const rows = verdictRows({
    ...session,
    results: session.verdict,
    neverStarted: input.neverStarted,
    isStalled: session.stalled !== null,
  });
  return {
    view: 'report',
    title: titleOf(input),
    query: formatQuery({ session: session.id, report: 'print' }),
    id: session.id,
    backHref: pageHref({ session: session.id }),
    heading: { source, target: session.targetHost },
    facts: buildFacts(input, now),
    level: hero.level,
    state: hero.state,
    sentence: session.verdict.sentence,
    alarm: session.stalled === null ? null : session.stalled.reason,
    counts: rows.map(({ result, word, count }) => ({
      badge: { ...describeResult(result), word },
      count: formatCount(count),
    })),
    followUps: hero.followUps?.words ?? null,
    causes: work.rows.map(({ badge, title, quote, advice, followUps, names, more }) => ({
      badge,
      title,
      quote,
      advice,
      done: followUps?.words ?? null,
      names: names.map(({ name }) => name),
      more,
    })),
    causesMore: work.more === null ? null : `${work.more.words.replace(/\..*/, '')} on the page.`,
    emptyWords: work.emptyWords,
    settledWords: work.settledWords,
    issues: session.issues.map(({ kind, template, itemCount }) => ({
      badge: describeKind(kind),
      title: splitTemplate(template),
      items: countNoun(itemCount, 'item'),
    })),
    issuesMore: moreIssues(paging.issuesTotal - session.issues.length),
    verification: buildVerification(input, now),
    warnings: session.warnings,
  };
}

/** As short as the page's title, since it is in WHM's heading. */
function titleOf({ session }: SessionPageInput): string {
  const { sourceHost, targetHost } = session;
  const target = targetHost === null ? '' : ` to ${clipMiddle(targetHost)}`;
  return `Report: ${clipMiddle(sourceHost ?? 'this server')}${target}`;
}

function moreIssues(left: number): string | null {
  return left > 0 ? `${countNoun(left, 'more issue type')} on the page.` : null;
}

function buildFacts({ session }: SessionPageInput, now: number): ReportPage['facts'] {
  const { id, initiator, creator, startedAt, endedAt } = session;
  const over = isAtEnd(session);
  const end = endOf(session, now);
  const fact = (label: string, value: string | null) => (value === null ? [] : [{ label, value }]);
  return [
    ...fact('Session', id),
    ...fact('Kind', describeInitiator(initiator)),
    ...fact('Started by', creator),
    ...fact('Started', startedAt === null ? null : formatExact(startedAt)),
    ...fact('Ended', over && endedAt !== null ? formatExact(endedAt) : null),
    ...fact(
      over ? 'Took' : 'Under way for',
      startedAt === null || end === null ? null : formatDuration(end - startedAt),
    ),
    ...fact('Progress', over ? null : formatSteadyPercent(session.percent)),
    ...fact('Items', formatCount(session.itemsTotal)),
    ...fact('This report', formatExact(now)),
  ];
}

/** Accounts that differ are named with their differences; the others are only counted. */
function buildVerification(input: SessionPageInput, now: number): ReportVerification | null {
  const { head } = input.verification ?? { head: null };
  if (head === null) return null;
  const { sentence, rows } = buildVerify(input, {}, now);
  return {
    sentence: sentence ?? '',
    checked: formatExact(head.checkedAt),
    accounts: rows
      .filter(({ checks }) => checks.length > 0)
      .map(({ name, newName, badge, checks }) => ({
        name: newName === null ? name : `${name} (now ${newName})`,
        badge,
        checks: checks.map(({ label, words }) => (words === '' ? label : `${label}: ${words}`)),
      })),
  };
}
