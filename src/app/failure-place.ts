import { FailureWords } from '../log/evidence.ts';
import type { ByteSource } from '../logfile/line-block.ts';
import { endsAbruptly } from '../logfile/log-evidence.ts';
import { readBefore, readFrom } from '../logfile/log-window.ts';
import { type Budget, startBudget } from '../system/steady-clock.ts';
import type { KnownPlaces } from './known-places.ts';
import { findFirstError } from './log-errors.ts';
import { LogSearch } from './log-matches.ts';

/** A log whose item failed in its queue. */
export interface FailedLog {
  /** Why the item failed; null where the master log does not say. */
  failure: string | null;
  known: KnownPlaces;
}

/**
 * Where the log of a failed item is best opened: at the line that says why it failed; otherwise, where the log breaks
 * off because its worker died, at the end (`silent`); otherwise at the first error, and without one at the end
 * (`none`).
 */
export interface FailurePlace {
  is: 'failure' | 'silent' | 'error' | 'none';
  /** The start of the line; null = the end of the log. */
  at: number | null;
  /** There was no time to search the whole log. */
  isOpen: boolean;
}

/** How many lines at the end of a log are examined one by one: a failure is the last thing that a worker writes. */
const TAIL_LINES = 300;
/** How much of a failure's text is searched for in a long log. */
const MAX_QUERY_LENGTH = 200;

/** @param ms how long a log that the cache does not know may be searched, in milliseconds */
export function findFailurePlace(
  source: ByteSource,
  { failure, known }: FailedLog,
  ms: number,
): FailurePlace {
  const words = failure === null ? null : new FailureWords(failure);
  const budget = startBudget(ms);
  if (words !== null) {
    const at = atKnown(source, words, known.failureAt) ?? inTail(source, words);
    if (at !== null) return { is: 'failure', at, isOpen: false };
  }
  const isSilent = endsAbruptly(source);
  const found = words === null ? NOT_FOUND : inWhole(source, words, budget);
  if (found.at !== null) return { is: 'failure', at: found.at, isOpen: false };
  if (isSilent) return { is: 'silent', at: null, isOpen: found.isOpen };
  const first = findFirstError(source, known.error, budget);
  return first.at === null
    ? { is: 'none', at: null, isOpen: found.isOpen || first.resumeAt !== null }
    : { is: 'error', at: first.at, isOpen: found.isOpen };
}

interface Found {
  at: number | null;
  isOpen: boolean;
}

const NOT_FOUND: Found = { at: null, isOpen: false };

/** The file may be another one by now: what the cache says is believed once it is seen there. */
function atKnown(source: ByteSource, words: FailureWords, at: number | null): number | null {
  if (at === null) return null;
  const [line] = readFrom(source, at, { maxLines: 1 }).lines;
  return line?.at === at && words.isIn(line.text) ? at : null;
}

function inTail(source: ByteSource, words: FailureWords): number | null {
  const { lines } = readBefore(source, source.size(), { maxLines: TAIL_LINES });
  const whole = lines.findLast(({ text }) => words.isIn(text));
  return (whole ?? lines.findLast(({ text }) => words.isPartIn(text)))?.at ?? null;
}

/** From the end back. */
function inWhole(source: ByteSource, words: FailureWords, budget: Budget): Found {
  const [line = ''] = words.text.split('\n', 1);
  const query = line.slice(0, MAX_QUERY_LENGTH).trim();
  if (query === '') return NOT_FOUND;
  const { at, resumeAt } = new LogSearch(source, query, null, 'text').previous(null, budget);
  return { at, isOpen: resumeAt !== null };
}
