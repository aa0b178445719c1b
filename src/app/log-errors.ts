import { type ByteSource, lineStartFrom } from '../logfile/line-block.ts';
import { readBefore, readFrom } from '../logfile/log-window.ts';
import type { LogSeverity } from '../session/log-line.ts';
import { type Budget, startBudget } from '../system/steady-clock.ts';

/** Where something that was looked for is: the start of a line, or null. */
export interface FoundLine {
  at: number | null;
  /** The time ran out: what lies from here on in the direction of the search was not examined. */
  resumeAt: number | null;
}

const ERRORS: ReadonlySet<LogSeverity> = new Set(['error']);

/** @param after only lines that begin after this offset; null: all lines */
export function nextError(source: ByteSource, after: number | null, budget: Budget): FoundLine {
  const from = after === null ? 0 : lineStartFrom(source, after + 1, source.size());
  const window = readFrom(source, from, { severities: ERRORS, maxLines: 1, budget });
  const at = window.lines[0]?.at ?? null;
  return { at, resumeAt: at === null && window.isUnfinished ? window.nextFrom : null };
}

/** Where the first error of a log is according to the cache: certainly the first, or the first that the cache knows. */
export interface KnownError {
  at: number;
  isSure: boolean;
}

/** How long an earlier error than one that may not be the first is looked for, in milliseconds. */
const BEFORE_MS = 150;

/** The first error of a log. The file may be another one by now: what the cache says is believed once an error is seen there. */
export function findFirstError(
  source: ByteSource,
  known: KnownError | null,
  budget: Budget,
): FoundLine {
  if (known === null || !isErrorAt(source, known.at)) return nextError(source, null, budget);
  if (known.isSure) return { at: known.at, resumeAt: null };
  return { at: nextError(source, null, startBudget(BEFORE_MS)).at ?? known.at, resumeAt: null };
}

function isErrorAt(source: ByteSource, at: number): boolean {
  if (at >= source.size()) return false;
  const options = { maxLines: 1, severities: ERRORS, budget: startBudget(BEFORE_MS) };
  return readFrom(source, at, options).lines[0]?.at === at;
}

/** @param before only lines before the one that contains this offset; null: all lines */
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
