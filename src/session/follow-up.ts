import type { IssueKind } from './issue.ts';

/** A mark on the list to work off, kept for all administrators of the server. `at` in epoch seconds. */
export interface FollowUp {
  issueId: string;
  type: string;
  name: string;
  done: boolean;
  note: string | null;
  /** The WHM login that has changed it last. */
  who: string;
  at: number;
}

const TO_WORK_OFF: readonly IssueKind[] = ['dangerous', 'altered', 'skipped'];

/**
 * Whether an issue stands on the list to work off: what was changed, kept from doing harm, or left out. Failed items are
 * moved again instead, warnings tell of nothing to be done, and known noise is never work.
 */
export function needsFollowUp(kind: IssueKind, isHarmless: boolean): boolean {
  return TO_WORK_OFF.includes(kind) && !isHarmless;
}

export const LONGEST_NOTE = 500;

/** A note as it is kept: one line, no steering characters, at most {@link LONGEST_NOTE} characters; null when empty. */
export function tidyNote(note: string): string | null {
  const line = note
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const kept = [...line].slice(0, LONGEST_NOTE).join('').trim();
  return kept === '' ? null : kept;
}
