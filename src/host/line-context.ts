import { itemProgressOf } from '../log/item-progress.ts';
import { type LineContext, NO_CONTEXT, readLogLine } from '../log/log-line.ts';
import { type ByteSource, blocksForward, lineStartFrom, linesOf } from './line-block.ts';

/** So far back every line is read: stack traces, and most often the stamp too. */
const NEAR_BYTES = 32 * 1024;
/** So far back the latest stamp and the module in progress are looked for. */
const FAR_BYTES = 512 * 1024;

/**
 * What a line at offset `at` (a line's start) takes from the lines before it. Looks back over a bounded stretch only:
 * what does not stand there is unknown (null).
 *
 * @param known what is known at an earlier line's start, which spares reading what lies before it
 */
export function contextBefore(
  source: ByteSource,
  at: number,
  known?: { at: number; context: LineContext },
): LineContext {
  if (known !== undefined && known.at <= at && at - known.at <= NEAR_BYTES) {
    return readOver(source, known.at, at, known.context);
  }
  const near = lineStartFrom(source, Math.max(0, at - NEAR_BYTES), at);
  const context = readOver(source, near, at, NO_CONTEXT);
  if (near === 0 || (context.time !== null && context.module !== null)) return context;
  const low = Math.max(0, near - FAR_BYTES);
  const before = itemProgressOf(source.read(low, near - low).toString());
  return {
    time: context.time ?? before.lastTime,
    module: context.module ?? (hasModuleEnded(source, near, at) ? null : before.module),
    severity: context.severity,
  };
}

function hasModuleEnded(source: ByteSource, from: number, to: number): boolean {
  return source.read(from, to - from).includes('"end_module"');
}

function readOver(source: ByteSource, from: number, to: number, before: LineContext): LineContext {
  let context = before;
  for (const block of blocksForward(source, from, to, NEAR_BYTES)) {
    for (const line of linesOf(block)) context = readLogLine(line, context).after;
  }
  return context;
}
