import { beginFaultLog } from '../system/fault-context.ts';
import { recordFault, type WrittenFault } from '../system/fault-log.ts';

/**
 * `fault.cjs`, which is beside `index.cgi` for the one fault that the main program cannot write down itself: that it
 * cannot be read or started.
 */
export function recordStartFault(error: unknown, root: string, asked: string): WrittenFault | null {
  beginFaultLog({ root, where: 'start', asked });
  return recordFault(error);
}
