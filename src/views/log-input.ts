import type { LogLine, LogSeverity } from './contract.ts';
import type { Address } from './link.ts';
import type { LineMarks } from './log-lines.ts';

/** A log of the session to choose from. `bytes` null = its size is not known. */
export interface LogChoice {
  name: string;
  bytes: number | null;
  isActive: boolean;
}

/** A module of an item's log, as a jump target; `ok` null: its outcome is not in the log. */
export interface OutlineEntry {
  name: string;
  at: number;
  ok: boolean | null;
}

/** A note about this screen, and where it leads. */
export interface LogNote {
  words: string;
  tone: 'check' | 'bad';
  link: { words: string; to: Address } | null;
}

/**
 * One screen of one log: `lines` from byte `from` to byte `to` of `size` bytes. `matches` is null where they were not
 * counted; `isComplete` false: counting ended at its time limit.
 */
export interface LogPageInput {
  sessionId: string;
  log: string;
  logs: LogChoice[];
  /** Whether the session has no other logs than `logs`. */
  isAllLogs: boolean;
  /** The item that this log belongs to, if any. */
  item: { name: string; type: string } | null;
  lines: LogLine[];
  marks: LineMarks | null;
  from: number;
  to: number;
  size: number;
  /** It has not been completed; `isSessionOver`: and never will be. */
  isActive: boolean;
  isSessionOver: boolean;
  /** Looking for lines of this severity ended at the time limit. */
  isUnfinished: boolean;
  /** `at`: the line that is shown to the reader. */
  query: {
    severity: LogSeverity | null;
    q: string | null;
    at: number | null;
    before: number | null;
  };
  /** The previous screen ends at this byte, the next one begins there; null where there is none. */
  earlierBefore: number | null;
  laterAt: number | null;
  matches: { count: number; isComplete: boolean; place: number | null } | null;
  /** The search cannot be run, so it leads nowhere. */
  isBadSearch: boolean;
  /** Errors and warnings of the whole log, as far as they have been counted. */
  counts: {
    errors: number;
    warnings: number;
    firstErrorAt: number | null;
    errorsAt: number[];
    countedTo: number;
    isComplete: boolean;
  };
  notes: LogNote[];
  outline: OutlineEntry[];
  /** The outline ends at this byte, because more of it would have taken too long; null: it is complete. */
  outlineTo: number | null;
  warnings: string[];
}
