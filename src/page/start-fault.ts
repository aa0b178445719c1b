import { beginFaultLog } from '../system/fault-context.ts';
import { recordFault, type WrittenFault } from '../system/fault-log.ts';

/**
 * `fault.cjs`, which lies beside `index.cgi` for the one fault that the program cannot write down itself: that it cannot
 * be read or begun.
 */
export function recordStartFault(error: unknown, root: string, asked: string): WrittenFault | null {
  beginFaultLog({ root, where: 'start', asked });
  return recordFault(error);
}
