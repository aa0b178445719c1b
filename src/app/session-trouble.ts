import { maskSecrets } from '../log/mask.ts';
import { CacheError, isDamage } from '../store/cache.ts';
import { DriverError, isBusyError, isUnwritable } from '../store/driver.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { recordFault, type WrittenFault } from '../system/fault-log.ts';
import type { ProblemFacts } from '../views/problem-words.ts';
import { Problem } from './problem.ts';

/** Whether an error concerns the cache as a whole, and not the one session that was being worked on. */
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
 * Does a piece of work on one session. What goes wrong in it is kept as a problem of this session, and all others go on.
 *
 * @param problemOf what it is called, from the error's words
 * @returns null where it went wrong
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

/** What a session is told by whose part is left out. */
export function notShown(session: string): (reason: string) => ProblemFacts {
  return (reason) => ({ code: 'not-shown', session, reason });
}

/** The same where nobody is told: what goes wrong is written down, and its part left out. */
export function attemptSilently<T>(work: () => T): T | null {
  return attempt([], (reason) => ({ code: 'unreadable', reason }), work);
}

/**
 * Writes an error down that nobody has foreseen: one without words of ours, whose stack somebody should see.
 *
 * @returns null for any other
 */
export function recordUnexpected(error: unknown): WrittenFault | null {
  return error instanceof Problem || isCacheError(error) ? null : recordFault(error);
}
