import type { ItemStatus } from './item.ts';
import { movedOf } from './progress.ts';
import { hasVanished, isAtEnd, type SessionEnd, type SessionState } from './state.ts';

/** How many moved items came to which result. */
export interface MovedResults {
  clean: number;
  review: number;
  incomplete: number;
}

/** What a verdict is based on. `neverStarted` is how many of the unfinished no worker ever took; null: unknown. */
export interface VerdictFacts extends SessionEnd {
  /** Nothing works on the session although something should. */
  isStalled: boolean;
  itemsTotal: number;
  counts: Record<ItemStatus, number>;
  /** They add up to `counts.success + counts.warning`. */
  results: MovedResults;
  followUps: { total: number; done: number };
  /** Logs of ended items that have been searched for errors, of those that exist. */
  logsRead: { read: number; of: number };
  /** Logs of ended phases that should be there and are not, while the server still has the session. */
  logsGone: number;
  neverStarted: number | null;
}

/**
 * `open`: nothing is wrong so far, and the session goes on. Only `good` may ever look like success: everything is here, and every log
 * has been read.
 */
export type VerdictLevel = 'good' | 'open' | 'review' | 'bad';

/** The contract's verdict on a session. */
export interface Verdict extends MovedResults {
  level: VerdictLevel;
  sentence: string;
  failed: number;
  unfinished: number;
  followUps: { total: number; done: number };
  logsRead: { read: number; of: number };
}

/** One line of the table under the sentence; the counts of all rows add up to the number of items. */
export interface VerdictRow {
  result: keyof MovedResults | 'failed' | 'unfinished' | 'active' | 'pending';
  neverStarted: boolean;
  /** As in the sentence: "12 to review". */
  word: string;
  label: string;
  count: number;
}

/**
 * The answer to "did it really all move?". Moved is what the server calls so; clean is what neither its counters nor its logs
 * say anything against.
 * Example: "497 of 500 moved: 452 clean, 40 to review, 5 incomplete, 2 failed, 1 never started."
 */
export function buildVerdict(facts: VerdictFacts): Verdict {
  const { results, counts, followUps, logsRead } = facts;
  return {
    level: verdictLevel(facts),
    sentence: verdictSentence(facts),
    ...results,
    failed: counts.failed,
    unfinished: counts.unfinished,
    followUps,
    logsRead,
  };
}

function verdictLevel(facts: VerdictFacts): VerdictLevel {
  const { state, itemsTotal, counts, results, logsRead } = facts;
  if (counts.failed > 0 || counts.unfinished > 0 || results.incomplete > 0) return 'bad';
  if (state === 'FAILED' || state === 'ABORTED') return 'bad';
  const isLeft = counts.pending + counts.active > 0;
  if (facts.isStalled && isLeft) return 'bad';
  if (!isAtEnd(facts)) return 'open';
  if (results.review > 0 || hasVanished(facts)) return 'review';
  if (logsRead.read < logsRead.of || facts.logsGone > 0) return 'review';
  return itemsTotal > 0 && results.clean === itemsTotal ? 'good' : 'review';
}

type RowFacts = Pick<VerdictFacts, 'counts' | 'neverStarted' | 'isStalled'> & {
  results: MovedResults;
};

/** What a worker had begun is called interrupted where nothing goes on with it: beside items that never started, and in a stall. */
export function verdictRows({ counts, results, neverStarted, isStalled }: RowFacts): VerdictRow[] {
  const row = (
    result: VerdictRow['result'],
    word: string,
    count: number,
    label = word.charAt(0).toUpperCase() + word.slice(1),
  ): VerdictRow => ({ result, neverStarted: word === NEVER_STARTED, word, label, count });
  const never = Math.min(neverStarted ?? 0, counts.unfinished);
  return [
    row('clean', 'clean', results.clean, 'Moved, clean'),
    row('review', 'to review', results.review, 'Moved, to review'),
    row('incomplete', 'incomplete', results.incomplete, 'Moved, incomplete'),
    row('failed', 'failed', counts.failed),
    row('unfinished', never > 0 ? 'interrupted' : 'unfinished', counts.unfinished - never),
    row('unfinished', NEVER_STARTED, never),
    row('active', isStalled ? 'interrupted' : 'in progress', counts.active),
    row('pending', 'waiting', counts.pending),
  ].filter((entry) => entry.count > 0);
}

const NEVER_STARTED = 'never started';

function verdictSentence(facts: VerdictFacts): string {
  const { state, itemsTotal, counts, results } = facts;
  const over = isAtEnd(facts);
  const vanished = hasVanished(facts);
  if (itemsTotal === 0) {
    if (vanished) return `No items are known.${VANISHED}`;
    return over ? 'Nothing was moved: the session has no items.' : 'No items are known yet.';
  }
  const moved = movedOf(counts);
  const parts = verdictRows(facts).map(({ word, count }) => `${groupDigits(count)} ${word}`);
  const soFar = over ? '' : ' so far';
  const lead = `${groupDigits(moved)} of ${groupDigits(itemsTotal)} moved${soFar}`;
  const only = results.clean === itemsTotal ? ': all clean' : `: ${parts.join(', ')}`;
  const isBroken = over && !vanished && state !== 'COMPLETED';
  const end = vanished ? VANISHED : isBroken ? endSentence(state) : '';
  // Nothing more comes of a session that was merely never closed, either.
  const isEnded = over || (facts.isStalled && counts.pending + counts.active === 0);
  return `${lead}${only}.${end}${logWords(facts, isEnded)}`;
}

/** What keeps a clean session from being good. */
function logWords({ logsRead, logsGone }: VerdictFacts, isEnded: boolean): string {
  if (!isEnded) return '';
  const left = logsRead.of - logsRead.read;
  const words: string[] = [];
  if (left > 0) {
    const noun = logsRead.of === 1 ? 'log has' : 'logs have';
    words.push(
      ` ${groupDigits(left)} of ${groupDigits(logsRead.of)} ${noun} not been read for errors yet.`,
    );
  }
  if (logsGone > 0) {
    words.push(
      logsGone === 1
        ? ' One log is gone, so its errors are not known.'
        : ` ${groupDigits(logsGone)} logs are gone, so their errors are not known.`,
    );
  }
  return words.join('');
}

const VANISHED = ' The server has deleted the session; when last seen, it was not over.';

/** How a session that was not completed ended, as its verdict says it. */
export function endSentence(state: SessionState): string {
  return ` The session ${state === 'ABORTED' ? 'was aborted' : 'failed'}.`;
}

/** 100000 → "100,000". */
function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
