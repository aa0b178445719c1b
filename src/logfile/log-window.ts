import { type LineContext, NO_CONTEXT, readLogLine } from '../log/read-line.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { type Budget, startBudget } from '../system/steady-clock.ts';
import {
  type ByteSource,
  blocksBackward,
  blocksForward,
  type LineBlock,
  lineStartAt,
} from './line-block.ts';
import { contextBefore } from './line-context.ts';
import { SecretsAround } from './secrets-around.ts';
import { severityCandidates } from './severity-scan.ts';

export interface WindowOptions {
  /** At most so many lines; default 500. */
  maxLines?: number;
  /** About so many bytes of lines; default 256 KB. At least one line is shown. */
  maxBytes?: number;
  /** Only lines of these severities; null or absent: all. */
  severities?: ReadonlySet<LogSeverity> | null;
  /** Whether a last line without newline is shown; false where the log is still being written. Default true. */
  includeTail?: boolean;
  /** How long a filter may look for lines; default 400 ms. */
  budget?: Budget;
}

/** A stretch of a log. Offsets are in bytes; all of them are starts of lines or the end of the file. */
export interface LogWindow {
  /** Oldest first. */
  lines: LogLine[];
  /** The bytes that were examined: `from` inclusive, `to` exclusive. */
  from: number;
  to: number;
  /** Of the file, when it was read. */
  size: number;
  /** `readBefore` from here gives what comes before this window; null at the file's start. */
  previousBefore: number | null;
  /** `readFrom` from here gives what comes after it; null at the file's end. */
  nextFrom: number | null;
  /**
   * `readFrom` from here continues when the log has grown: after the last whole line, so that one without newline is
   * read again, under the same offset.
   */
  followFrom: number;
  /** The budget ran out before the filter had found enough: the search can continue from `nextFrom` or `previousBefore`. */
  isUnfinished: boolean;
}

const BLOCK_BYTES = 64 * 1024;
const FILTER_BLOCK_BYTES = 256 * 1024;

/** The lines from the one that contains offset `at` on. An offset behind the end gives an empty window there. */
export function readFrom(source: ByteSource, at: number, options: WindowOptions = {}): LogWindow {
  const size = source.size();
  const wanted = limitsOf(options);
  const stop = wanted.includeTail ? size : lastLineEnd(source, size);
  const start = lineOf(source, at, stop);
  const from = start.at;
  const tracker = new ContextTracker(source);
  const lines: LogLine[] = [];
  let bytes = 0;
  let to = from;
  let isUnfinished = false;
  const blockBytes = wanted.severities === null ? BLOCK_BYTES : FILTER_BLOCK_BYTES;
  reading: for (const block of blocksForward(source, from, stop, blockBytes, !start.isLineStart)) {
    for (const { line, end } of tracker.read(block, wanted.severities)) {
      lines.push(line);
      bytes += end - line.at;
      to = end;
      if (lines.length >= wanted.maxLines || bytes >= wanted.maxBytes) break reading;
    }
    to = block.end;
    if (wanted.severities !== null && to < stop && wanted.budget.isSpent()) {
      isUnfinished = true;
      break;
    }
  }
  return {
    lines,
    from,
    to,
    size,
    previousBefore: from > 0 ? from : null,
    nextFrom: to < stop ? to : null,
    followFrom: to < size ? to : lastLineEnd(source, size),
    isUnfinished,
  };
}

/**
 * The lines before the one that contains offset `before`, those nearest to it. With `before` at the end of the file:
 * the last lines.
 */
export function readBefore(
  source: ByteSource,
  before: number,
  options: WindowOptions = {},
): LogWindow {
  const size = source.size();
  const wanted = limitsOf(options);
  const stop = wanted.includeTail ? size : lastLineEnd(source, size);
  const to = lineOf(source, before, stop).at;
  const tracker = new ContextTracker(source);
  const newestFirst: LogLine[] = [];
  let bytes = 0;
  let from = to;
  let isUnfinished = false;
  const blockBytes = wanted.severities === null ? BLOCK_BYTES : FILTER_BLOCK_BYTES;
  reading: for (const block of blocksBackward(source, to, blockBytes)) {
    for (const { line, end } of [...tracker.read(block, wanted.severities)].reverse()) {
      newestFirst.push(line);
      bytes += end - line.at;
      from = line.at;
      if (newestFirst.length >= wanted.maxLines || bytes >= wanted.maxBytes) break reading;
    }
    from = block.at;
    if (wanted.severities !== null && from > 0 && wanted.budget.isSpent()) {
      isUnfinished = true;
      break;
    }
  }
  return {
    lines: newestFirst.reverse(),
    from,
    to,
    size,
    previousBefore: from > 0 ? from : null,
    nextFrom: to < stop ? to : null,
    followFrom: to < size ? to : lastLineEnd(source, size),
    isUnfinished,
  };
}

/** The lines around offset `at`: about half of them before the line that holds it. */
export function readAround(source: ByteSource, at: number, options: WindowOptions = {}): LogWindow {
  const { maxLines, maxBytes, budget } = limitsOf(options);
  const half = { maxLines: Math.ceil(maxLines / 2), maxBytes: Math.ceil(maxBytes / 2), budget };
  const before = readBefore(source, at, { ...options, ...half });
  const rest = Math.max(1, maxLines - before.lines.length);
  const after = readFrom(source, at, { ...options, ...half, maxLines: rest });
  return {
    lines: [...before.lines, ...after.lines],
    from: before.from,
    to: after.to,
    size: after.size,
    previousBefore: before.previousBefore,
    nextFrom: after.nextFrom,
    followFrom: after.followFrom,
    isUnfinished: before.isUnfinished || after.isUnfinished,
  };
}

/** Reads the lines of blocks and remembers their context, so that later blocks need not look back. */
export class ContextTracker {
  private known: { at: number; context: LineContext } = { at: 0, context: NO_CONTEXT };

  constructor(private readonly source: ByteSource) {}

  *read(
    block: LineBlock,
    severities: ReadonlySet<LogSeverity> | null,
  ): Generator<{ line: LogLine; end: number }, void, undefined> {
    const secrets = new SecretsAround(this.source, block);
    for (const raw of severityCandidates(block, severities)) {
      const { line, after } = readLogLine(secrets.tell(raw), this.before(raw.at));
      this.known = { at: raw.end, context: after };
      if (severities === null || severities.has(line.severity)) yield { line, end: raw.end };
    }
  }

  private before(at: number): LineContext {
    return at === this.known.at ? this.known.context : contextBefore(this.source, at, this.known);
  }
}

function limitsOf(options: WindowOptions) {
  return {
    maxLines: Math.max(1, options.maxLines ?? 500),
    maxBytes: Math.max(1, options.maxBytes ?? 256 * 1024),
    severities: options.severities ?? null,
    includeTail: options.includeTail ?? true,
    budget: options.budget ?? startBudget(400),
  };
}

/** The start of the line that contains an offset from outside; the end, for an offset at or behind it. */
function lineOf(source: ByteSource, at: number, stop: number): ReturnType<typeof lineStartAt> {
  return at < stop
    ? lineStartAt(source, Math.max(0, Math.floor(at)))
    : { at: stop, isLineStart: true };
}

/** Where the last whole line ends; a last line without newline comes after it. */
function lastLineEnd(source: ByteSource, size: number): number {
  return lineStartAt(source, size).at;
}
