import { SHAPES } from './mask-shaped.ts';
import { NATIVE_HINTS, WORD_HINTS } from './mask-words.ts';

/** Pairs of letters that English and the paths of servers are full of: a word is not looked for by them. */
const COMMON = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur /h il ss ho in pu ub bl et la di el ec ge ho ol us ta lo 00 01 20 10'.split(
    ' ',
  ),
);

/**
 * What stands in or beside everything that the rules of masking find, taken from the rules themselves. Kept free of
 * slashes and quotes, which JSON may write in two ways; letters stand for both cases.
 */
const ALL_HINTS: readonly string[] = [
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
];

/** Where another hint stands, that one is enough. */
const HINTS = ALL_HINTS.filter(
  (hint) => !ALL_HINTS.some((other) => other !== hint && hint.includes(other)),
);

/** Letters beyond Latin, and the few of Latin without which a word for a password can't be told by its ASCII part. */
function isNativeLetter(code: number): boolean {
  return (
    (code >= 0x370 && code < 0x2000) ||
    (code >= 0x3040 && code < 0xe000) ||
    code === 0x142 ||
    code === 0x141
  );
}

/** Five bits for a character: equal for both cases of a letter. */
const CLASS = new Uint8Array(128);
for (let i = 0; i < 26; i++) CLASS[65 + i] = CLASS[97 + i] = i + 1;
for (let i = 48; i < 58; i++) CLASS[i] = 27;
for (const [character, value] of [
  [' ', 28],
  ['-', 29],
  ['_', 29],
  [':', 30],
  ['$', 31],
  ['*', 31],
  ['{', 31],
  ['\\', 31],
] as const) {
  CLASS[character.charCodeAt(0)] = value;
}
const THREE = 0x7fff;

interface Hint {
  codes: readonly number[];
  /** How many of its characters stand before the end of the three by which it is looked for. */
  behind: number;
}

/** For the classes of three characters, one after the other: which hints to compare there. */
interface Table {
  marks: Uint8Array;
  hints: (Hint[] | undefined)[];
}

let built: Table | null = null;

function buildTable(): Table {
  const table: Table = { marks: new Uint8Array(THREE + 1), hints: [] };
  for (const word of HINTS) {
    const codes = [...word].map((character) => character.charCodeAt(0));
    if (word.length === 2) {
      // Whatever stands behind.
      for (let last = 0; last < 32; last++) addHint(table, keyOf(codes, 0) | last, codes, 3);
    } else {
      const at = rarestThree(word);
      addHint(table, keyOf(codes, at), codes, at + 3);
    }
  }
  return table;
}

function keyOf(codes: readonly number[], at: number): number {
  const classOf = (index: number) => CLASS[codes[index] ?? 0] ?? 0;
  return (classOf(at) << 10) | (classOf(at + 1) << 5) | classOf(at + 2);
}

function addHint({ marks, hints }: Table, key: number, codes: number[], behind: number): void {
  marks[key] = 1;
  const list = hints[key] ?? [];
  list.push({ codes, behind });
  hints[key] = list;
}

function rarestThree(word: string): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 3 <= word.length; i++) {
    const common =
      Number(COMMON.has(word.slice(i, i + 2))) + Number(COMMON.has(word.slice(i + 1, i + 3)));
    if (common < least) {
      best = i;
      least = common;
    }
  }
  return best;
}

/** Whether a hint stands anywhere in a text; looks at every character once. Never a false no. */
export function holdsHint(text: string): boolean {
  built ??= buildTable();
  const { marks, hints } = built;
  let key = 0;
  // One character more than the text has, for hints of two that stand at its end.
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code > 127) {
      if (isNativeLetter(code)) return true;
      key = (key << 5) & THREE;
    } else key = ((key << 5) | (CLASS[code] as number)) & THREE;
    if (marks[key] === 1 && standsBefore(text, i + 1, hints[key])) return true;
  }
  return false;
}

function standsBefore(text: string, end: number, hints: readonly Hint[] = []): boolean {
  return hints.some(({ codes, behind }) => {
    const start = end - behind;
    if (start < 0 || start + codes.length > text.length) return false;
    for (let i = 0; i < codes.length; i++) {
      const code = text.charCodeAt(start + i);
      if ((code >= 65 && code <= 90 ? code + 32 : code) !== codes[i]) return false;
    }
    return true;
  });
}
