import { hmacSha256 } from './hmac.ts';

/** What a CSRF proof is bound to: who asks, and in which WHM login. Null where the server has none. */
export interface CsrfBinding {
  user: string;
  /** `/cpsess…`; null under plain CGI servers. */
  securityToken: string | null;
  /** Value of the cookie `whostmgrsession`. */
  sessionCookie: string | null;
}

/**
 * The proof that the forms of a page carry (hidden field `csrf`): 43 characters of base64url, the
 * HMAC-SHA-256 of the binding under the server's secret (see `readCsrfSecret`). It holds as long as
 * the login, for this user and this server only, and is of no use to a page that cannot read ours.
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
export async function isCsrfProof(
  secret: Buffer,
  binding: CsrfBinding,
  proof: string | null,
): Promise<boolean> {
  if (proof === null) return false;
  const { timingSafeEqual } = await import('node:crypto');
  const expected = Buffer.from(csrfProof(secret, binding));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
