import { isContinuation, NO_CONTEXT, severityOfLine } from '../log/read-line.ts';
import type { LogSeverity } from '../session/log-line.ts';
import type { Budget } from '../system/steady-clock.ts';
import { type ByteSource, blocksForward } from './line-block.ts';
import { contextBefore } from './line-context.ts';
import { severityCandidates } from './severity-scan.ts';

const WANTED: ReadonlySet<LogSeverity> = new Set(['error', 'warn']);
const BLOCK_BYTES = 256 * 1024;
const START = { at: 0, context: NO_CONTEXT };

/** The errors and warnings of a log, as far as they were counted. */
export interface SeverityCount {
  errors: number;
  warnings: number;
  /** Where the first error is; null: there is none before `countedTo`. */
  firstErrorAt: number | null;
  /** The first error of each stretch of the log that has one; a log has `stretches` of them, of equal length. */
  errorsAt: number[];
  /** Everything before this byte is counted. */
  countedTo: number;
  isComplete: boolean;
}

/** Counts until the budget is spent, from the log's start. Memory is bounded by a block and the number of stretches. */
export function countSeverities(
  source: ByteSource,
  stretches: number,
  budget: Budget,
): SeverityCount {
  const size = source.size();
  const firstOf = new Map<number, number>();
  let [errors, warnings, countedTo] = [0, 0, 0];
  for (const block of blocksForward(source, 0, size, BLOCK_BYTES)) {
    for (const raw of severityCandidates(block, WANTED)) {
      const before = isContinuation(raw) ? contextBefore(source, raw.at, START) : NO_CONTEXT;
      const severity = severityOfLine(raw, before);
      if (severity === 'warn') warnings++;
      if (severity !== 'error') continue;
      errors++;
      const stretch = Math.floor((raw.at / size) * stretches);
      if (!firstOf.has(stretch)) firstOf.set(stretch, raw.at);
    }
    countedTo = block.end;
    if (budget.isSpent()) break;
  }
  const errorsAt = [...firstOf.values()];
  return {
    errors,
    warnings,
    firstErrorAt: errorsAt[0] ?? null,
    errorsAt,
    countedTo,
    isComplete: countedTo >= size,
  };
}
