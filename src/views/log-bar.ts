import type { LogSeverity } from './contract.ts';
import { type Address, pageHref } from './link.ts';
import type { LogPageInput } from './log-input.ts';
import { formatCount, formatSize } from './size.ts';
import { describeSeverity } from './words.ts';

/** A jump within the log; `href` null: there is no target. */
export interface LogMove {
  label: string;
  icon: string;
  href: string | null;
  key: string;
}

/** A filter for lines of one severity; `severity` empty: all lines. `count` is empty where unknown. */
export interface LogFilter {
  severity: LogSeverity | '';
  label: string;
  icon: string;
  count: string;
  /** How far the log was counted, if not to its end. */
  title: string | null;
  href: string;
  isCurrent: boolean;
}

/** What is above the lines: filters, jumps from error to error and from match to match. */
export interface LogBar {
  filters: LogFilter[];
  /** Kinds of line that are seldom asked for. */
  more: LogFilter[];
  errorMoves: LogMove[];
  matchMoves: LogMove[];
  /** "3 of 7"; null where nothing is searched for. */
  matchPlace: string | null;
  /** The same in a sentence. */
  matchWords: string | null;
  /** What a count with a plus means, for a page without the script that completes it. */
  countedWords: string | null;
  /** Every line that matches, as a list. */
  listHref: string | null;
  strip: ErrorStrip;
}

/** Where errors are in the whole log, in bytes. */
export interface ErrorStrip {
  size: number;
  errors: { at: number; href: string }[];
}

const MAIN: readonly (LogSeverity | null)[] = ['error', 'warn', null];
const SELDOM: readonly LogSeverity[] = ['success', 'info', 'debug', 'raw'];

export function buildLogBar(input: LogPageInput, view: Address): LogBar {
  const { query, isBadSearch, sessionId, log } = input;
  const current = query.severity;
  const shown = current === null || MAIN.includes(current) ? MAIN : [current, ...MAIN];
  const isFoundNowhere = input.matches?.count === 0 && input.matches.isComplete;
  const hasSearch = query.q !== null && !isBadSearch && !isFoundNowhere;
  return {
    filters: shown.map((severity) => buildFilter(input, view, severity)),
    more: SELDOM.map((severity) => buildFilter(input, view, severity)),
    errorMoves: errorMoves(input, view),
    matchMoves: hasSearch ? matchMoves(input, view) : [],
    matchPlace: describePlace(input),
    matchWords: describeMatches(input),
    countedWords: describeCounted(input),
    listHref: hasSearch
      ? pageHref({ session: sessionId, log, severity: current, grep: query.q })
      : null,
    strip: buildStrip(input, view),
  };
}

const PLURALS: Partial<Record<LogSeverity, string>> = { error: 'Errors', warn: 'Warnings' };

/** Whoever asks for errors is shown the first of them; on returning to all lines, the line last looked at is still visible. */
function buildFilter(
  { query, counts, size }: LogPageInput,
  view: Address,
  severity: LogSeverity | null,
): LogFilter {
  const place = query.at === null ? { before: query.before } : { at: query.at };
  const counted =
    severity === 'error' ? counts.errors : severity === 'warn' ? counts.warnings : null;
  const more = counts.isComplete ? '' : '+';
  return {
    severity: severity ?? '',
    label: severity === null ? 'All' : (PLURALS[severity] ?? describeSeverity(severity).word),
    icon: severity === null ? 'list' : describeSeverity(severity).icon,
    count: counted === null ? '' : `${formatCount(counted)}${more}`,
    title:
      counted === null || counts.isComplete
        ? null
        : `Counted in the first ${formatSize(counts.countedTo)} of ${formatSize(size)}`,
    href: pageHref({ ...view, severity, ...(severity === null ? place : {}) }),
    isCurrent: query.severity === severity,
  };
}

function describeCounted({ counts, size }: LogPageInput): string | null {
  return counts.isComplete
    ? null
    : `Errors and warnings are counted in the first ${formatSize(counts.countedTo)} of ${formatSize(size)} so far; there can be more.`;
}

/** Where they lead is looked for when somebody goes there; the first error is known where the log was counted. */
function errorMoves(input: LogPageInput, view: Address): LogMove[] {
  const { counts } = input;
  if (counts.isComplete && counts.errors === 0) return [];
  const first = counts.firstErrorAt === null ? { go: 'first-error' } : { at: counts.firstErrorAt };
  const { before, after } = placeOf(input);
  return [
    {
      key: 'first-error',
      label: 'First error',
      icon: 'cross',
      href: pageHref({ ...view, severity: null, ...first }),
    },
    {
      key: 'previous-error',
      label: 'Previous error',
      icon: 'up',
      href: pageHref({ ...view, go: 'previous-error', at: before }),
    },
    {
      key: 'next-error',
      label: 'Next error',
      icon: 'down',
      href: pageHref({ ...view, go: 'next-error', at: after }),
    },
  ];
}

function matchMoves(input: LogPageInput, view: Address): LogMove[] {
  const { before, after } = placeOf(input);
  return [
    {
      key: 'previous-match',
      label: 'Previous match',
      icon: 'up',
      href: pageHref({ ...view, go: 'previous-match', at: before }),
    },
    {
      key: 'next-match',
      label: 'Next match',
      icon: 'down',
      href: pageHref({ ...view, go: 'next-match', at: after }),
    },
  ];
}

/** From the target line, otherwise from the ends of the screen. */
function placeOf({ query, from, to }: LogPageInput): { before: number; after: number | null } {
  return { before: query.at ?? to, after: query.at ?? (from > 0 ? from - 1 : null) };
}

function describePlace({ matches }: LogPageInput): string | null {
  if (matches === null) return null;
  const more = matches.isComplete ? '' : '+';
  const count = `${formatCount(matches.count)}${more}`;
  return matches.place === null ? count : `${formatCount(matches.place)} of ${count}`;
}

function describeMatches({ matches, query }: LogPageInput): string | null {
  if (matches === null || query.q === null) return null;
  if (matches.count === 0) {
    return matches.isComplete
      ? `No line of this log matches “${query.q}”.`
      : `No line matches “${query.q}” in the part that was searched.`;
  }
  const count = `${formatCount(matches.count)} ${matches.count === 1 ? 'line matches' : 'lines match'}`;
  return matches.isComplete
    ? `${count} in the whole log.`
    : `${count} so far; the search ended at its limit.`;
}

function buildStrip({ counts, size }: LogPageInput, view: Address): ErrorStrip {
  return {
    size,
    errors: counts.errorsAt.map((at) => ({
      at,
      href: pageHref({ ...view, severity: null, q: null, at }),
    })),
  };
}
