import { type LogRecord, recordsIn } from '../log/item-record.ts';
import { type LineContext, NO_CONTEXT, readLogLine } from '../log/log-line.ts';
import { asName, asTime } from '../log/value.ts';
import {
  type ByteSource,
  blocksBackward,
  blocksForward,
  decodeLine,
  lineStartFrom,
  linesOf,
} from './line-block.ts';

/** So far back every line is read, for stack traces. */
const NEAR_BYTES = 4 * 1024;
/** So far back the latest stamp and the module in progress are looked for. */
const FAR_BYTES = 512 * 1024;
/** Larger pieces cost more than they save: their memory is given back and asked for again each time. */
const BLOCK_BYTES = 64 * 1024;

/** What is known at the start of a line. */
export interface KnownContext {
  at: number;
  context: LineContext;
}

/**
 * What a line at offset `at` (a line's start) takes from the lines before it. Looks back over a bounded stretch only:
 * what does not stand there is unknown (null).
 *
 * @param known what is known at an earlier line's start, which spares reading what lies before it
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
    time: context.time ?? lastIn(source, '"time"', low, near, timeOf) ?? fallback.time,
    module: hasModule
      ? context.module
      : moduleOrNone(lastIn(source, '_module"', low, near, moduleOf) ?? fallback.module),
    severity: context.severity,
  };
}

/** Stands for “a module has ended, and none has begun since”. */
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
  return asName(Array.isArray(contents.msg) ? contents.msg[0] : contents.msg) ?? NONE;
}

/** What the latest record in a stretch says; only lines that hold the mark are parsed. */
function lastIn<T>(
  source: ByteSource,
  mark: string,
  low: number,
  high: number,
  pick: (record: LogRecord) => T | null,
): T | null {
  for (const block of blocksBackward(source, high, BLOCK_BYTES)) {
    let end = block.isOverlong ? 0 : block.bytes.length;
    while (end > 0) {
      const found = block.bytes.lastIndexOf(mark, end - 1);
      if (found < 0) break;
      const start = block.bytes.lastIndexOf(0x0a, found) + 1;
      const newline = block.bytes.indexOf(0x0a, found);
      const stop = newline < 0 ? block.bytes.length : newline;
      for (const record of recordsIn(decodeLine(block, start, stop).text).reverse()) {
        const picked = pick(record);
        if (picked !== null) return block.at + start < low ? null : picked;
      }
      end = start;
    }
    if (block.at <= low) return null;
  }
  return null;
}

function readOver(source: ByteSource, from: number, to: number, before: LineContext): LineContext {
  let context = before;
  for (const block of blocksForward(source, from, to, NEAR_BYTES)) {
    for (const line of linesOf(block)) context = readLogLine(line, context).after;
  }
  return context;
}
