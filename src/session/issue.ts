/** Kinds of issue, most severe first. The last four are the counters and lists of an item's outcome. */
export const ISSUE_KINDS = ['failure', 'dangerous', 'altered', 'skipped', 'warning'] as const;
export type IssueKind = (typeof ISSUE_KINDS)[number];

export type CounterKind = Exclude<IssueKind, 'failure'>;
export const COUNTER_KINDS = ['dangerous', 'altered', 'skipped', 'warning'] as const;

/** How many of each kind; for the counters of one phase, one item or one session. */
export type Counters = Record<CounterKind, number>;

/** A page of WHM on which an issue can be repaired, as the log names it. Untrusted: see `repairHref` in views. */
export interface Repair {
  label: string;
  path: string;
  params: Record<string, string>;
}

/** One message of an item's outcome, secrets masked. `module`, `function` and `line` say where the server's code said so. */
export interface IssueEntry {
  kind: IssueKind;
  module: string | null;
  function: string | null;
  line: number | null;
  text: string;
  repair: Repair | null;
}

/** A mark on the follow-up list, kept for all administrators of the server. `at` in epoch seconds. */
export interface FollowUp {
  issueId: string;
  type: string;
  name: string;
  done: boolean;
  note: string | null;
  /** The WHM login that changed it last. */
  who: string;
  at: number;
}

const TO_WORK_OFF: readonly IssueKind[] = ['dangerous', 'altered', 'skipped'];

/**
 * Whether an issue is on the follow-up list: something was changed, blocked because it could do harm, or left out.
 * Failed items are moved again instead, warnings ask for nothing to be done, and known noise is never work.
 */
export function needsFollowUp(kind: IssueKind, isHarmless: boolean): boolean {
  return TO_WORK_OFF.includes(kind) && !isHarmless;
}

export const MAX_NOTE_LENGTH = 500;

/** A note as it is kept: one line, no steering characters, at most {@link MAX_NOTE_LENGTH} characters; null when empty. */
export function tidyNote(note: string): string | null {
  const line = note
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const kept = [...line].slice(0, MAX_NOTE_LENGTH).join('').trim();
  return kept === '' ? null : kept;
}
