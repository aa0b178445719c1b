import { type LogRecord, recordsIn } from '../log/item-record.ts';
import { maskedName } from '../log/mask.ts';
import {
  isContinuation,
  type LineContext,
  NO_CONTEXT,
  type RawLine,
  readLogLine,
} from '../log/read-line.ts';
import { asTime } from '../log/value.ts';
import {
  type ByteSource,
  blocksBackward,
  blocksForward,
  decodeLine,
  type LineBlock,
  lineStartFrom,
  linesOf,
} from './line-block.ts';

/** This far back, every line is read. */
const NEAR_BYTES = 4 * 1024;
/** This far back, the latest stamp and the module in progress are looked for. */
const FAR_BYTES = 512 * 1024;
/** Larger buffers cost more than they save: their memory is released and requested again each time. */
const BLOCK_BYTES = 64 * 1024;

/**
 * Texts in the lines that have a stamp, or that begin or end a module. Short, because the system searches for longer
 * texts more slowly.
 */
const TIME = 'ime"';
const MODULE = '_modul';

/** What is known at the start of a line. */
export interface KnownContext {
  at: number;
  context: LineContext;
}

/**
 * What a line at offset `at` (a line's start) takes from the lines before it. Looks back over a bounded stretch only:
 * what is not found there is unknown (null).
 *
 * @param known what is known at an earlier line's start, which makes it unnecessary to read what lies before it
 */
export function contextBefore(source: ByteSource, at: number, known: KnownContext): LineContext {
  const floor: KnownContext = known.at <= at ? known : { at: 0, context: NO_CONTEXT };
  const near = lineStartFrom(source, Math.max(floor.at, at - NEAR_BYTES), at);
  if (near === floor.at) return readOver(source, near, at, floor.context);
  const context = readOver(source, near, at, NO_CONTEXT);
  const low = Math.max(floor.at, near - FAR_BYTES);
  const fallback = low === floor.at ? floor.context : NO_CONTEXT;
  const hasModule =
    context.module !== null || source.read(near, at - near).includes('"end_module"');
  return {
    time: context.time ?? lastIn(source, TIME, low, near, timeOf) ?? fallback.time,
    module: hasModule
      ? context.module
      : moduleOrNone(lastIn(source, MODULE, low, near, moduleOf) ?? fallback.module),
    severity: context.severity,
  };
}

/**
 * The same for a single line, such as a search finds: only a line of a stack trace needs the severity of the lines
 * before it; otherwise most of them need not be read.
 *
 * @param block a stretch of the log in memory that ends at or after the line: what is in it is not read again
 */
export function contextOf(
  source: ByteSource,
  raw: RawLine,
  known: KnownContext,
  block: LineBlock,
): LineContext {
  if (isContinuation(raw)) return contextBefore(source, raw.at, known);
  const { at, context } = known.at <= raw.at ? known : { at: 0, context: NO_CONTEXT };
  const low = Math.max(at, raw.at - NEAR_BYTES - FAR_BYTES);
  const fallback = low === at ? context : NO_CONTEXT;
  const last = <T>(mark: string, pick: (record: LogRecord) => T | null): T | null => {
    const blockLow = Math.max(low, block.at);
    if (block.isOverlong || blockLow > raw.at) return lastIn(source, mark, low, raw.at, pick);
    return (
      lastInBlock(block, mark, blockLow, raw.at, pick) ??
      (low < block.at ? lastIn(source, mark, low, block.at, pick) : null)
    );
  };
  return {
    time: last(TIME, timeOf) ?? fallback.time,
    module: moduleOrNone(last(MODULE, moduleOf) ?? fallback.module),
    severity: null,
  };
}

/** Means “a module has ended, and none has begun since”. */
const NONE = '';

function moduleOrNone(module: string | null): string | null {
  return module === NONE ? null : module;
}

function timeOf(record: LogRecord): number | null {
  return asTime(record.contents.time);
}

function moduleOf({ type, contents }: LogRecord): string | null {
  if (type !== 'control') return null;
  if (contents.action === 'end_module') return NONE;
  if (contents.action !== 'start_module') return null;
  return maskedName(Array.isArray(contents.msg) ? contents.msg[0] : contents.msg) ?? NONE;
}

/** What the latest record in a stretch says; only lines that contain the mark are parsed. */
function lastIn<T>(
  source: ByteSource,
  mark: string,
  low: number,
  high: number,
  pick: (record: LogRecord) => T | null,
): T | null {
  for (const block of blocksBackward(source, high, BLOCK_BYTES)) {
    const picked = block.isOverlong
      ? null
      : lastInBlock(block, mark, Math.max(low, block.at), block.end, pick);
    if (picked !== null || block.at <= low) return picked;
  }
  return null;
}

/** The same within a block; `low` and `high` are offsets in the log, `high` that of a line's start. */
function lastInBlock<T>(
  block: LineBlock,
  mark: string,
  low: number,
  high: number,
  pick: (record: LogRecord) => T | null,
): T | null {
  const { at } = block;
  const bytes = block.bytes.subarray(0, high - at);
  for (let end = bytes.length; ; ) {
    const found = lastIndexIn(bytes, mark, low - at, end);
    if (found < 0) return null;
    const start = bytes.lastIndexOf(NEWLINE, found) + 1;
    if (at + start < low) return null;
    const newline = bytes.indexOf(NEWLINE, found);
    const stop = newline < 0 ? bytes.length : newline;
    for (const record of recordsIn(decodeLine(block, start, stop).text).reverse()) {
      const picked = pick(record);
      if (picked !== null) return picked;
    }
    end = start;
  }
}

/**
 * The last occurrence of a text between two places. Searching backwards is slow, while searching forwards quickly shows
 * that a stretch has none: so it goes back stretch by stretch, each longer than the one before.
 */
function lastIndexIn(bytes: Buffer, text: string, low: number, high: number): number {
  let stop = high;
  for (let length = 1024; stop > low; length *= 2) {
    const begin = Math.max(low, stop - length);
    const stretch = bytes.subarray(begin, Math.min(high, stop + text.length - 1));
    if (stretch.includes(text, 0, 'latin1')) return begin + stretch.lastIndexOf(text);
    stop = begin;
  }
  return -1;
}

const NEWLINE = 0x0a;

function readOver(source: ByteSource, from: number, to: number, before: LineContext): LineContext {
  let context = before;
  for (const block of blocksForward(source, from, to, NEAR_BYTES)) {
    for (const line of linesOf(block)) context = readLogLine(line, context).after;
  }
  return context;
}
