import type { IssueKind } from './issue.ts';
import type { ItemStatus } from './item.ts';
import { hasVanished, isAtEnd, type SessionEnd, type SessionState } from './state.ts';

/** What a verdict is drawn from. `neverStarted` is how many of the unfinished no child ever took; null = not known. */
export interface VerdictFacts extends SessionEnd {
  itemsTotal: number;
  counts: Record<ItemStatus, number>;
  issueCounts: Record<IssueKind, number>;
  neverStarted: number | null;
}

/** `open`: nothing is wrong so far, and the session goes on. Only `good` may ever look like success. */
export type VerdictLevel = 'good' | 'open' | 'check' | 'bad';

/** One line of the table under the sentence; the counts of all rows add up to the number of items. */
export interface VerdictRow {
  status: ItemStatus;
  neverStarted: boolean;
  label: string;
  count: number;
}

export interface Verdict {
  level: VerdictLevel;
  sentence: string;
  rows: VerdictRow[];
}

/**
 * The answer to "did it really all move?".
 * Example: "497 of 500 moved: 452 clean, 45 with changes to check, 2 failed, 1 never started."
 */
export function drawVerdict(facts: VerdictFacts): Verdict {
  return { level: verdictLevel(facts), sentence: verdictSentence(facts), rows: verdictRows(facts) };
}

/**
 * Never `good` while something failed, is unfinished, is dangerous or has yet to come: the state
 * COMPLETED only says that the server has stopped working on the session.
 */
function verdictLevel(facts: VerdictFacts): VerdictLevel {
  const { state, itemsTotal, counts, issueCounts } = facts;
  if (counts.failed > 0 || counts.unfinished > 0 || state === 'FAILED' || state === 'ABORTED') {
    return 'bad';
  }
  if (counts.warning > 0 || issueCounts.dangerous > 0 || issueCounts.failure > 0) return 'check';
  if (!isAtEnd(facts)) return 'open';
  if (hasVanished(facts)) return 'check';
  return itemsTotal > 0 && counts.success === itemsTotal ? 'good' : 'check';
}

function verdictRows({ counts, neverStarted }: VerdictFacts): VerdictRow[] {
  const row = (status: ItemStatus, label: string, count: number, never = false): VerdictRow => ({
    status,
    neverStarted: never,
    label,
    count,
  });
  const never = Math.min(neverStarted ?? 0, counts.unfinished);
  const begun = counts.unfinished - never;
  const unfinishedLabel =
    neverStarted === null ? 'Not finished or never started' : 'Started, not finished';
  return [
    row('success', 'Moved clean', counts.success),
    row('warning', 'Moved, with changes to check', counts.warning),
    row('failed', 'Failed', counts.failed),
    row('unfinished', unfinishedLabel, begun),
    row('unfinished', 'Never started', never, true),
    row('active', 'In progress', counts.active),
    row('pending', 'Waiting', counts.pending),
  ].filter((entry) => entry.count > 0);
}

const WORDS: Record<ItemStatus, string> = {
  success: 'clean',
  warning: 'with changes to check',
  failed: 'failed',
  unfinished: 'not finished',
  active: 'in progress',
  pending: 'waiting',
};

function verdictSentence(facts: VerdictFacts): string {
  const { state, itemsTotal, counts } = facts;
  const over = isAtEnd(facts);
  const vanished = hasVanished(facts);
  if (itemsTotal === 0) {
    if (vanished) return `No items are known.${VANISHED}`;
    return over ? 'Nothing was moved: the session has no items.' : 'No items are known yet.';
  }
  const moved = counts.success + counts.warning;
  const parts = verdictRows(facts).map((row) => {
    const word = row.neverStarted ? 'never started' : WORDS[row.status];
    return `${groupDigits(row.count)} ${word}`;
  });
  const soFar = over ? '' : ' so far';
  const lead = `${groupDigits(moved)} of ${groupDigits(itemsTotal)} moved${soFar}`;
  const only = counts.success === itemsTotal ? ': all clean' : `: ${parts.join(', ')}`;
  const isBroken = over && !vanished && state !== 'COMPLETED';
  const end = vanished ? VANISHED : isBroken ? ` The session ${endWord(state)}.` : '';
  return `${lead}${only}.${end}`;
}

const VANISHED = ' The server has deleted the session; when last seen, it was not over.';

function endWord(state: SessionState): string {
  return state === 'ABORTED' ? 'was aborted' : 'failed';
}

/** 100000 → "100,000". */
function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
