import { findKeyedSecrets } from './mask-keyed.ts';
import { findShapedSecrets } from './mask-shaped.ts';
import { coverSpans, type Span } from './mask-span.ts';

/**
 * One of these stands in or beside everything that the rules mask. Kept free of slashes and quotes, which
 * JSON may write in two ways.
 */
const HINT =
  /pass|pw|secret|token|auth|bearer|basic|api|key|cred|hash|cookie|sess|identified|csrf|:\\?\/\\?\/|\$[1-9abgyA]|\*[0-9A-F]{8}|\beyJ|-p|-u|whm|cpanel|\\u00/i;

/**
 * Whether a text, or a line of JSON that holds it, may contain a secret. Never a false no: what this
 * refuses need not be looked at by `maskSecrets`. Cheap enough for every line of a log.
 */
export function mightHoldSecret(text: string): boolean {
  return HINT.test(text);
}

/**
 * A text with everything masked that looks like a secret: passwords, tokens, keys, hashes of passwords,
 * session cookies, credentials in addresses. Server logs of transfers can hold them in plain text when the
 * server's debugging is switched on. The words around them stay. Takes time linear in the text; masking
 * twice changes nothing.
 */
export function maskSecrets(text: string): string {
  if (!mightHoldSecret(text)) return text;
  const spans: Span[] = [];
  findKeyedSecrets(text, spans);
  findShapedSecrets(text, spans);
  return coverSpans(text, spans);
}
