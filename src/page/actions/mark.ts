import { markFollowUp, markGroup } from '../../app/follow-ups.ts';
import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/header.ts';
import { markAnchor } from '../../views/session-issues.ts';
import { observe, type ProcessContext, withContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { returnHref } from './redirect.ts';

const MAX_NAME_LENGTH = 1000;
/** A longer note is no typing mistake; shorter ones are cut to what is stored. */
const MAX_FIELD_LENGTH = 10_000;

/**
 * Marks an item of the follow-up list as done, or takes the mark back, and returns to where the form was: its address
 * contains the view with everything that narrows it.
 *
 * @throws Problem
 */
export function mark(
  process: ProcessContext,
  request: PageRequest,
  done: boolean,
): Promise<PageAnswer> {
  const { form, query } = request;
  const session = sessionOf(request);
  const field = (name: string) => textField(request, session, name);
  const which = { issueId: field('issue'), type: field('type'), name: field('item') };
  const note = form.get('note');
  if (note !== null && (note.length > MAX_FIELD_LENGTH || note.includes('\0'))) {
    throw new Problem('malformed', { code: 'form-note' }, session);
  }
  return withContext(process, request, (context) => {
    const { monitor, user } = context;
    markFollowUp(monitor, observe(context, session), { ...which, done, note }, user);
    return seeOther(`${returnHref(query, session)}#${encodeURI(markAnchor(which))}`);
  });
}

/**
 * The same for all items of an issue type at once.
 *
 * @throws Problem
 */
export function markAll(
  process: ProcessContext,
  request: PageRequest,
  done: boolean,
): Promise<PageAnswer> {
  const session = sessionOf(request);
  const issueId = textField(request, session, 'issue');
  return withContext(process, request, (context) => {
    const { monitor, user } = context;
    markGroup(monitor, observe(context, session), issueId, done, user);
    return seeOther(`${returnHref(request.query, session)}#issue-${encodeURIComponent(issueId)}`);
  });
}

function sessionOf({ form, query }: PageRequest): string {
  const session = query.get('session') ?? form.get('session') ?? '';
  if (!isSessionId(session)) throw new Problem('malformed', { code: 'form-without-session' });
  return session;
}

/** @throws Problem for a field that is missing or invalid */
function textField({ form }: PageRequest, session: string, name: string): string {
  const value = form.get(name) ?? '';
  if (value === '' || value.length > MAX_NAME_LENGTH || value.includes('\0')) {
    throw new Problem('malformed', { code: 'form-field', name }, session);
  }
  return value;
}
