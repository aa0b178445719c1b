import { SHAPES } from './mask-shaped.ts';
import { NATIVE_HINTS, WORD_HINTS } from './mask-words.ts';

/** Pairs of letters that English and the paths of servers are full of: a word is not looked for by them. */
const COMMON = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur /h il ss ho in pu ub bl et la di el ec ge ho ol us ta lo 00 01 20 10'.split(
    ' ',
  ),
);

/**
 * What stands in or beside everything that the rules of masking find, taken from the rules themselves: a word, and
 * where in it lies the pair of characters by which it is looked for. Kept free of slashes and quotes, which JSON may
 * write in two ways; letters stand for both cases.
 */
const HINTS: readonly (readonly [string, number])[] = [
  ...new Set([
    ...WORD_HINTS,
    ...NATIVE_HINTS,
    ...SHAPES.flatMap(({ hints }) => hints),
    'private key',
    ':/',
    ':\\',
    // Letters that JSON writes by their numbers: what these stand for is known only afterwards.
    ...[...'013456789abcd'].map((digit) => `\\u${digit}`),
  ]),
].map((word) => [word, rarePair(word)] as const);

function rarePair(word: string): number {
  // The letter behind `\u` makes the difference.
  if (word.startsWith('\\u')) return 1;
  for (let i = 0; i + 1 < word.length; i++) if (!COMMON.has(word.slice(i, i + 2))) return i;
  return 0;
}

/** Letters beyond Latin, and the few of Latin without which a word for a password can't be told by its ASCII part. */
function isNativeLetter(code: number): boolean {
  return (
    (code >= 0x370 && code < 0x2000) ||
    (code >= 0x3040 && code < 0xe000) ||
    code === 0x142 ||
    code === 0x141
  );
}

/** For every pair of ASCII characters the hints to compare there. */
let pairs: (readonly (readonly [string, number])[] | undefined)[] | null = null;
let marks: Uint8Array | null = null;

function buildMarks(): Uint8Array {
  const found: [string, number][][] = [];
  const table = new Uint8Array(1 << 14);
  for (const [word, at] of HINTS) {
    for (const first of casesOf(word[at] ?? '')) {
      for (const second of casesOf(word[at + 1] ?? '')) {
        const pair = (first << 7) | second;
        table[pair] = 1;
        found[pair] ??= [];
        found[pair].push([word, at]);
      }
    }
  }
  pairs = found;
  return table;
}

function casesOf(character: string): number[] {
  const code = character.charCodeAt(0);
  return code >= 97 && code <= 122 ? [code, code - 32] : [code];
}

/** Whether a hint stands anywhere in a text; looks at every character once. Never a false no. */
export function holdsHint(text: string): boolean {
  marks ??= buildMarks();
  const table = marks;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      if (isNativeLetter(code)) return true;
      before = 0;
      continue;
    }
    const pair = (before << 7) | code;
    if (table[pair] === 1 && standsAround(text, i - 1, pair)) return true;
    before = code;
  }
  return false;
}

function standsAround(text: string, at: number, pair: number): boolean {
  for (const [word, offset] of pairs?.[pair] ?? []) {
    const start = at - offset;
    if (start >= 0 && text.slice(start, start + word.length).toLowerCase() === word) return true;
  }
  return false;
}
