import type { ByteSource } from '../logfile/line-block.ts';
import type { LogSeverity } from '../session/log-line.ts';
import type { Budget } from '../system/steady-clock.ts';
import type { LogJump } from '../views/link.ts';
import {
  type FoundLine,
  findFirstError,
  type KnownError,
  nextError,
  previousError,
} from './log-errors.ts';
import { LogSearch } from './log-matches.ts';
import { Problem } from './problem.ts';

export interface JumpRequest {
  jump: LogJump;
  /** The line at this offset is the starting point; null: the beginning, or the end when going backwards. */
  at: number | null;
  q: string | null;
  severity: LogSeverity | null;
  /** Where the first error is, according to the cache. */
  error: KnownError | null;
}

/** @throws Problem (malformed) for a search that cannot be run, or takes too long */
export function findJump(
  source: ByteSource,
  { jump, at, q, severity, error }: JumpRequest,
  budget: Budget,
): FoundLine {
  switch (jump) {
    case 'first-error':
      return findFirstError(source, error, budget);
    case 'next-error':
      return nextError(source, at, budget);
    case 'previous-error':
      return previousError(source, at, budget);
    default: {
      if (q === null) throw new Problem('malformed', { code: 'search-empty' });
      const severities = severity === null ? null : new Set([severity]);
      const search = new LogSearch(source, q, severities);
      return jump === 'next-match' ? search.next(at, budget) : search.previous(at, budget);
    }
  }
}
