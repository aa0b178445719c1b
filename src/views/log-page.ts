import { QUEUES } from '../session/item.ts';
import type { LogSeverity } from './contract.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { buildLogBar, type LogBar } from './log-bar.ts';
import type { LogNote, LogPageInput } from './log-input.ts';
import { type LogLineView, viewLogLines } from './log-lines.ts';
import { formatCount, formatPercent, formatSize } from './size.ts';
import { clipMiddle } from './text.ts';
import {
  type Badge,
  describeModule,
  describeSeverity,
  describeType,
  isAccountType,
  queueWord,
} from './words.ts';

export interface LogPage {
  view: 'log';
  title: string;
  query: string;
  sessionId: string;
  sessionHref: string;
  item: { name: string; href: string } | null;
  log: string;
  logs: { name: string; label: string; isCurrent: boolean }[];
  /** Other logs can be found by their item's name. */
  isAllLogs: boolean;
  lines: LogLineView[];
  from: number;
  to: number;
  size: number;
  position: string;
  isActive: boolean;
  bar: LogBar;
  /** Whether the whole log was counted for the filters. */
  isCounted: boolean;
  q: string;
  severity: string;
  notes: { words: string; tone: string; link: { words: string; href: string } | null }[];
  steps: { label: string; href: string | null; key: string }[];
  outline: { name: string; badge: Badge; href: string; isCurrent: boolean }[];
  hasOutline: boolean;
  outlineMore: { words: string; href: string } | null;
  rawHref: string;
  clearHref: string | null;
  emptyWords: string | null;
  warnings: string[];
}

/** The log viewer. It does not need `now`: a log's times are exact. */
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
        logLabel(log.name),
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
    bar: buildLogBar(input, view),
    isCounted: input.counts.isComplete,
    q: query.q ?? '',
    severity: query.severity ?? '',
    notes: [...input.notes, ...unfinishedNotes(input)].map(({ words, tone, link }) => ({
      words,
      tone,
      link: link === null ? null : { words: link.words, href: pageHref({ ...view, ...link.to }) },
    })),
    steps: viewSteps(input, view),
    outline: viewOutline(input, view),
    hasOutline: input.outline.length > 0 || input.outlineTo !== null,
    outlineMore:
      input.outlineTo === null
        ? null
        : {
            words: `Modules after the first ${formatSize(input.outlineTo)}`,
            href: pageHref({ ...view, ...place, outline: 'whole' }),
          },
    rawHref: pageHref({ ...base, format: 'raw' }),
    clearHref: query.q === null && query.severity === null ? null : pageHref({ ...base, ...place }),
    emptyWords: input.lines.length > 0 ? null : emptyWords(input),
    warnings: input.warnings,
  };
}

/** "item-RESTORE_AccountRemoteRoot_bob" → "bob · Restore"; other items are shown with their type. */
export function logLabel(log: string): string {
  if (log === 'master.log') return 'Master log';
  if (log === 'master.error_log') return 'Master error log';
  const [, queueName, type = '', name = ''] = LOG_NAME.exec(log) ?? [];
  const queue = QUEUES.find((known) => known === queueName);
  if (queue === undefined) return log;
  const kind = isAccountType(type) ? [] : [describeType(type)];
  return [name, ...kind, queueWord(queue)].join(' · ');
}

const LOG_NAME = /^item-([A-Z]+)_([A-Za-z0-9]+)_(.+)$/s;

/** Short, for a heading that does not wrap: the log's full name is in the list of logs. */
function buildTitle({ log, item }: LogPageInput): string {
  const queue = QUEUES.find((name) => log.startsWith(`item-${name}_`));
  if (log.startsWith('master.')) return logLabel(log);
  if (item === null || queue === undefined) return `Log ${clipMiddle(log)}`;
  return `Log of ${clipMiddle(item.name)}, ${queueWord(queue).toLowerCase()}`;
}

/** There may be more lines of this severity. */
function unfinishedNotes(input: LogPageInput): LogNote[] {
  const { isUnfinished, laterAt, earlierBefore, query, size, lines } = input;
  if (!isUnfinished) return [];
  const isBackward = query.before !== null || laterAt === null;
  const place = (isBackward ? earlierBefore : laterAt) ?? 0;
  const kind = query.severity === null ? 'line' : kindOfLine(query.severity);
  const part = `${formatSize(isBackward ? size - place : place)} of ${formatSize(size)}`;
  const words =
    lines.length === 0
      ? `No ${kind} in the ${isBackward ? 'last' : 'first'} ${part}.`
      : `Searched ${isBackward ? 'back over the last' : 'the first'} ${part}.`;
  return [
    {
      words,
      tone: 'check',
      link: { words: 'Keep searching', to: isBackward ? { before: place } : { at: place } },
    },
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

/** Its writer completes a log: a log that is still active after its session was left as it was. */
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

function kindOfLine(severity: LogSeverity): string {
  return describeSeverity(severity).word.toLowerCase();
}

function emptyWords({ size, query, isActive, isSessionOver, isUnfinished }: LogPageInput): string {
  if (size === 0)
    return isActive && !isSessionOver ? 'Nothing has been written yet.' : 'This log is empty.';
  if (query.severity !== null) {
    const kind = kindOfLine(query.severity);
    return isUnfinished ? `No ${kind} found so far.` : `This log has no ${kind} here.`;
  }
  return 'No complete line here.';
}

/** The module in view: the last one that begins at or before the target line. */
function viewOutline({ outline, from, query }: LogPageInput, view: Address): LogPage['outline'] {
  const place = query.at ?? from;
  const current = outline.findLast(({ at }) => at <= place);
  return outline.map((entry) => ({
    name: entry.name,
    badge: describeModule(entry.ok, false),
    href: pageHref({ ...view, at: entry.at }),
    isCurrent: entry === current,
  }));
}
