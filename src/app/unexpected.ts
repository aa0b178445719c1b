import { recordFault, type WrittenFault } from '../system/fault-log.ts';
import { Problem } from './problem.ts';
import { isOfCache } from './session-trouble.ts';

/**
 * Writes an error down that nobody has foreseen: one without words of ours, whose stack somebody should see.
 *
 * @returns null for any other
 */
export function recordUnexpected(error: unknown): WrittenFault | null {
  return error instanceof Problem || isOfCache(error) ? null : recordFault(error);
}
