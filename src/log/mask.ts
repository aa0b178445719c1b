import { holdsHint } from './mask-hint.ts';
import { findKeyedSecrets } from './mask-keyed.ts';
import { findShapedSecrets } from './mask-shaped.ts';
import { coverSpans, type Span } from './mask-span.ts';

/**
 * Whether a text, or a line of JSON that holds it, may contain a secret. Never a false no: what this
 * refuses need not be looked at by `maskSecrets`. Cheap enough for every line of a log.
 */
export function mightHoldSecret(text: string): boolean {
  return holdsHint(text);
}

/**
 * A text with everything masked that looks like a secret: passwords, tokens, keys, hashes of passwords,
 * session cookies, credentials in addresses. Server logs of transfers can hold them in plain text when the
 * server's debugging is switched on. The words around them stay. Takes time linear in the text; masking
 * twice changes nothing.
 */
export function maskSecrets(text: string): string {
  if (!mightHoldSecret(text)) return text;
  let masked = text;
  // What stands beside a mask can show only then: `-p''x` is a quoted nothing first, a word afterwards.
  for (let round = 0; round < ROUNDS; round++) {
    const spans: Span[] = [];
    findKeyedSecrets(masked, spans);
    findShapedSecrets(masked, spans);
    const next = coverSpans(masked, spans);
    if (next === masked) break;
    masked = next;
  }
  return masked;
}

const ROUNDS = 10;
