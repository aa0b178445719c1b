import { QUEUES } from '../session/queue.ts';
import type { LogLine, LogSeverity } from './contract.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { type LineMarks, type LogLineView, viewLogLines } from './log-lines.ts';
import { formatCount, formatPercent, formatSize } from './size.ts';
import { clipMiddle } from './text.ts';
import { type Badge, describeModule, describeSeverity, queueWord } from './words.ts';

/** A log of the session to choose from. `bytes` null = its size is not known. */
export interface LogChoice {
  name: string;
  label: string;
  bytes: number | null;
  isActive: boolean;
}

/** A module of an item's log, to jump to; `ok` null = it says nothing of its outcome. */
export interface OutlineEntry {
  name: string;
  at: number;
  ok: boolean | null;
}

/** Something to know about this screen, and where it leads on. */
export interface LogNote {
  words: string;
  tone: 'check' | 'bad';
  link: { words: string; to: Address } | null;
}

/**
 * One screen of one log: `lines` from byte `from` up to byte `to` of `size` bytes. `matches` is null where they were not
 * counted; `isComplete` false = counting ended at its limit of time.
 */
export interface LogPageInput {
  sessionId: string;
  log: string;
  logs: LogChoice[];
  /** Whether the session has no other logs than `logs`. */
  isAllLogs: boolean;
  /** The item that this log belongs to, if any. */
  item: { name: string; type: string } | null;
  lines: LogLine[];
  marks: LineMarks | null;
  from: number;
  to: number;
  size: number;
  /** It has not been completed; `isSessionOver`: and never will be. */
  isActive: boolean;
  isSessionOver: boolean;
  /** Looking for lines of this severity ended at the limit of time. */
  isUnfinished: boolean;
  /** `at`: the line that is shown to the reader. */
  query: {
    severity: LogSeverity | null;
    q: string | null;
    at: number | null;
    before: number | null;
  };
  /** The screen before ends at this byte, the one behind begins there; null where there is none. */
  earlierBefore: number | null;
  laterAt: number | null;
  matches: { count: number; isComplete: boolean } | null;
  notes: LogNote[];
  outline: OutlineEntry[];
  /** The outline ends at this byte, because more of it would have taken too long; null: it is whole. */
  outlineTo: number | null;
  warnings: string[];
}

export interface LogPage {
  view: 'log';
  title: string;
  query: string;
  sessionId: string;
  sessionHref: string;
  item: { name: string; href: string } | null;
  log: string;
  logs: { name: string; label: string; isCurrent: boolean }[];
  /** Other logs are found by their item's name. */
  isAllLogs: boolean;
  lines: LogLineView[];
  from: number;
  to: number;
  size: number;
  position: string;
  isActive: boolean;
  severities: { label: string; icon: string; href: string; isCurrent: boolean }[];
  q: string;
  severity: string;
  searchWords: string | null;
  /** Every line that matches, as a list. */
  listHref: string | null;
  notes: { words: string; tone: string; link: { words: string; href: string } | null }[];
  moves: { label: string; icon: string; href: string | null; key: string }[];
  steps: { label: string; href: string | null; key: string }[];
  outline: { name: string; badge: Badge; href: string; isCurrent: boolean }[];
  hasOutline: boolean;
  outlineMore: { words: string; href: string } | null;
  rawHref: string;
  clearHref: string | null;
  emptyWords: string | null;
  warnings: string[];
}

const SEVERITIES: readonly LogSeverity[] = ['error', 'warn', 'success', 'info', 'debug', 'raw'];

/** The log viewer. It knows nothing of `now`: a log's times are exact. */
export function buildLogPage(input: LogPageInput): LogPage {
  const { query } = input;
  const base: Address = { session: input.sessionId, log: input.log };
  const view: Address = { ...base, severity: query.severity, q: query.q };
  const place = query.at === null ? { before: query.before } : { at: query.at };
  return {
    view: 'log',
    title: buildTitle(input),
    query: formatQuery({ ...view, ...place }),
    sessionId: input.sessionId,
    sessionHref: pageHref({ session: input.sessionId }),
    item:
      input.item === null
        ? null
        : {
            name: input.item.name,
            href: pageHref({
              session: input.sessionId,
              item: input.item.name,
              type: input.item.type,
            }),
          },
    log: input.log,
    logs: input.logs.map((log) => ({
      name: log.name,
      label: [
        log.label,
        log.bytes === null ? null : formatSize(log.bytes),
        describeWriting(log.isActive, input.isSessionOver),
      ]
        .filter((part) => part !== null)
        .join(' · '),
      isCurrent: log.name === input.log,
    })),
    isAllLogs: input.isAllLogs,
    lines: viewLogLines(input.lines, view, input.marks, query.at),
    from: input.from,
    to: input.to,
    size: input.size,
    position: describePosition(input),
    isActive: input.isActive && !input.isSessionOver,
    severities: [null, ...SEVERITIES].map((severity) => ({
      label: severity === null ? 'All lines' : describeSeverity(severity).word,
      icon: severity === null ? 'list' : describeSeverity(severity).icon,
      href: pageHref({ ...view, severity, ...place }),
      isCurrent: query.severity === severity,
    })),
    q: query.q ?? '',
    severity: query.severity ?? '',
    searchWords: describeMatches(input),
    listHref:
      query.q === null ? null : pageHref({ ...base, severity: query.severity, grep: query.q }),
    notes: [...input.notes, ...unfinishedNotes(input)].map(({ words, tone, link }) => ({
      words,
      tone,
      link: link === null ? null : { words: link.words, href: pageHref({ ...view, ...link.to }) },
    })),
    moves: viewMoves(input, view),
    steps: viewSteps(input, view),
    outline: viewOutline(input, view),
    hasOutline: input.outline.length > 0 || input.outlineTo !== null,
    outlineMore:
      input.outlineTo === null
        ? null
        : {
            words: `Modules behind the first ${formatSize(input.outlineTo)}`,
            href: pageHref({ ...view, ...place, outline: 'whole' }),
          },
    rawHref: pageHref({ ...base, format: 'raw' }),
    clearHref: query.q === null && query.severity === null ? null : pageHref({ ...base, ...place }),
    emptyWords: input.lines.length > 0 ? null : emptyWords(input),
    warnings: input.warnings,
  };
}

/** Short, for a heading that nothing breaks: the log's whole name stands in the list of logs. */
function buildTitle({ log, item }: LogPageInput): string {
  const queue = QUEUES.find((name) => log.startsWith(`item-${name}_`));
  if (item === null || queue === undefined) return `Log ${clipMiddle(log)}`;
  return `Log of ${clipMiddle(item.name)}, ${queueWord(queue).toLowerCase()}`;
}

/** More lines of this severity may stand there. */
function unfinishedNotes({ isUnfinished, laterAt, earlierBefore, query }: LogPageInput): LogNote[] {
  if (!isUnfinished) return [];
  const isBackward = query.before !== null || laterAt === null;
  const place = isBackward ? earlierBefore : laterAt;
  const bytes = formatSize(place ?? 0);
  return [
    {
      words: `Lines of this kind were looked for ${isBackward ? 'back to' : 'as far as'} ${bytes}; the time that one page may take ran out.`,
      tone: 'check',
      link: { words: 'Go on from there', to: isBackward ? { before: place } : { at: place } },
    },
  ];
}

/** Where they lead is looked for when somebody goes there. */
function viewMoves({ query, from, to }: LogPageInput, view: Address): LogPage['moves'] {
  const before = query.at ?? to;
  const after = query.at ?? (from > 0 ? from - 1 : null);
  const previous = (go: string) => pageHref({ ...view, go, at: before });
  const next = (go: string) => pageHref({ ...view, go, at: after });
  const errors = [
    {
      key: 'previous-error',
      label: 'Previous error',
      icon: 'up',
      href: previous('previous-error'),
    },
    { key: 'next-error', label: 'Next error', icon: 'down', href: next('next-error') },
  ];
  if (query.q === null) return errors;
  return [
    ...errors,
    {
      key: 'previous-match',
      label: 'Previous match',
      icon: 'up',
      href: previous('previous-match'),
    },
    { key: 'next-match', label: 'Next match', icon: 'down', href: next('next-match') },
  ];
}

function viewSteps(input: LogPageInput, view: Address): LogPage['steps'] {
  const { from, to, size, earlierBefore, laterAt } = input;
  const href = (isThere: boolean, to: Address) => (isThere ? pageHref({ ...view, ...to }) : null);
  return [
    { key: 'start', label: 'Start', href: href(from > 0, { at: 0 }) },
    {
      key: 'earlier',
      label: 'Earlier',
      href: href(earlierBefore !== null, { before: earlierBefore }),
    },
    { key: 'later', label: 'Later', href: href(laterAt !== null, { at: laterAt }) },
    { key: 'end', label: 'End', href: href(to < size, { before: size }) },
  ];
}

/** A log is completed by who writes it: one that outlives its session was left as it was. */
function describeWriting(isActive: boolean, isSessionOver: boolean): string | null {
  if (!isActive) return null;
  return isSessionOver ? 'never finished' : 'being written';
}

function describePosition({ from, to, size, isActive, isSessionOver }: LogPageInput): string {
  const words = isSessionOver ? ', was never finished' : ', still being written';
  const writing = isActive ? words : '';
  if (from === 0 && to >= size) return `All of ${formatSize(size)}${writing}`;
  const at = size === 0 ? 0 : (from / size) * 100;
  return `Bytes ${formatCount(from)} to ${formatCount(to)} of ${formatCount(size)} (at ${formatPercent(at)})${writing}`;
}

function describeMatches({ matches, query }: LogPageInput): string | null {
  if (matches === null || query.q === null) return null;
  if (matches.count === 0) {
    return matches.isComplete
      ? 'No match in the whole log.'
      : 'No match in the part that was searched.';
  }
  const count = `${formatCount(matches.count)} ${matches.count === 1 ? 'line matches' : 'lines match'}`;
  return matches.isComplete
    ? `${count} in the whole log.`
    : `${count} so far; the search ended at its limit.`;
}

function emptyWords({ size, query, isActive, isSessionOver }: LogPageInput): string {
  if (size === 0)
    return isActive && !isSessionOver ? 'Nothing has been written yet.' : 'This log is empty.';
  if (query.q !== null || query.severity !== null) return 'No line here matches the filter.';
  return 'No whole line here.';
}

function viewOutline({ outline, from, to }: LogPageInput, view: Address): LogPage['outline'] {
  return outline.map(({ name, at, ok }) => ({
    name,
    badge: describeModule(ok, false),
    href: pageHref({ ...view, at }),
    isCurrent: at >= from && at < to,
  }));
}
