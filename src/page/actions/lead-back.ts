import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/session-id.ts';
import type { PageRequest } from '../http/request.ts';
import type { PageAnswer } from '../http/response.ts';
import { signEvent } from '../http/signed-parameter.ts';
import { bindingOf } from '../layout.ts';
import type { Shell } from '../router.ts';

/**
 * Leads a POST that asks for nothing to its own address by GET: after a login the server sends the wanted page so, with an
 * empty or a replayed form. A reload of what comes then sends no form again.
 */
export function leadToView(request: PageRequest): PageAnswer {
  return seeOther(plainQuery(request));
}

/** Leads a form of an ended login to the view that it stood in, which says that nothing was done. */
export async function leadBackUndone(
  { environment, now }: Shell,
  request: PageRequest,
  secret: Buffer,
): Promise<PageAnswer> {
  const parts = plainQuery(request).split('&').filter(isOfTheView);
  const id = request.form.get('session');
  if (parts.length === 0 && id !== null && isSessionId(id)) parts.push(`session=${id}`);
  parts.push(await signEvent('notice', secret, bindingOf(environment), now));
  return seeOther(parts.join('&'));
}

function isOfTheView(part: string): boolean {
  return part !== '' && !/^(?:notice|answer|tested)=/.test(part);
}

/** The name of the page and a query: whatever the query holds, it leads nowhere else. */
function seeOther(query: string): PageAnswer {
  const location = query === '' ? 'index.cgi' : `index.cgi?${query}`;
  return { status: 303, headers: { Location: location }, body: '' };
}

/**
 * The query as it stands, so that the address stays the one that was asked for.
 *
 * @throws Problem for one with letters that no browser puts into an address
 */
function plainQuery({ queryText }: PageRequest): string {
  if (/^[\x21-\x7e]*$/.test(queryText) && !/[#"<>]/.test(queryText)) return queryText;
  throw new Problem('malformed', 'The address holds letters that cannot stand in one.');
}
