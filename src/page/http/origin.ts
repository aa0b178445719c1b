/** The request headers that say where a form came from; null where the server did not pass one on. */
export interface OriginHeaders {
  host: string | null;
  origin: string | null;
  referer: string | null;
  secFetchSite: string | null;
}

/**
 * Whether a POST can come from a page of this server. cpsrvd passes few request headers on, so
 * each that arrives must agree, and none has to: the CSRF proof is always asked as well.
 *
 * - `Sec-Fetch-Site` must be `same-origin` (or `none`: typed by the user)
 * - `Origin` and `Referer` must name the host and port of `Host`; an `Origin: null` is foreign
 * - a header that is there while `Host` is missing cannot be checked, and is refused
 */
export function isSameOrigin(headers: OriginHeaders): boolean {
  const site = headers.secFetchSite;
  if (site !== null && site !== 'same-origin' && site !== 'none') return false;
  return [headers.origin, headers.referer].every(
    (address) => address === null || namesHost(address, headers.host),
  );
}

function namesHost(address: string, host: string | null): boolean {
  if (host === null) return false;
  try {
    const url = new URL(address);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
    // Read both through the scheme, so that `host:443` and `host` are one under https.
    return url.host === new URL(`${url.protocol}//${host}`).host;
  } catch {
    return false;
  }
}
