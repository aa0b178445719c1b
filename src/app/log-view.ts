import { foldProgress } from '../log/item-progress.ts';
import type { ByteSource } from '../logfile/line-block.ts';
import { readOutline } from '../logfile/log-outline.ts';
import { type LogWindow, readBefore, readFrom, type WindowOptions } from '../logfile/log-window.ts';
import { countSeverities, type SeverityCount } from '../logfile/severity-count.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { type Budget, startBudget } from '../system/steady-clock.ts';
import type { OutlineEntry } from '../views/log-input.ts';
import type { LineMarks } from '../views/log-lines.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { type FailedLog, type FailurePlace, findFailurePlace } from './failure-place.ts';
import type { KnownPlaces } from './known-places.ts';
import { findFirstError } from './log-errors.ts';
import { LogSearch, type MatchCount } from './log-matches.ts';
import { Problem } from './problem.ts';

/** How much more the first screen of a long log may cost than that of a short one, in milliseconds. */
const FAILURE_MS = 12;
const OUTLINE_MS = 8;
/** How long lines of a severity are looked for to fill one screen. */
const FILTER_MS = 1000;
/** … and to fill the part above the target line. */
const ABOVE_MS = 100;
/** How long errors and warnings are counted, and in how many stretches of the log their places are kept. */
const COUNT_MS = 120;
const STRETCHES = 150;
/** How long matches are counted while a reader steps from one to the next. */
const PLACED_MS = 300;
/** How many lines are above the line that an address names. */
const LINES_ABOVE = 100;
const BYTES_ABOVE = 64 * 1024;
const LINES = 300;

/** A place in a log: from a line on (`at`), or what comes before one (`before`); neither: where it is best opened. */
export interface LogRequest {
  at: number | null;
  before: number | null;
  severity: LogSeverity | null;
  q: string | null;
  /** Modules are looked for in the whole log, not only as far as that costs nothing. */
  wantsOutline: boolean;
}

export interface OpenedLog {
  source: ByteSource;
  name: string;
  /** The item of this log failed in its queue, so the log is opened where it says so. Null: it did not fail. */
  failed: FailedLog | null;
  known: KnownPlaces;
  /** For the whole answer. */
  budget: Budget;
}

export interface LogView {
  window: LogWindow;
  /** Offset of the line that was requested or found; null where there is none. */
  target: number | null;
  /** The address leads beyond the end: the log has been rewritten since, or was cut. */
  isBeyondEnd: boolean;
  /** Where the log of a failed item was opened; null: it was opened elsewhere for another reason. */
  failurePlace: FailurePlace | null;
  marks: LineMarks | null;
  /** Lines that match, and which of them the target is; null when they were not counted. */
  matches: MatchCount | null;
  /** A search for the first match ended here because time ran out. */
  searchedTo: number | null;
  /** What is wrong with the search. */
  searchTrouble: ProblemFacts | null;
  outline: OutlineEntry[];
  /** Modules after this offset were not looked for. */
  outlineTo: number | null;
  counts: SeverityCount;
}

/** One screen of a log. Costs what it shows, and for a search what the search takes within the budget. */
export function readLogView(log: OpenedLog, request: LogRequest): LogView {
  const severities = request.severity === null ? null : new Set([request.severity]);
  const found = lookFor(log, request, severities, PLACED_MS);
  const window = readScreen(log, { ...request, at: found.target }, severities);
  const lines = foldProgress(window.lines);
  const isBeyondEnd = found.target !== null && found.target > window.size;
  const target = isBeyondEnd ? null : lineAt(lines, found.target ?? firstOfKind(request, lines));
  const outline = readModules(log, request.wantsOutline);
  return {
    ...found,
    ...markLines(found, lines),
    target,
    isBeyondEnd,
    window: { ...window, lines },
    ...outline,
    counts: countSeverities(log.source, STRETCHES, startBudget(COUNT_MS)),
  };
}

/** Errors and warnings of a whole log, where there was no time to count them all for the first screen. */
export function countLog({ source, budget }: Pick<OpenedLog, 'source' | 'budget'>): SeverityCount {
  return countSeverities(source, STRETCHES, budget);
}

/** A filter for a kind of line shows the first line of it. */
function firstOfKind(
  { before, severity, q }: LogRequest,
  [first]: readonly LogLine[],
): number | null {
  return severity === null || before !== null || q !== null ? null : (first?.at ?? null);
}

/** A stretch of a log as data: what the page shows of it, without what surrounds the lines. */
export type LogStretch = Pick<LogView, 'window' | 'target' | 'marks' | 'searchedTo'> & {
  matches: Pick<MatchCount, 'count' | 'isComplete'> | null;
};

/**
 * The same place of a log as data. It begins with the requested line, so that stretches follow each other without a gap
 * or a repetition.
 *
 * @throws Problem (malformed) for a search that cannot be run, or takes too long
 */
export function readLogStretch(log: OpenedLog, request: LogRequest): LogStretch {
  const { source } = log;
  const { severity, before } = request;
  const severities = severity === null ? null : new Set([severity]);
  const found = lookFor(log, request, severities, null);
  const options = { severities, budget: startBudget(FILTER_MS) };
  const from = found.target ?? (before === null && severity !== null ? 0 : null);
  const window =
    from === null
      ? readBefore(source, before ?? source.size(), options)
      : readFrom(source, from, options);
  const lines = foldProgress(window.lines);
  const { marks, searchTrouble } = markLines(found, lines);
  if (searchTrouble !== null) throw new Problem('malformed', searchTrouble);
  const { target, searchedTo } = found;
  const matches =
    found.matches === null
      ? null
      : { count: found.matches.count, isComplete: found.matches.isComplete };
  return { window: { ...window, lines }, target, marks, matches, searchedTo };
}

/** An address can point into the middle of a line. */
function lineAt(lines: readonly LogLine[], at: number | null): number | null {
  if (at === null) return null;
  return lines.findLast((line) => line.at <= at)?.at ?? at;
}

type Found = Omit<
  LogView,
  'window' | 'outline' | 'outlineTo' | 'marks' | 'isBeyondEnd' | 'counts'
> & {
  search: LogSearch | null;
};

/**
 * The line with which the screen begins.
 *
 * @param placedMs how long matches are counted for an address that names its line; null: not at all
 */
function lookFor(
  { source, failed, budget }: OpenedLog,
  { at, before, severity, q }: LogRequest,
  severities: ReadonlySet<LogSeverity> | null,
  placedMs: number | null,
): Found {
  const found: Found = {
    target: at,
    failurePlace: null,
    matches: null,
    searchedTo: null,
    searchTrouble: null,
    search: null,
  };
  const isPlaced = at !== null || before !== null;
  if (q !== null) {
    try {
      const search = new LogSearch(source, q, severities);
      found.search = search;
      if (isPlaced) {
        if (placedMs !== null) found.matches = search.count(at, placedMs);
        return found;
      }
      const first = search.next(null, budget);
      found.target = first.at;
      found.searchedTo = first.resumeAt;
      if (first.resumeAt !== null) return found;
      found.matches =
        first.at === null ? { count: 0, isComplete: true, place: null } : search.count(first.at);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      found.search = null;
      found.searchTrouble = error.facts;
    }
    return found;
  }
  if (isPlaced || failed === null || severity !== null) return found;
  found.failurePlace = findFailurePlace(source, failed, FAILURE_MS);
  found.target = found.failurePlace.at;
  return found;
}

function readScreen(
  { source, known }: OpenedLog,
  { at, before, severity }: LogRequest,
  severities: ReadonlySet<LogSeverity> | null,
): LogWindow {
  const options = { maxLines: LINES, severities, budget: startBudget(FILTER_MS) };
  const size = source.size();
  if (at !== null && at < size) return readWithLinesAbove(source, at, options);
  if (before === null && severity !== null && at === null) {
    const first =
      severity === 'error' ? findFirstError(source, known.error, options.budget).at : null;
    return readFrom(source, first ?? 0, options);
  }
  return readBefore(source, before ?? size, options);
}

/**
 * The requested line is not at the very top: what led to it is above. It is shown whatever its kind, so that whoever
 * follows a link sees it under a filter as well.
 */
function readWithLinesAbove(source: ByteSource, at: number, options: WindowOptions): LogWindow {
  const { severities = null } = options;
  const above = readBefore(source, at, {
    severities,
    maxLines: LINES_ABOVE,
    maxBytes: BYTES_ABOVE,
    budget: startBudget(ABOVE_MS),
  });
  const maxLines = LINES - above.lines.length;
  const own = severities === null ? null : readFrom(source, at, { maxLines: 1 });
  const rest = readFrom(source, own?.to ?? at, { ...options, maxLines: maxLines - 1 });
  return {
    ...rest,
    lines: [...above.lines, ...(own?.lines ?? []), ...rest.lines],
    from: above.from,
    previousBefore: above.previousBefore,
  };
}

function markLines(
  { search, searchTrouble }: Found,
  lines: readonly LogLine[],
): Pick<LogView, 'marks' | 'searchTrouble'> {
  if (search === null) return { marks: null, searchTrouble };
  try {
    return { marks: search.marks(lines), searchTrouble };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { marks: null, searchTrouble: error.facts };
  }
}

function readModules(
  { source, name, budget }: OpenedLog,
  isWhole: boolean,
): Pick<LogView, 'outline' | 'outlineTo'> {
  if (!name.startsWith('item-')) return { outline: [], outlineTo: null };
  const { modules, stoppedAt } = readOutline(source, isWhole ? budget : startBudget(OUTLINE_MS));
  return {
    outline: modules.map(({ name, startAt, outcome }) => ({
      name,
      at: startAt,
      ok: outcome === null ? null : outcome === 'good',
    })),
    outlineTo: stoppedAt,
  };
}
