import type { ProcessEnvironment } from '../../system/environment.ts';
import { hmacSha256 } from './hmac.ts';

/** What a CSRF proof is bound to: the user, and the WHM login. Null where the server provides none. */
export interface CsrfBinding {
  user: string;
  /** `/cpsess…`; null under plain CGI servers. */
  securityToken: string | null;
  /** Value of the cookie `whostmgrsession`. */
  sessionCookie: string | null;
}

export function bindingOf({ user, securityToken, sessionCookie }: ProcessEnvironment): CsrfBinding {
  return { user: user ?? '', securityToken, sessionCookie };
}

/**
 * The proof of origin in the forms of a page (see `formProof`): 43 characters of base64url, the HMAC-SHA-256 of the
 * binding under the server's secret (see `readCsrfSecret`). It is valid as long as the login, for this user and this
 * server only, and is useless to a page that cannot read ours.
 */
export function csrfProof(secret: Buffer, binding: CsrfBinding): string {
  // JSON keeps the parts apart: no two bindings give one text.
  const text = JSON.stringify([
    'csrf-1',
    binding.user,
    binding.securityToken,
    binding.sessionCookie,
  ]);
  return Buffer.from(hmacSha256(secret, Buffer.from(text))).toString('base64url');
}

/** Compares in constant time; a missing proof, or one of another length, is false. */
export function isCsrfProof(
  secret: Buffer,
  binding: CsrfBinding,
  proof: string | null,
): Promise<boolean> {
  return isSame(csrfProof(secret, binding), proof);
}

/**
 * What the hidden field contains: the proof, a dot, and a mark showing that this server made that proof for that user.
 * The mark outlives the login; it permits nothing, and only tells a form of an earlier login from one that was made
 * elsewhere.
 */
export function formProof(secret: Buffer, binding: CsrfBinding): string {
  const proof = csrfProof(secret, binding);
  return `${proof}.${mark(secret, binding.user, proof)}`;
}

/**
 * - `valid`: the form belongs to this login
 * - `aged`: this server made it for the same user in another login, which has ended
 * - `foreign`: anything else
 */
export type FormOrigin = 'valid' | 'aged' | 'foreign';

export async function formOrigin(
  secret: Buffer,
  binding: CsrfBinding,
  field: string | null,
): Promise<FormOrigin> {
  const [, proof = '', made = ''] = /^([\w-]{43})\.([\w-]{43})$/.exec(field ?? '') ?? [];
  if (!(await isSame(mark(secret, binding.user, proof), made))) return 'foreign';
  return (await isCsrfProof(secret, binding, proof)) ? 'valid' : 'aged';
}

function mark(secret: Buffer, user: string, proof: string): string {
  const text = JSON.stringify(['csrf-made-1', user, proof]);
  return Buffer.from(hmacSha256(secret, Buffer.from(text))).toString('base64url');
}

async function isSame(expected: string, given: string | null): Promise<boolean> {
  if (given === null) return false;
  const { timingSafeEqual } = await import('node:crypto');
  const [wanted, got] = [Buffer.from(expected), Buffer.from(given)];
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

/** The request headers that say where a form came from; null where the server did not pass one on. */
export interface OriginHeaders {
  host: string | null;
  origin: string | null;
  referer: string | null;
  secFetchSite: string | null;
}

/**
 * Whether a POST can come from a page of this server. cpsrvd passes few request headers on, so each that arrives must
 * agree, and none has to arrive: the CSRF proof is always required as well.
 *
 * - `Sec-Fetch-Site` must be `same-origin` (or `none`: typed by the user)
 * - `Origin` and `Referer` must name the host and port of `Host`; an `Origin: null` is foreign
 * - a header that arrives without `Host` cannot be checked, and is refused
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
    // Both are parsed with the scheme, so that `host:443` and `host` are equal under https.
    return url.host === new URL(`${url.protocol}//${host}`).host;
  } catch {
    return false;
  }
}
