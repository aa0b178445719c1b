import { hashText } from '../session/hash.ts';
import { once } from '../session/look-up.ts';
import { findKeyedSecrets } from './mask-keyed.ts';
import { findShapedSecrets, secretShapes } from './mask-shaped.ts';
import { coverSpans, type Span } from './mask-span.ts';
import { NATIVE_HINTS, WORD_HINTS } from './mask-words.ts';
import { asName } from './value.ts';
import { type Foreign, WordSieve } from './word-sieve.ts';

/** Which masking rules can find something in a text. */
export interface Hints {
  /** The rules for names such as `password=`. */
  hasName: boolean;
  /** Indexes of shapes in `secretShapes`. */
  shapes: readonly number[];
}

/** Groups of hints; those of the shapes are the indexes of these. */
const NAME = -1;
/** Hints for rules that run on every text with any hint (addresses, keys), and for letters that JSON writes as numbers. */
const OTHER = -2;

/**
 * What is in or beside everything that the masking rules find, taken from the rules themselves. Kept free of slashes
 * and quotes, which JSON may write in two ways; letters stand for both cases.
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
    // Letters that JSON writes as numbers: what they stand for is known only after decoding.
    ...[...'013456789abcd'].map((digit): [string, number] => [`\\u${digit}`, OTHER]),
  ];
}

/** Letters beyond Latin, and the few Latin ones whose words for “password” cannot be recognised by their ASCII part. */
const NATIVE: Foreign = {
  isLetter: (code) =>
    (code >= 0x370 && code < 0x2000) ||
    (code >= 0x3040 && code < 0xe000) ||
    code === 0x142 ||
    code === 0x141,
  // These letters, and a few more that share their first byte.
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

/** The hints by their first two letters; none is shorter. */
const hintsByStart = once(() => {
  const found = new Map<string, [string, number][]>();
  for (const hint of rulesHints()) {
    const start = hint[0].slice(0, 2);
    const known = found.get(start);
    if (known) known.push(hint);
    else found.set(start, [hint]);
  }
  return found;
});

/** A page that shows no log masks some names: building the sieve takes longer than looking them through without it. */
const SHORT = 100;
const FEW = 1000;
let plainlyLooked = 0;

/** The hints that a text contains; null for none, and then no rule finds anything in it. */
export function hintsIn(text: string): Hints | null {
  const isPlain = text.length <= SHORT && plainlyLooked < FEW;
  if (isPlain) plainlyLooked += 1;
  return isPlain ? plainHintsIn(text) : hintsOf(allHints().groupsIn(text, NAME));
}

function hintsOf(groups: ReadonlySet<number> | null): Hints | null {
  if (groups === null) return null;
  return { hasName: groups.has(NAME), shapes: [...groups].filter((group) => group >= 0) };
}

/** Whether a text contains any hint; looks at every character once. Never a false no. */
export function hasHint(text: string): boolean {
  return allHints().isIn(text);
}

/** Where the next hint may be in the bytes of many lines; -1 for none. Never a false no. */
export function nextHint(bytes: Uint8Array, from: number): number {
  return fewestHints().indexIn(bytes, from);
}

/** The same as the sieve finds, without the sieve. */
export function plainHintsIn(text: string): Hints | null {
  const groups = new Set<number>();
  for (let i = 0; i < text.length; i++) if (NATIVE.isLetter(text.charCodeAt(i))) groups.add(NAME);
  // Only ASCII: the lower case of a few letters beyond it is ASCII.
  const small = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const byStart = hintsByStart();
  for (let i = 0; i + 1 < small.length; i++) {
    for (const [word, group] of byStart.get(small.slice(i, i + 2)) ?? []) {
      if (small.startsWith(word, i)) groups.add(group);
    }
  }
  return hintsOf(groups.size === 0 ? null : groups);
}

/**
 * Whether a text, or a line of JSON that holds it, may contain a secret. Never a false no: a text for which this is
 * false need not be passed to `maskSecrets`. Cheap enough for every line of a log.
 */
export function mightHoldSecret(text: string): boolean {
  return hasHint(text);
}

/**
 * A text with everything masked that looks like a secret: passwords, tokens, keys, hashes of passwords, session
 * cookies, credentials in addresses. Server logs of transfers can hold them in plain text when the server's debugging
 * is switched on. The words around them stay. Takes time linear in the text; masking twice changes nothing.
 */
export function maskSecrets(text: string): string {
  const hints = hintsIn(text);
  if (hints === null) return text;
  if (text.length > MAX_KEPT_LENGTH) return maskHinted(text, hints);
  let masked = kept.get(text);
  if (masked === undefined) {
    masked = maskHinted(text, hints);
    // Names in use are simply added again.
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(text, masked);
  }
  return masked;
}

/** Names repeat in thousands of lines: those that contain a hint (`Mysql`, `stonepw`) are examined only once. */
const kept = new Map<string, string>();
const MAX_KEPT = 2000;
const MAX_KEPT_LENGTH = 100;

const ROUNDS = 10;

function maskHinted(text: string, first: Hints): string {
  let masked = text;
  // What is beside a mask can become visible only then: `-p''x` is first an empty string in quotes, then a word.
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

/** A name with its secrets masked; null where there is no name. */
export function maskedName(value: unknown): string | null {
  const text = asName(value);
  return text === null ? null : maskSecrets(text);
}

/**
 * The same for a name that identifies something: what is masked gets a short sign of its own, so that two names stay
 * two. Twelve bits of a hash give nothing away.
 */
export function maskedKey(value: unknown): string | null {
  const text = asName(value);
  if (text === null) return null;
  const masked = maskSecrets(text);
  return masked === text ? text : `${masked}~${hashText(text).slice(0, 3)}`;
}
