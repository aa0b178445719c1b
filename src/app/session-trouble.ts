import { maskSecrets } from '../log/mask.ts';
import { CacheError, isDamage } from '../store/cache.ts';
import { DriverError, isBusyError, isUnwritable } from '../store/driver.ts';
import { wordsOf } from '../system/errno.ts';
import { noteMistake } from '../system/fault-context.ts';

/** Whether an error concerns the cache as a whole, and not the one session that was being worked on. */
export function isOfCache(error: unknown): boolean {
  return (
    isBusyError(error) ||
    isUnwritable(error) ||
    isDamage(error) ||
    error instanceof CacheError ||
    error instanceof DriverError
  );
}

/**
 * Does a piece of work on one session. What goes wrong in it is kept as trouble of this session, and all others go on.
 *
 * @param what the sentence that the error's words complete: "The master log could not be read"
 * @returns null where it went wrong
 * @throws errors of the cache as a whole
 */
export function attempt<T>(troubles: string[], what: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isOfCache(error)) throw error;
    noteMistake(error);
    const words = maskSecrets(wordsOf(error));
    troubles.push(`${what}: ${words.replace(/\.$/, '')}.`);
    return null;
  }
}
