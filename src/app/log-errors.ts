import type { Budget } from '../logfile/budget.ts';
import { type ByteSource, lineStartFrom } from '../logfile/line-block.ts';
import { readBefore, readFrom } from '../logfile/log-window.ts';
import type { LogSeverity } from '../session/log-line.ts';

/** Where something stands that was looked for: the start of a line, or null. */
export interface FoundLine {
  at: number | null;
  /** The time ran out before: what lies from here on in the search's direction was not looked at. */
  resumeAt: number | null;
}

const ERRORS: ReadonlySet<LogSeverity> = new Set(['error']);

/** @param after of lines that begin behind this offset; null: of all */
export function nextError(source: ByteSource, after: number | null, budget: Budget): FoundLine {
  const from = after === null ? 0 : lineStartFrom(source, after + 1, source.size());
  const window = readFrom(source, from, { severities: ERRORS, maxLines: 1, budget });
  const at = window.lines[0]?.at ?? null;
  return { at, resumeAt: at === null && window.isUnfinished ? window.nextFrom : null };
}

/** @param before of lines that stand before the one that holds this offset; null: of all */
export function previousError(
  source: ByteSource,
  before: number | null,
  budget: Budget,
): FoundLine {
  const window = readBefore(source, before ?? source.size(), {
    severities: ERRORS,
    maxLines: 1,
    budget,
  });
  const at = window.lines[0]?.at ?? null;
  return { at, resumeAt: at === null && window.isUnfinished ? window.previousBefore : null };
}
