/**
 * What stands in or beside everything that the rules of masking find: a word, and where in it lies the
 * pair of characters by which it is looked for. Kept free of slashes and quotes, which JSON may write in
 * two ways; letters stand for both cases.
 */
const HINTS: readonly (readonly [string, number])[] = [
  ['pass', 2],
  ['sess', 2],
  ['access', 1],
  ['pw', 0],
  ['secret', 2],
  ['token', 1],
  ['cookie', 2],
  ['auth', 1],
  ['bearer', 1],
  ['basic', 2],
  ['key', 0],
  ['cred', 0],
  ['csrf', 1],
  ['identified', 5],
  ['whm', 1],
  ['cpanel ', 0],
  ['curl', 1],
  ['-p', 0],
  ['eyj', 1],
  [':/', 0],
  [':\\', 0],
  ['\\u00', 0],
  ['{ss', 0],
  ['{sh', 0],
  ['{sm', 0],
  ['{md', 0],
  ['{cr', 0],
  ['$1', 0],
  ['$2', 0],
  ['$5', 0],
  ['$6', 0],
  ['$7', 0],
  ['$y', 0],
  ['$g', 0],
  ['$a', 0],
  ...[...'0123456789abcdef'].map((digit) => [`*${digit}`, 0] as const),
];

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

/** Whether a hint stands anywhere in a text; looks at every character once. */
export function holdsHint(text: string): boolean {
  marks ??= buildMarks();
  const table = marks;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
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
