import { recordsIn } from '../log/item-record.ts';
import { type LineContext, NO_CONTEXT, readLogLine } from '../log/read-line.ts';
import type { SearchQuery } from '../log/search-query.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { type Budget, UNLIMITED } from '../system/steady-clock.ts';
import { GuardedMatch } from './guarded-match.ts';
import {
  type BlockLine,
  type ByteSource,
  blocksBackward,
  blocksForward,
  decodeLine,
  type LineBlock,
  lineStartAt,
  lineStartFrom,
  linesOf,
} from './line-block.ts';
import { contextOf } from './line-context.ts';
import { NeedleScan } from './needle-scan.ts';
import { SecretsAround } from './secrets-around.ts';

export interface SearchOptions {
  /** Forward: lines that begin at or after this offset; backward: lines that begin before it. Default: the whole log. */
  from?: number;
  isBackward?: boolean;
  /** Only lines of these severities; null or absent: all. */
  severities?: ReadonlySet<LogSeverity> | null;
  /** At most so many lines; default: no limit. */
  limit?: number;
  /** How long it may take; default: no limit. */
  budget?: Budget;
  /** For the same query over many logs: one guard for all of them. */
  guard?: GuardedMatch;
}

/** Why a search ended, and where it can continue (as `from`, in the same direction); null when the whole log is searched. */
export interface SearchEnd {
  reason: 'done' | 'limit' | 'time';
  resumeAt: number | null;
  found: number;
}

/** Small enough to stay in the processor's cache, where every byte is read two or three times. */
const BLOCK_BYTES = 512 * 1024;

/**
 * Searches a log for lines whose text, as it is shown, matches; in the order of the search's direction. Memory is
 * bounded by a block, whatever the log's size. Of over-long lines only the shown beginning is searched.
 *
 * Throws `SlowPatternError`, or a system error of the source.
 */
export function* searchLog(
  source: ByteSource,
  query: SearchQuery,
  options: SearchOptions = {},
): Generator<LogLine, SearchEnd, undefined> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const severities = options.severities ?? null;
  let known: { at: number; context: LineContext } = { at: 0, context: NO_CONTEXT };
  let found = 0;
  const matches = matchingLines(source, query, options);
  for (let step = matches.next(); ; step = matches.next()) {
    if (step.done) return { ...step.value, found };
    const { raw, block } = step.value;
    const { line, after } = readLogLine(raw, contextOf(source, raw, known, block));
    known = { at: raw.end, context: after };
    if (severities !== null && !severities.has(line.severity)) continue;
    found++;
    yield line;
    if (found >= limit) {
      const resumeAt = options.isBackward ? raw.at : raw.end;
      const isDone = options.isBackward ? raw.at === 0 : raw.end >= source.size();
      return { reason: isDone ? 'done' : 'limit', resumeAt: isDone ? null : resumeAt, found };
    }
  }
}

/**
 * How many lines match, up to a limit; cheaper than listing them. `place` says which of them, counted from 1, the line
 * at `placeOf` is. Throws as `searchLog` does.
 */
export function countMatches(
  source: ByteSource,
  query: SearchQuery,
  options: Omit<SearchOptions, 'severities'> & { placeOf?: number | null } = {},
): SearchEnd & { place: number | null } {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let found = 0;
  let place: number | null = null;
  const matches = matchingLines(source, query, options);
  for (let step = matches.next(); ; step = matches.next()) {
    if (step.done) return { ...step.value, found, place };
    const { raw } = step.value;
    found++;
    if (raw.at === options.placeOf) place = found;
    if (found >= limit) return { reason: 'limit', resumeAt: raw.end, found, place };
  }
}

function* matchingLines(
  source: ByteSource,
  query: SearchQuery,
  options: SearchOptions,
): Generator<{ raw: BlockLine; block: LineBlock }, Omit<SearchEnd, 'found'>, undefined> {
  const budget = options.budget ?? UNLIMITED;
  const guard = options.guard ?? new GuardedMatch(query);
  const scan =
    query.needles === null ? null : new NeedleScan(query.needles, !query.isCaseSensitive);
  const isBackward = options.isBackward ?? false;
  for (const block of blocks(source, options)) {
    const candidates = [...severityCandidates(block, scan)];
    if (isBackward) candidates.reverse();
    const secrets = new SecretsAround(source, block);
    const texts = candidates.map((raw) => readLogLine(secrets.tell(raw), NO_CONTEXT).line.text);
    const isMatch = guard.test(texts);
    for (const [index, raw] of candidates.entries()) {
      if (isMatch[index] === true || isOfAction(raw, query.action)) yield { raw, block };
    }
    const resumeAt = isBackward ? block.at : block.end;
    const isDone = isBackward ? resumeAt === 0 : resumeAt >= source.size();
    if (!isDone && budget.isSpent()) return { reason: 'time', resumeAt };
  }
  return { reason: 'done', resumeAt: null };
}

function isOfAction({ text }: BlockLine, action: string | null): boolean {
  if (action === null) return false;
  return recordsIn(text).some(
    ({ type, contents }) => type === 'control' && contents.action === action,
  );
}

function blocks(source: ByteSource, options: SearchOptions): Iterable<LineBlock> {
  const size = source.size();
  if (options.isBackward) {
    const from = options.from ?? size;
    const isInLine = from > 0 && from < size;
    // The last of the lines that begin before `from` can reach beyond it.
    const before = isInLine ? lineStartFrom(source, from, size) : Math.min(Math.max(0, from), size);
    return blocksBackward(source, before, BLOCK_BYTES);
  }
  const from = lineStartFrom(source, options.from ?? 0, size);
  const isInLine = from > 0 && from < size && lineStartAt(source, from).at !== from;
  return blocksForward(source, from, size, BLOCK_BYTES, isInLine);
}

function* severityCandidates(block: LineBlock, scan: NeedleScan | null): Iterable<BlockLine> {
  if (scan === null || block.isOverlong) {
    yield* linesOf(block);
    return;
  }
  for (const { start, stop } of scan.lines(block.bytes)) yield decodeLine(block, start, stop);
}
