import { explanationOf } from '../session/explanation.ts';
import type { RetryHope } from '../session/explanations/rule.ts';
import { needsFollowUp } from '../session/issue.ts';
import { isMovedByHand } from '../session/retry-place.ts';
import { isAtEnd } from '../session/state.ts';
import { pageHref } from './link.ts';
import type { Cause, NamedItem, SessionPageInput, WorkInput } from './session-input.ts';
import { countNoun, formatCount } from './size.ts';
import { clipText, splitTemplate, type TextPiece } from './text.ts';
import { buildUnderWay, type UnderWayRow } from './under-way.ts';
import { type Badge, describeKind, describeStatus } from './words.ts';
import { itemNounOf, lackBadge, lackHref, lackRows } from './work-lack.ts';
import { emptyWords, settledWords, unnamedWords } from './work-words.ts';

/** How many accounts a row of the first screen names. */
const NAMES_SHOWN = 4;

/** One row of the work list: a cause, and the accounts that have it. */
export interface WorkRow {
  /** The row's id in the page. */
  key: string;
  badge: Badge;
  /** What is wrong, in plain words, or the message itself. */
  title: TextPiece[];
  /** The message of one of the accounts. */
  quote: string | null;
  /** What it means or what to do about it. */
  advice: string | null;
  names: { name: string; href: string }[];
  more: string | null;
  /** All of its accounts, where the row cannot be opened in place. */
  href: string;
  /** The issue type that opens in place; null: the row is only a link. */
  issueId: string | null;
  followUps: { words: string; isDone: boolean } | null;
  retry: { words: string; href: string; hope: string | null } | null;
}

export interface WorkList {
  rows: WorkRow[];
  /** How many issue types are not shown, and where they are. */
  more: { words: string; href: string } | null;
  /** Shown where there is nothing to do. */
  emptyWords: string | null;
  /** What did not move here but needs nothing any more, shown beside other rows. */
  settledWords: string | null;
  retryAll: { words: string; href: string } | null;
  csvHref: string | null;
  underWayTitle: { word: string; icon: string };
  underWay: UnderWayRow[];
}

/** What to do, the most urgent first, a row for each cause: the first screen of a session. */
export function buildWorkList(input: SessionPageInput, now: number): WorkList {
  const { session, work } = input;
  const { id, verdict } = session;
  const { rows, hidden } = work === undefined ? { rows: [], hidden: 0 } : buildRows(input, work);
  const undone = work?.toMove ?? 0;
  const left = (work?.causesTotal ?? 0) - (work?.causes.length ?? 0) + hidden;
  return {
    rows,
    more:
      left > 0
        ? {
            words: `${countNoun(left, 'more issue type')}. Show all issues`,
            href: pageHref({ session: id, tab: 'issues' }),
          }
        : null,
    emptyWords: rows.length === 0 ? emptyWords(input) : null,
    settledWords: rows.length > 0 && work !== undefined ? settledWords(work) || null : null,
    retryAll:
      undone === 0 || !isRetryAllNeeded(rows, undone)
        ? null
        : {
            words: `Retry all ${formatCount(undone)}…`,
            href: pageHref({ session: id, report: 'retry', format: 'raw' }),
          },
    csvHref:
      verdict.followUps.total === 0
        ? null
        : pageHref({ session: id, report: 'work', format: 'csv' }),
    underWayTitle:
      session.stalled === null
        ? { word: 'Under way', icon: 'play' }
        : { word: 'Interrupted', icon: 'broken' },
    underWay: (work?.underWay ?? []).flatMap((item) => buildUnderWay(input, item, now)),
  };
}

/**
 * How many rows fit on one screen; what failed and what only logs say comes before what the server has reported about
 * moved accounts.
 */
const MAX_ROWS = 10;

/** At least this many of them are shown however much failed: what was renamed or altered needs work too. */
const MIN_OTHERS = 3;

function buildRows(input: SessionPageInput, work: WorkInput): { rows: WorkRow[]; hidden: number } {
  const titles = new Map<string, number>();
  for (const cause of work.causes) {
    const title = explanationOf(cause)?.title ?? '';
    titles.set(title, (titles.get(title) ?? 0) + 1);
  }
  const failures = work.causes.filter(({ kind }) => kind === 'failure');
  const others = work.causes.filter(({ kind }) => kind !== 'failure');
  const first = [
    ...failures.map((cause) => buildCause(input, cause, titles)),
    ...buildUnexplained(input, work),
    ...buildUnfinished(input, work),
    ...buildLacks(input),
  ];
  const shown = others.slice(0, Math.max(MIN_OTHERS, MAX_ROWS - first.length));
  return {
    rows: [...first, ...shown.map((cause) => buildCause(input, cause, titles))],
    hidden: others.length - shown.length,
  };
}

const HOPES: Readonly<Record<RetryHope, string | null>> = {
  now: null,
  'after-fix': 'after the fix',
  pointless: 'fails again',
  'by-hand': 'by hand',
};

/** @param titles how many rows each explanation has: a title that two rows share does not tell them apart */
function buildCause(
  input: SessionPageInput,
  cause: Cause,
  titles: ReadonlyMap<string, number>,
): WorkRow {
  const { session, followUps } = input;
  const { id, kind, itemCount } = cause;
  const known = explanationOf(cause);
  const isFailure = kind === 'failure';
  const noun = itemNounOf(cause.items);
  const words = isFailure ? `${formatCount(itemCount)} failed` : countNoun(itemCount, noun);
  const href = pageHref({ session: session.id, tab: 'issues', issue: id });
  const canMark =
    followUps !== undefined && !isFailure && needsFollowUp(kind, known?.effect === 'none');
  return {
    key: `issue-${id}`,
    badge: { ...describeKind(kind), word: words },
    title: titleOf(cause, titles.get(known?.title ?? '') === 1 ? (known?.title ?? null) : null),
    quote: null,
    advice: known === null ? null : isFailure ? known.advice : firstSentence(known.meaning),
    ...namesOf(session.id, cause.items, itemCount),
    href,
    issueId: id,
    followUps: canMark
      ? {
          words: `${formatCount(cause.done)} of ${formatCount(itemCount)} done`,
          isDone: cause.done >= itemCount,
        }
      : null,
    retry:
      isFailure &&
      known?.retry !== 'pointless' &&
      known?.retry !== 'by-hand' &&
      canRetry(cause.items)
        ? {
            words: retryWords(itemCount),
            href: pageHref({ session: session.id, issue: id, report: 'retry', format: 'raw' }),
            hope: known === null ? null : HOPES[known.retry],
          }
        : null,
  };
}

/** One more button is offered only where it does more than each of the others. */
function isRetryAllNeeded(rows: readonly WorkRow[], undone: number): boolean {
  return (
    rows.some(({ retry }) => retry !== null) &&
    !rows.some(({ retry }) => retry?.words === retryWords(undone))
  );
}

function retryWords(count: number): string {
  return count === 1 ? 'Retry' : `Retry ${formatCount(count)}`;
}

/** A row has room for one sentence; the explanation's own page has all. */
function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

/**
 * The message itself, without placeholders, where only one account has it; otherwise the explanation's title, otherwise
 * what the messages have in common.
 */
function titleOf(cause: Cause, title: string | null): TextPiece[] {
  if (title !== null) return [{ text: title, differs: false }];
  if (cause.itemCount === 1) return [{ text: clipText(cause.text).short, differs: false }];
  return splitTemplate(cause.template);
}

function namesOf(session: string, items: readonly NamedItem[], total: number) {
  const left = total - items.length;
  return {
    names: items.map(({ type, name }) => ({
      name,
      href: pageHref({ session, item: name, type }),
    })),
    more: left > 0 ? `and ${formatCount(left)} more` : null,
  };
}

function buildUnexplained({ session }: SessionPageInput, { unexplained }: WorkInput): WorkRow[] {
  const { total, names } = unexplained;
  if (total === 0) return [];
  return [
    {
      key: 'unexplained',
      badge: { ...describeStatus('failed'), word: `${formatCount(total)} failed` },
      title: [{ text: 'The log gives no reason', differs: false }],
      quote: null,
      advice: 'The log of each item may say more.',
      ...namesOf(session.id, names, total),
      href: pageHref({ session: session.id, tab: 'accounts', status: 'failed' }),
      issueId: null,
      followUps: null,
      retry: null,
    },
  ];
}

/** What the end of the session, or a dead master, left unfinished. */
function buildUnfinished({ session }: SessionPageInput, { unfinished }: WorkInput): WorkRow[] {
  const { total, never, unnamed, names } = unfinished;
  if (total === 0) return [];
  const over = isAtEnd(session);
  const unbegun = Math.min(never ?? 0, total);
  const begun = total - unbegun;
  const parts = [
    begun > 0 ? `${formatCount(begun)} were interrupted` : null,
    unbegun > 0 ? `${formatCount(unbegun)} never started` : null,
  ].filter((part) => part !== null);
  const begunWords = never === null ? [] : [`${parts.join(', ')}.`.replace(/^1 were/, '1 was')];
  const advice = [...begunWords, unnamedWords(unnamed)].filter((words) => words !== '').join(' ');
  return [
    {
      key: 'unfinished',
      badge: {
        ...describeStatus('unfinished'),
        word: `${formatCount(total)} ${over ? 'unfinished' : 'left'}`,
      },
      title: [
        {
          text: over ? 'The session ended before they did' : 'Nothing is working on them any more',
          differs: false,
        },
      ],
      quote: null,
      advice: advice || null,
      ...namesOf(session.id, names, total),
      href: pageHref({
        session: session.id,
        tab: 'accounts',
        status: over ? 'unfinished' : unbegun === total ? 'pending' : null,
      }),
      issueId: null,
      followUps: null,
      retry:
        total > unnamed && canRetry(names)
          ? {
              words: retryWords(total - unnamed),
              href: pageHref({
                session: session.id,
                status: 'unfinished',
                report: 'retry',
                format: 'raw',
              }),
              hope: null,
            }
          : null,
    },
  ];
}

function buildLacks(input: SessionPageInput): WorkRow[] {
  const { session, logs } = input;
  return lackRows(input).map((row) => ({
    key: row.key,
    badge: lackBadge(row),
    title: [{ text: row.title, differs: false }],
    quote: row.quote,
    advice: row.advice,
    ...namesOf(session.id, row.names.slice(0, input.namesShown ?? NAMES_SHOWN), row.total),
    href: lackHref(session.id, row, logs !== 'gone'),
    issueId: null,
    followUps: null,
    retry: null,
  }));
}

/** Whether the server has a function that moves such items again; for items without a name this is unknown. */
function canRetry(items: readonly NamedItem[]): boolean {
  return items.length === 0 || items.some(({ type }) => !isMovedByHand(type));
}
