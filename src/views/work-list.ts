import { explanationOf } from '../session/explanation.ts';
import type { RetryHope } from '../session/explanations/rule.ts';
import { needsFollowUp } from '../session/follow-up.ts';
import { isAtEnd } from '../session/state.ts';
import { pageHref } from './link.ts';
import type { Cause, NamedItem, SessionPageInput, WorkInput } from './session-input.ts';
import { countNoun, formatCount } from './size.ts';
import { clipText, splitTemplate, type TextPiece } from './text.ts';
import { buildUnderWay, type UnderWayRow } from './under-way.ts';
import { type Badge, describeKind, describeStatus, isAccountType } from './words.ts';

/** One row of the work list: a cause, and who has it. */
export interface WorkRow {
  /** The row's id in the page. */
  key: string;
  badge: Badge;
  /** What is wrong, in plain words, or the message itself. */
  title: TextPiece[];
  /** What it means or what to do about it. */
  advice: string | null;
  names: { name: string; href: string }[];
  more: string | null;
  /** All of its accounts, where the row cannot open in place. */
  href: string;
  /** The issue type that opens in place; null: the row is a link only. */
  issueId: string | null;
  followUps: { words: string; isDone: boolean } | null;
  retry: { words: string; href: string; hope: string | null } | null;
}

export interface WorkList {
  rows: WorkRow[];
  /** How many issue types are not shown, and where they are. */
  more: { words: string; href: string } | null;
  /** Said where nothing is to be done. */
  emptyWords: string | null;
  retryAll: { words: string; href: string } | null;
  csvHref: string | null;
  underWayTitle: { word: string; icon: string };
  underWay: UnderWayRow[];
}

/** What to do, the most urgent first, a row for each cause: the first screen of a session. */
export function buildWorkList(input: SessionPageInput, now: number): WorkList {
  const { session, work } = input;
  const { id, counts, verdict } = session;
  const rows = work === undefined ? [] : buildRows(input, work);
  const undone = counts.failed + (isAtEnd(session) ? counts.unfinished : 0);
  const left = (work?.causesTotal ?? 0) - (work?.causes.length ?? 0);
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
    retryAll:
      undone === 0 || rows.some(({ retry }) => retry?.words === retryWords(undone))
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

function buildRows(input: SessionPageInput, work: WorkInput): WorkRow[] {
  const titles = new Map<string, number>();
  for (const cause of work.causes) {
    const title = explanationOf(cause)?.title ?? '';
    titles.set(title, (titles.get(title) ?? 0) + 1);
  }
  const failures = work.causes.filter(({ kind }) => kind === 'failure');
  const others = work.causes.filter(({ kind }) => kind !== 'failure');
  return [
    ...failures.map((cause) => buildCause(input, cause, titles)),
    ...buildUnexplained(input, work),
    ...buildUnfinished(input, work),
    ...buildSilent(input, work),
    ...others.map((cause) => buildCause(input, cause, titles)),
  ];
}

const HOPES: Readonly<Record<RetryHope, string | null>> = {
  now: null,
  'after-fix': 'after the fix',
  pointless: 'fails again',
  'by-hand': 'by hand',
};

/** @param titles how many rows each explanation has: what two would share, tells them not apart */
function buildCause(
  input: SessionPageInput,
  cause: Cause,
  titles: ReadonlyMap<string, number>,
): WorkRow {
  const { session, followUps } = input;
  const { id, kind, itemCount } = cause;
  const known = explanationOf(cause);
  const isFailure = kind === 'failure';
  const noun = nounOf(cause.items);
  const words = isFailure ? `${formatCount(itemCount)} failed` : countNoun(itemCount, noun);
  const href = pageHref({ session: session.id, tab: 'issues', issue: id });
  const canMark =
    followUps !== undefined && !isFailure && needsFollowUp(kind, known?.effect === 'none');
  return {
    key: `issue-${id}`,
    badge: { ...describeKind(kind), word: words },
    title: titleOf(cause, titles.get(known?.title ?? '') === 1 ? (known?.title ?? null) : null),
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
      isFailure && known?.retry !== 'pointless' && known?.retry !== 'by-hand'
        ? {
            words: retryWords(itemCount),
            href: pageHref({ session: session.id, issue: id, report: 'retry', format: 'raw' }),
            hope: known === null ? null : HOPES[known.retry],
          }
        : null,
  };
}

function retryWords(count: number): string {
  return count === 1 ? 'Retry' : `Retry ${formatCount(count)}`;
}

/** Items are not all accounts: packages and settings are moved as well. */
function nounOf(items: readonly NamedItem[]): string {
  return items.every(({ type }) => isAccountType(type)) ? 'account' : 'item';
}

/** A row has room for one; the explanation's own page for all. */
function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** The message itself where it is one account's, without placeholders; else the explanation's title, else what the messages share. */
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
      advice: 'The log of each item may say more.',
      ...namesOf(session.id, names, total),
      href: pageHref({ session: session.id, tab: 'accounts', status: 'failed' }),
      issueId: null,
      followUps: null,
      retry: null,
    },
  ];
}

function buildUnfinished(
  { session, neverStarted }: SessionPageInput,
  { unfinished }: WorkInput,
): WorkRow[] {
  const total = session.counts.unfinished;
  if (total === 0) return [];
  const never = Math.min(neverStarted ?? 0, total);
  const begun = total - never;
  const parts = [
    begun > 0 ? `${formatCount(begun)} were interrupted` : null,
    never > 0 ? `${formatCount(never)} never started` : null,
  ].filter((part) => part !== null);
  return [
    {
      key: 'unfinished',
      badge: { ...describeStatus('unfinished'), word: `${formatCount(total)} unfinished` },
      title: [{ text: 'The session ended before they did', differs: false }],
      advice: neverStarted === null ? null : `${parts.join(', ')}.`.replace(/^1 were/, '1 was'),
      ...namesOf(session.id, unfinished, total),
      href: pageHref({ session: session.id, tab: 'accounts', status: 'unfinished' }),
      issueId: null,
      followUps: null,
      retry: {
        words: retryWords(total),
        href: pageHref({
          session: session.id,
          status: 'unfinished',
          report: 'retry',
          format: 'raw',
        }),
        hope: null,
      },
    },
  ];
}

function buildSilent({ session, logs }: SessionPageInput, { silent }: WorkInput): WorkRow[] {
  const [first] = silent.first;
  if (silent.items === 0 || first === undefined) return [];
  const isThere = logs !== 'gone' && first.log !== '';
  return [
    {
      key: 'silent',
      badge: { word: countNoun(silent.items, nounOf(silent.first)), icon: 'alert', tone: 'bad' },
      title: [{ text: 'Reported as moved, but their logs hold errors', differs: false }],
      advice: first.text === null ? null : `${first.name}: “${clipText(first.text, 160).short}”`,
      ...namesOf(session.id, distinct(silent.first), silent.items),
      href: isThere
        ? pageHref({ session: session.id, log: first.log, at: first.at })
        : pageHref({ session: session.id, tab: 'accounts', status: 'incomplete' }),
      issueId: null,
      followUps: null,
      retry: null,
    },
  ];
}

function distinct(items: readonly NamedItem[]): NamedItem[] {
  return items.filter(
    (item, index) =>
      items.findIndex(({ type, name }) => type === item.type && name === item.name) === index,
  );
}

/** What stands in the place of the list where nothing is to be done. */
function emptyWords({ session }: SessionPageInput): string {
  const { verdict, itemsTotal } = session;
  if (session.state === 'PENDING')
    return 'Nothing has moved yet: the session has not been started.';
  if (!isAtEnd(session)) {
    return itemsTotal === 0
      ? 'This session has no items yet.'
      : 'Nothing to do so far: no failure, and nothing that needs a look.';
  }
  if (itemsTotal === 0) return 'The session has no items: nothing was moved.';
  const left = verdict.logsRead.of - verdict.logsRead.read;
  if (left > 0) {
    return `Nothing to do so far; ${countNoun(left, 'log')} of ${formatCount(verdict.logsRead.of)} still have to be read for errors.`;
  }
  return verdict.level === 'good'
    ? 'Nothing to do: everything moved, and no log holds an error.'
    : 'Nothing on the list. Look at the accounts to review, and at the logs.';
}
