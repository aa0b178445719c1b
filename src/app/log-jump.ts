import type { Budget } from '../logfile/budget.ts';
import type { ByteSource } from '../logfile/line-block.ts';
import type { LogSeverity } from '../session/log-line.ts';
import { nextError, type Place, previousError } from './log-errors.ts';
import { LogSearch } from './log-search.ts';
import { Problem } from './problem.ts';

/** Ways through a log whose end is looked for only when somebody goes. */
export const LOG_JUMPS = [
  'first-error',
  'next-error',
  'previous-error',
  'next-match',
  'previous-match',
] as const;
export type LogJump = (typeof LOG_JUMPS)[number];

export interface JumpRequest {
  jump: LogJump;
  /** Seen from the line at this offset; null: from the beginning, or from the end backward. */
  at: number | null;
  q: string | null;
  severity: LogSeverity | null;
}

/** @throws Problem (malformed) for a search that cannot be run, or takes too long */
export function findJump(
  source: ByteSource,
  { jump, at, q, severity }: JumpRequest,
  budget: Budget,
): Place {
  switch (jump) {
    case 'first-error':
      return nextError(source, null, budget);
    case 'next-error':
      return nextError(source, at, budget);
    case 'previous-error':
      return previousError(source, at, budget);
    default: {
      if (q === null) throw new Problem('malformed', 'There is nothing to search for.');
      const severities = severity === null ? null : new Set([severity]);
      const search = new LogSearch(source, q, severities);
      return jump === 'next-match' ? search.next(at, budget) : search.previous(at, budget);
    }
  }
}
