/** Pairs of letters that English and the paths of servers are full of: a word is not looked for by them. */
const COMMON = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur /h il ss ho in pu ub bl et la di el ec ge ho ol us ta lo 00 01 20 10'.split(
    ' ',
  ),
);

/** Five bits for a character: equal for both cases of a letter. What is rare in logs shares its bits with others. */
const CLASS = new Uint8Array(256);
const CLASSES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'jqz{', 'k', 'l', 'm', 'n', 'o', 'p'];
CLASSES.push('r', 's', 't', 'u', 'v', 'w', 'x', 'y', '0123456789', ' ', '-_', ':', '/', '.');
CLASSES.push('$*=\\\n');
for (const [index, letters] of CLASSES.entries()) {
  for (const letter of letters + letters.toUpperCase()) CLASS[letter.charCodeAt(0)] = index + 1;
}
const BITS = 5;
const THREE = (1 << (3 * BITS)) - 1;
const ANY_CLASS = [...CLASSES.keys(), CLASSES.length];
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;

/** A word that stands in a text, and what it says. */
interface Word {
  codes: readonly number[];
  /** How many of its characters stand up to the end of the three by which it is looked for. */
  behind: number;
  group: number;
}

/** Characters that count as a word by themselves: by their code, and by the first of their bytes in UTF-8. */
export interface Foreign {
  isLetter(code: number): boolean;
  isByte(byte: number): boolean;
}

const NOTHING: Foreign = { isLetter: () => false, isByte: () => false };

/**
 * Finds any of some hundred words in a text, whatever the case of its letters, and looks at every character once: words are
 * compared only where three characters stand that one of them has. Words are of ASCII in lower case, two letters at least.
 */
export class WordSieve {
  /** For the classes of three characters, one after the other: which words to compare; 0 for none. */
  private readonly marks = new Uint16Array(THREE + 1);
  private readonly words: Word[][] = [[]];

  /**
   * @param words each with the group that it belongs to
   * @param foreign what beyond ASCII counts as found, by itself
   */
  constructor(
    words: Iterable<readonly [word: string, group: number]>,
    private readonly foreign: Foreign = NOTHING,
  ) {
    for (const [word, group] of words) {
      const codes = [...word].map((character) => character.charCodeAt(0));
      // Two letters are found whatever stands before them.
      const at = word.length === 2 ? -1 : rarestThree(word);
      for (const key of keysOf(codes, at)) this.add(key, { codes, behind: at + 3, group });
    }
  }

  /** Whether a word or a foreign character stands in a text. */
  isIn(text: string): boolean {
    const { marks } = this;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127 && this.foreign.isLetter(code)) return true;
      key = ((key << BITS) | (CLASS[code] ?? 0)) & THREE;
      const mark = marks[key] as number;
      if (mark === 0) continue;
      for (const word of this.words[mark] as Word[]) {
        if (standsIn(text, i + 1 - word.behind, word.codes)) return true;
      }
    }
    return false;
  }

  /**
   * The groups of all words that stand in a text; null where there are none.
   *
   * @param foreign the group of foreign characters
   */
  groupsIn(text: string, foreign: number): Set<number> | null {
    const { marks } = this;
    let groups: Set<number> | null = null;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127 && this.foreign.isLetter(code)) {
        groups ??= new Set();
        groups.add(foreign);
      }
      key = ((key << BITS) | (CLASS[code] ?? 0)) & THREE;
      const mark = marks[key] as number;
      if (mark === 0) continue;
      for (const word of this.words[mark] as Word[]) {
        if (!standsIn(text, i + 1 - word.behind, word.codes)) continue;
        groups ??= new Set();
        groups.add(word.group);
      }
    }
    return groups;
  }

  /**
   * An index within the first word, or foreign character, that stands in the bytes of a text from `from` on; -1 where there is none. A blank of a
   * word may be the seam of two pieces of a message, `","`.
   */
  indexIn(bytes: Uint8Array, from: number): number {
    const { marks } = this;
    let key = 0;
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte > 127 && this.foreign.isByte(byte)) return i;
      key = ((key << BITS) | (CLASS[byte] as number)) & THREE;
      const mark = marks[key] as number;
      if (mark === 0) continue;
      for (const word of this.words[mark] as Word[]) {
        if (standsAround(bytes, i, word)) return i;
      }
    }
    return -1;
  }

  private add(key: number, word: Word): void {
    const mark = this.marks[key] as number;
    if (mark === 0) this.marks[key] = this.words.push([word]) - 1;
    else this.words[mark]?.push(word);
  }
}

function standsIn(text: string, start: number, codes: readonly number[]): boolean {
  if (start < 0 || start + codes.length > text.length) return false;
  for (let i = 0; i < codes.length; i++) {
    if (small(text.charCodeAt(start + i)) !== codes[i]) return false;
  }
  return true;
}

/** The same around the three bytes that end at an index; a blank can be a seam. */
function standsAround(bytes: Uint8Array, last: number, { codes, behind }: Word): boolean {
  let at = last - 1;
  for (let i = behind - 2; i < codes.length; i++) {
    const length = lengthOf(codes[i] as number, bytes, at, 1);
    if (length === 0) return false;
    at += length;
  }
  at = last - 2;
  for (let i = behind - 3; i >= 0; i--) {
    const length = lengthOf(codes[i] as number, bytes, at, -1);
    if (length === 0) return false;
    at -= length;
  }
  return true;
}

/** How many bytes stand for a character of a word, from an index on in a direction; 0 where another one stands. */
function lengthOf(code: number, bytes: Uint8Array, at: number, step: 1 | -1): number {
  const found = bytes[at] ?? 0;
  if (small(found) === code) return 1;
  if (code !== BLANK || found !== QUOTE) return 0;
  const isLong = bytes[at + (step === 1 ? 2 : -1)] === BLANK;
  const length = isLong ? 4 : 3;
  const comma = at + (step === 1 ? 1 : 2 - length);
  return bytes[comma] === COMMA && bytes[at + step * (length - 1)] === QUOTE ? length : 0;
}

function small(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** The classes of the three characters of a word from an index on; one before the word, or a blank at an end, can be several. */
function keysOf(codes: readonly number[], at: number): number[] {
  const classesAt = (index: number): number[] => {
    const code = codes[index];
    if (code === undefined) return ANY_CLASS;
    const own = CLASS[code] ?? 0;
    return code === BLANK ? [own, CLASS[QUOTE] ?? 0] : [own];
  };
  const first = classesAt(at);
  const [middle = 0] = classesAt(at + 1);
  return first.flatMap((one) =>
    classesAt(at + 2).map((last) => (one << (2 * BITS)) | (middle << BITS) | last),
  );
}

/** Where in a word the three characters begin that are rarest in logs; no blank stands in their middle. */
function rarestThree(word: string): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 3 <= word.length; i++) {
    const three = word.slice(i, i + 3);
    const common =
      Number(COMMON.has(three.slice(0, 2))) +
      Number(COMMON.has(three.slice(1))) +
      Number(three.includes(' ')) +
      (three[1] === ' ' ? 10 : 0);
    if (common < least) {
      best = i;
      least = common;
    }
  }
  return best;
}
