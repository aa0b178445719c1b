import { Problem } from '../../app/problem.ts';
import { isSessionId } from '../../session/header.ts';
import { type Address, pageHref } from '../../views/link.ts';
import type { ProcessContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { signEvent } from '../http/signed-parameter.ts';
import { readParameters } from '../urls.ts';

/**
 * The address of the view that a form was in, built again from the parameters that this page knows.
 *
 * @param answer what the server said, signed
 * @throws Problem for a malformed parameter
 */
export function returnHref(
  query: URLSearchParams,
  session: string,
  answer: string | null = null,
): string {
  const { item, type, tab, queue, status, kind, issue, q, sort, page } = readParameters(query);
  const address: Address = { session, item, queue, status, kind, issue, q, sort, page, answer };
  if (item !== null) address.type = type;
  if (tab !== 'todo') address.tab = tab;
  return pageHref(address);
}

/**
 * Redirects a POST that requests nothing to its own address by GET: after a login the server sends the wanted page like
 * that, with an empty or a replayed form. Reloading the result sends no form again.
 */
export function redirectToView(request: PageRequest): PageAnswer {
  return seeOther(hrefOf(plainQuery(request)));
}

/** Redirects a form of an ended login to the view that it was in, which then says that nothing was done. */
export async function redirectUndone(
  { environment, now }: ProcessContext,
  request: PageRequest,
  secret: Buffer,
): Promise<PageAnswer> {
  const parts = plainQuery(request).split('&').filter(isOfTheView);
  const id = request.form.get('session');
  if (parts.length === 0 && id !== null && isSessionId(id)) parts.push(`session=${id}`);
  parts.push(`notice=${await signEvent('notice', secret, environment, now)}`);
  return seeOther(hrefOf(parts.join('&')));
}

function isOfTheView(part: string): boolean {
  return part !== '' && !/^(?:notice|answer|tested|saved)=/.test(part);
}

/** The name of the page and a query: whatever the query contains, it leads nowhere else. */
function hrefOf(query: string): string {
  return query === '' ? 'index.cgi' : `index.cgi?${query}`;
}

/**
 * The query unchanged, so that the address stays the one that was requested.
 *
 * @throws Problem for a query with characters that no browser puts into an address
 */
function plainQuery({ queryText }: PageRequest): string {
  if (/^[\x21-\x7e]*$/.test(queryText) && !/[#"<>]/.test(queryText)) return queryText;
  throw new Problem('malformed', { code: 'address-letters' });
}
