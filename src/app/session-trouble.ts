import { maskSecrets } from '../log/mask.ts';
import { CacheError, isDamage } from '../store/cache.ts';
import { DriverError, isBusyError, isUnwritable } from '../store/driver.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { recordFault, type WrittenFault } from '../system/fault-log.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { Problem } from './problem.ts';

/** Whether an error concerns the cache as a whole, and not only the session being processed. */
export function isCacheError(error: unknown): boolean {
  return (
    isBusyError(error) ||
    isUnwritable(error) ||
    isDamage(error) ||
    error instanceof CacheError ||
    error instanceof DriverError
  );
}

/**
 * Does a piece of work on one session. An error in it becomes a problem of this session, and work on the others
 * continues.
 *
 * @param problemOf makes the problem from the error's message
 * @returns null where it failed
 * @throws errors of the cache as a whole
 */
export function attempt<T>(
  problems: ProblemFacts[],
  problemOf: (reason: string) => ProblemFacts,
  work: () => T,
): T | null {
  try {
    return work();
  } catch (error) {
    if (isCacheError(error)) throw error;
    recordBug(error);
    const words = maskSecrets(errorMessage(error));
    problems.push(problemOf(words.replace(/\.$/, '')));
    return null;
  }
}

/** Reports that a part of a session is left out. */
export function notShown(session: string): (reason: string) => ProblemFacts {
  return (reason) => ({ code: 'not-shown', session, reason });
}

/** The same where nobody is told: the error is written down, and its part left out. */
export function attemptSilently<T>(work: () => T): T | null {
  return attempt([], (reason) => ({ code: 'unreadable', reason }), work);
}

/**
 * Writes down an unforeseen error: one without words of ours, whose stack somebody should see.
 *
 * @returns null for any other
 */
export function recordUnexpected(error: unknown): WrittenFault | null {
  return error instanceof Problem || isCacheError(error) ? null : recordFault(error);
}
