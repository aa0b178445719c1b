import { hashText } from '../session/hash.ts';
import { type Hints, hintsIn, holdsHint } from './mask-hint.ts';
import { findKeyedSecrets } from './mask-keyed.ts';
import { findShapedSecrets } from './mask-shaped.ts';
import { coverSpans, type Span } from './mask-span.ts';
import { asName } from './value.ts';

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
  const hints = hintsIn(text);
  if (hints === null) return text;
  if (text.length > LONGEST_KEPT) return maskHinted(text, hints);
  let masked = kept.get(text);
  if (masked === undefined) {
    masked = maskHinted(text, hints);
    // What is needed again comes back.
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, masked);
  }
  return masked;
}

/** Names repeat in thousands of lines: those in which a hint stands (`Mysql`, `stonepw`) are looked at once. */
const kept = new Map<string, string>();
const MOST_KEPT = 2000;
const LONGEST_KEPT = 100;

const ROUNDS = 10;

function maskHinted(text: string, first: Hints): string {
  let masked = text;
  // What stands beside a mask can show only then: `-p''x` is a quoted nothing first, a word afterwards.
  for (let round = 0, hints: Hints | null = first; round < ROUNDS && hints !== null; round++) {
    const spans: Span[] = [];
    if (hints.hasName) findKeyedSecrets(masked, spans);
    findShapedSecrets(masked, spans, hints.shapes);
    const next = coverSpans(masked, spans);
    if (next === masked) break;
    masked = next;
    hints = hintsIn(masked);
  }
  return masked;
}

/** A name with its secrets masked; null where there is none. */
export function maskedName(value: unknown): string | null {
  const text = asName(value);
  return text === null ? null : maskSecrets(text);
}

/**
 * The same for a name that tells one thing from another: what is masked gets a sign of its own, so that two of them stay
 * two. Twelve bits of a hash give nothing away.
 */
export function maskedKey(value: unknown): string | null {
  const text = asName(value);
  if (text === null) return null;
  const masked = maskSecrets(text);
  return masked === text ? text : `${masked}~${hashText(text).slice(0, 3)}`;
}
