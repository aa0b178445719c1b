import { Problem } from '../../app/problem.ts';
import { countRecentFaults, recordBrowserFault } from '../../system/fault-log.ts';
import type { PageRequest } from '../http/request.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';

/** More reports in a minute come from a page that fails again and again. */
const MAX_PER_MINUTE = 10;
const MAX_FIELD_LENGTH = 8_000;

/**
 * `action=report-fault`: writes down an error of the page's own script. Answers with the fault's id, null where it
 * could not be written.
 *
 * @throws Problem (busy) where too many were reported
 */
export function reportFault(root: string, { form }: PageRequest): PageAnswer {
  if (countRecentFaults(root, 'browser') >= MAX_PER_MINUTE) {
    throw new Problem('busy', { code: 'too-many-faults' });
  }
  const field = (name: string): string => (form.get(name) ?? '').slice(0, MAX_FIELD_LENGTH);
  const { id, trouble } = recordBrowserFault(root, {
    name: field('name'),
    message: field('message'),
    stack: field('stack'),
    asked: field('asked'),
  });
  return jsonAnswer({ id: trouble === null ? id : null });
}
