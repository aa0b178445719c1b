/**
 * Five bits for a character, the same for both cases of a letter. Characters that are rare in logs share their bits
 * with others.
 */
const CLASS = new Uint8Array(256);
const CLASSES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'jqz{', 'k', 'l', 'm', 'n', 'o', 'p'];
CLASSES.push('r', 's', 't', 'u', 'v', 'w', 'x', 'y', '0123456789', ' ', '-_', ':', '/', '.');
CLASSES.push('$*=\\\n');
for (const [index, letters] of CLASSES.entries()) {
  for (const letter of letters + letters.toUpperCase()) CLASS[letter.charCodeAt(0)] = index + 1;
}
const BITS = 5;
const THREE = (1 << (3 * BITS)) - 1;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const ANY_CLASS = [...CLASSES.keys(), CLASSES.length];
const BLANK_CLASSES = [CLASS[BLANK] ?? 0, CLASS[QUOTE] ?? 0];
/** For each class, a list with only that class. */
const LISTS = ANY_CLASS.map((own) => [own]);
/**
 * Pairs of characters that are common in logs, by their classes: those that English and the paths of servers are full
 * of, and pairs with a blank. Words are not searched for by them.
 */
const COMMON = new Uint8Array(1 << (2 * BITS));
for (const pair of 'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur /h il ss ho in pu ub bl et la di el ec ge ho ol us ta lo 00 01 20 10'.split(
  ' ',
)) {
  COMMON[pairOf(pair.charCodeAt(0), pair.charCodeAt(1))] = 1;
}
for (const own of ANY_CLASS) {
  COMMON[(own << BITS) | (CLASS[BLANK] ?? 0)] = 1;
  COMMON[((CLASS[BLANK] ?? 0) << BITS) | own] = 1;
}

function pairOf(first: number, second: number): number {
  return ((CLASS[first] as number) << BITS) | (CLASS[second] as number);
}

/** A word to be found, and the group that it belongs to. */
interface Word {
  word: string;
  /** How many of its characters there are up to the end of the three by which it is searched for. */
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
 * Finds any of some hundred words in a text, ignoring case, and looks at every character once: words are compared only
 * where three characters occur that one of them has. Words are ASCII in lower case, two letters at least.
 */
export class WordSieve {
  /** For the classes of three successive characters: which words to compare; 0 for none. */
  private readonly marks = new Uint16Array(THREE + 1);
  private readonly words: Word[][] = [[]];

  /**
   * @param words each with the group that it belongs to
   * @param foreign characters beyond ASCII that count as found by themselves
   */
  constructor(
    words: Iterable<readonly [word: string, group: number]>,
    private readonly foreign: Foreign = NOTHING,
  ) {
    for (const [word, group] of words) this.take(word, group);
  }

  /** For words that need no groups: where one word contains another, the shorter one is enough. */
  static ofFewest(words: Iterable<string>, foreign: Foreign = NOTHING): WordSieve {
    const sieve = new WordSieve([], foreign);
    const byLength = [...words].sort((a, b) => a.length - b.length);
    for (const word of byLength) if (!sieve.isIn(word)) sieve.take(word, 0);
    return sieve;
  }

  private take(word: string, group: number): void {
    // Two letters are found whatever comes before them.
    const at = word.length === 2 ? -1 : rarestThree(word);
    const found = { word, behind: at + 3, group };
    const middle = CLASS[word.charCodeAt(at + 1)] as number;
    // One list for all places without an entry yet: a word of two letters has 33.
    let own = 0;
    for (const first of classesAt(word, at)) {
      const two = (first << (2 * BITS)) | (middle << BITS);
      for (const last of classesAt(word, at + 2)) {
        const mark = this.marks[two | last] as number;
        if (mark === 0) {
          if (own === 0) own = this.words.push([found]) - 1;
          this.marks[two | last] = own;
          continue;
        }
        const list = this.words[mark] as Word[];
        if (!list.includes(found)) list.push(found);
      }
    }
  }

  /** Whether a text contains a word or a foreign character. */
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
        if (standsIn(text, i + 1 - word.behind, word.word)) return true;
      }
    }
    return false;
  }

  /**
   * The groups of all words in a text; null where there are none.
   *
   * @param foreign the group of foreign characters
   */
  groupsIn(text: string, foreign: number): Set<number> | null {
    // Most texts contain none; a single loop shared by all of them gets compiled early.
    if (!this.isIn(text)) return null;
    const { marks } = this;
    const groups = new Set<number>();
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127 && this.foreign.isLetter(code)) {
        groups.add(foreign);
      }
      key = ((key << BITS) | (CLASS[code] ?? 0)) & THREE;
      const mark = marks[key] as number;
      if (mark === 0) continue;
      for (const word of this.words[mark] as Word[]) {
        if (!standsIn(text, i + 1 - word.behind, word.word)) continue;
        groups.add(word.group);
      }
    }
    return groups;
  }

  /**
   * An index within the first word, or foreign character, in the bytes of a text from `from` on; -1 where there is
   * none. A blank in a word may be the seam between two pieces of a message, `","`.
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
}

function standsIn(text: string, start: number, word: string): boolean {
  if (start < 0 || start + word.length > text.length) return false;
  for (let i = 0; i < word.length; i++) {
    if (small(text.charCodeAt(start + i)) !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** Compares the rest of a word around the three bytes that end at an index; a blank can be a seam. */
function standsAround(bytes: Uint8Array, last: number, { word, behind }: Word): boolean {
  let at = last - 1;
  for (let i = behind - 2; i < word.length; i++) {
    const length = lengthOf(word.charCodeAt(i), bytes, at, 1);
    if (length === 0) return false;
    at += length;
  }
  at = last - 2;
  for (let i = behind - 3; i >= 0; i--) {
    const length = lengthOf(word.charCodeAt(i), bytes, at, -1);
    if (length === 0) return false;
    at -= length;
  }
  return true;
}

/** How many bytes encode a character of a word, from an index on in a direction; 0 where something else is there. */
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

/** The classes that a character of a word can have; the one before the word, and a blank, can have several. */
function classesAt(word: string, index: number): readonly number[] {
  if (index < 0) return ANY_CLASS;
  const code = word.charCodeAt(index);
  return code === BLANK ? BLANK_CLASSES : (LISTS[CLASS[code] as number] ?? ANY_CLASS);
}

/** Where in a word the three characters begin that are rarest in logs; none with a blank in the middle. */
function rarestThree(word: string): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let middle = word.charCodeAt(1);
  let before = COMMON[pairOf(word.charCodeAt(0), middle)] as number;
  for (let i = 2; i < word.length; i++) {
    const last = word.charCodeAt(i);
    const next = COMMON[pairOf(middle, last)] as number;
    const common = before + next + (middle === BLANK ? 10 : 0);
    if (common < least) {
      best = i - 2;
      least = common;
    }
    before = next;
    middle = last;
  }
  return best;
}
