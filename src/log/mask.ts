import { hashText } from '../session/hash.ts';
import { once } from '../session/look-up.ts';
import { findKeyedSecrets } from './mask-keyed.ts';
import { findShapedSecrets, secretShapes } from './mask-shaped.ts';
import { coverSpans, type Span } from './mask-span.ts';
import { NATIVE_HINTS, WORD_HINTS } from './mask-words.ts';
import { asName } from './value.ts';
import { type Foreign, WordSieve } from './word-sieve.ts';

/** Which rules of masking can find something in a text. */
export interface Hints {
  /** Those for names such as `password=`. */
  hasName: boolean;
  /** Places of shapes in `secretShapes`. */
  shapes: readonly number[];
}

/** Groups of words, beside those of the shapes by their places. */
const NAME = -1;
/** What is looked for in every text that has any other word: addresses and keys; and letters that JSON writes by their numbers. */
const OTHER = -2;

/**
 * What is in or beside everything that the rules of masking find, taken from the rules themselves. Kept free of
 * slashes and quotes, which JSON may write in two ways; letters stand for both cases.
 */
function hintsOfRules(): [string, number][] {
  return [
    ...[...WORD_HINTS, ...NATIVE_HINTS].map((hint): [string, number] => [hint, NAME]),
    ...secretShapes().flatMap(({ hints }, place) =>
      hints.map((hint): [string, number] => [hint, place]),
    ),
    ['private key', OTHER],
    [':/', OTHER],
    [':\\', OTHER],
    // Letters that JSON writes by their numbers: what these stand for is known only afterwards.
    ...[...'013456789abcd'].map((digit): [string, number] => [`\\u${digit}`, OTHER]),
  ];
}

/** Letters beyond Latin, and the few of Latin without which a word for a password can't be told by its ASCII part. */
const NATIVE: Foreign = {
  isLetter: (code) =>
    (code >= 0x370 && code < 0x2000) ||
    (code >= 0x3040 && code < 0xe000) ||
    code === 0x142 ||
    code === 0x141,
  // Of the same letters, and of a few more.
  isByte: (byte) =>
    (byte >= 0xcd && byte <= 0xe1) ||
    (byte >= 0xe3 && byte <= 0xed) ||
    byte >= 0xf0 ||
    byte === 0xc5,
};

const rulesHints = once(hintsOfRules);
const allHints = once(() => new WordSieve(rulesHints(), NATIVE));
const fewestHints = once(() =>
  WordSieve.ofFewest(
    rulesHints().map(([word]) => word),
    NATIVE,
  ),
);

/** A page that shows no log masks a few names: to make the sieve takes longer than to look for each word in them. */
const SHORT = 100;
const FEW = 40;
let plainlyLooked = 0;

/** What a text holds of hints; null for none, and then no rule finds anything in it. */
export function hintsIn(text: string): Hints | null {
  const isPlain = text.length <= SHORT && plainlyLooked < FEW;
  if (isPlain) plainlyLooked += 1;
  const groups = isPlain ? groupsPlainlyIn(text) : allHints().groupsIn(text, NAME);
  if (groups === null) return null;
  return { hasName: groups.has(NAME), shapes: [...groups].filter((group) => group >= 0) };
}

/** Whether a hint stands anywhere in a text; looks at every character once. Never a false no. */
export function hasHint(text: string): boolean {
  return allHints().isIn(text);
}

/** Where in the bytes of many lines the next hint may stand; -1 for none. Never a false no. */
export function nextHint(bytes: Uint8Array, from: number): number {
  return fewestHints().indexIn(bytes, from);
}

/** What the sieve finds, without it. */
function groupsPlainlyIn(text: string): Set<number> | null {
  const groups = new Set<number>();
  for (let i = 0; i < text.length; i++) if (NATIVE.isLetter(text.charCodeAt(i))) groups.add(NAME);
  // Not the others: the small form of a few letters beyond ASCII is of ASCII.
  const small = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  for (const [word, group] of rulesHints()) if (small.includes(word)) groups.add(group);
  return groups.size === 0 ? null : groups;
}

/**
 * Whether a text, or a line of JSON that holds it, may contain a secret. Never a false no: what this
 * refuses need not be looked at by `maskSecrets`. Cheap enough for every line of a log.
 */
export function mightHoldSecret(text: string): boolean {
  return hasHint(text);
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
  if (text.length > MAX_KEPT_LENGTH) return maskHinted(text, hints);
  let masked = kept.get(text);
  if (masked === undefined) {
    masked = maskHinted(text, hints);
    // What is needed again comes back.
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(text, masked);
  }
  return masked;
}

/** Names repeat in thousands of lines: those in which a hint stands (`Mysql`, `stonepw`) are looked at once. */
const kept = new Map<string, string>();
const MAX_KEPT = 2000;
const MAX_KEPT_LENGTH = 100;

const ROUNDS = 10;

function maskHinted(text: string, first: Hints): string {
  let masked = text;
  // What is beside a mask can show only then: `-p''x` is a quoted nothing first, a word afterwards.
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
