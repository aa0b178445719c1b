import type { LogLine, LogSeverity } from './contract.ts';
import { type Address, formatQuery, pageHref } from './link.ts';
import { type LogLineView, viewLogLines } from './log-lines.ts';
import { formatCount, formatPercent, formatSize } from './size.ts';
import { type Badge, describeModule, describeSeverity } from './words.ts';

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

/**
 * One screen of one log: `lines` from byte `from` up to byte `to` of `size` bytes. Offsets of neighbours are null where there
 * are none. `matches` is null without a search; `isComplete` false = the search ended at its limit of time.
 */
export interface LogPageInput {
  sessionId: string;
  log: string;
  logs: LogChoice[];
  /** The item that this log belongs to, if any. */
  item: { name: string; type: string } | null;
  lines: LogLine[];
  from: number;
  to: number;
  size: number;
  isActive: boolean;
  query: { severity: LogSeverity | null; q: string | null; at: number | null };
  /** Where the screens before and after begin. */
  earlierAt: number | null;
  laterAt: number | null;
  endAt: number | null;
  previousErrorAt: number | null;
  nextErrorAt: number | null;
  previousMatchAt: number | null;
  nextMatchAt: number | null;
  matches: { count: number; isComplete: boolean } | null;
  outline: OutlineEntry[];
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
  moves: { label: string; icon: string; href: string | null; key: string }[];
  steps: { label: string; href: string | null; key: string }[];
  outline: { name: string; badge: Badge; href: string; isCurrent: boolean }[];
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
  const to = (at: number | null) => (at === null ? null : pageHref({ ...view, at }));
  return {
    view: 'log',
    title: `Log ${input.log}`,
    query: formatQuery({ ...view, at: query.at }),
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
        log.isActive ? 'being written' : null,
      ]
        .filter((part) => part !== null)
        .join(' · '),
      isCurrent: log.name === input.log,
    })),
    lines: viewLogLines(input.lines, view, query.q, query.at),
    from: input.from,
    to: input.to,
    size: input.size,
    position: describePosition(input),
    isActive: input.isActive,
    severities: [null, ...SEVERITIES].map((severity) => ({
      label: severity === null ? 'All lines' : describeSeverity(severity).word,
      icon: severity === null ? 'list' : describeSeverity(severity).icon,
      href: pageHref({ ...view, severity, at: query.at }),
      isCurrent: query.severity === severity,
    })),
    q: query.q ?? '',
    severity: query.severity ?? '',
    searchWords: describeMatches(input),
    moves: [
      {
        key: 'previous-error',
        label: 'Previous error',
        icon: 'up',
        href: to(input.previousErrorAt),
      },
      { key: 'next-error', label: 'Next error', icon: 'down', href: to(input.nextErrorAt) },
      ...(query.q === null
        ? []
        : [
            {
              key: 'previous-match',
              label: 'Previous match',
              icon: 'up',
              href: to(input.previousMatchAt),
            },
            { key: 'next-match', label: 'Next match', icon: 'down', href: to(input.nextMatchAt) },
          ]),
    ],
    steps: [
      { key: 'start', label: 'Start', href: input.from > 0 ? to(0) : null },
      { key: 'earlier', label: 'Earlier', href: to(input.earlierAt) },
      { key: 'later', label: 'Later', href: to(input.laterAt) },
      { key: 'end', label: 'End', href: input.to < input.size ? to(input.endAt) : null },
    ],
    outline: viewOutline(input, view),
    rawHref: pageHref({ ...base, format: 'raw' }),
    clearHref:
      query.q === null && query.severity === null ? null : pageHref({ ...base, at: query.at }),
    emptyWords: input.lines.length > 0 ? null : emptyWords(input),
    warnings: input.warnings,
  };
}

function describePosition({ from, to, size, isActive }: LogPageInput): string {
  const writing = isActive ? ', still being written' : '';
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

function emptyWords({ size, query, isActive }: LogPageInput): string {
  if (size === 0) return isActive ? 'Nothing has been written yet.' : 'This log is empty.';
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
