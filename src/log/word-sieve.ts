/** Pairs of letters that English and the paths of servers are full of: a word is not looked for by them. */
const COMMON = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur /h il ss ho in pu ub bl et la di el ec ge ho ol us ta lo 00 01 20 10'.split(
    ' ',
  ),
);

/** Five bits for a character: equal for both cases of a letter. What is in no logs much shares a class with others. */
const CLASS = new Uint8Array(256);
const CLASSES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'jqz', 'k', 'l', 'm', 'n', 'o', 'p'];
CLASSES.push('r', 's', 't', 'u', 'v', 'w', 'x', 'y', '0123456789', ' ', '-_', ':', '/', '.');
CLASSES.push('$*{\\');
for (const [index, letters] of CLASSES.entries()) {
  for (const letter of letters + letters.toUpperCase()) CLASS[letter.charCodeAt(0)] = index + 1;
}
const BITS = 5;
const THREE = (1 << (3 * BITS)) - 1;

/** A word that stands in a text, and what it says. */
interface Word {
  codes: readonly number[];
  /** How many of its characters stand up to the end of the three by which it is looked for. */
  behind: number;
  group: number;
}

/**
 * Finds any of some hundred words in a text, whatever the case of its letters, and looks at every character once: words are
 * compared only where three characters stand that one of them has. Words are of ASCII in lower case, two letters at least.
 */
export class WordSieve {
  /** For the classes of three characters, one after the other: whether there are words to compare, and which. */
  private readonly marks = new Uint8Array(THREE + 1);
  private readonly words = new Map<number, Word[]>();

  /**
   * @param words each with the group that it belongs to
   * @param isForeign whether a character beyond ASCII counts as found, by itself
   */
  constructor(
    words: Iterable<readonly [word: string, group: number]>,
    private readonly isForeign: (code: number) => boolean = () => false,
  ) {
    for (const [word, group] of words) {
      const codes = [...word].map((character) => character.charCodeAt(0));
      if (codes.length === 2) {
        // Whatever stands before.
        for (let first = 0; first <= CLASSES.length; first++) {
          this.add((first << (2 * BITS)) | keyOf(codes, 0), { codes, behind: 2, group });
        }
      } else {
        const at = rarestThree(word);
        const key = (keyOf(codes, at) << BITS) | classOf(codes, at + 2);
        this.add(key, { codes, behind: at + 3, group });
      }
    }
  }

  /** Whether a word or a foreign character stands in a text. */
  isIn(text: string): boolean {
    const { marks } = this;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127 && this.isForeign(code)) return true;
      key = ((key << BITS) | (CLASS[code] ?? 0)) & THREE;
      if (marks[key] === 1 && this.groupAt(text, i + 1, key) >= 0) return true;
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
      if (code > 127 && this.isForeign(code)) {
        groups ??= new Set();
        groups.add(foreign);
      }
      key = ((key << BITS) | (CLASS[code] ?? 0)) & THREE;
      if (marks[key] !== 1) continue;
      for (const word of this.words.get(key) ?? []) {
        if (!standsIn(text, i + 1 - word.behind, word.codes)) continue;
        groups ??= new Set();
        groups.add(word.group);
      }
    }
    return groups;
  }

  private add(key: number, word: Word): void {
    this.marks[key] = 1;
    const words = this.words.get(key);
    if (words === undefined) this.words.set(key, [word]);
    else words.push(word);
  }

  private groupAt(text: string, end: number, key: number): number {
    for (const word of this.words.get(key) ?? []) {
      if (standsIn(text, end - word.behind, word.codes)) return word.group;
    }
    return -1;
  }
}

function standsIn(text: string, start: number, codes: readonly number[]): boolean {
  if (start < 0 || start + codes.length > text.length) return false;
  for (let i = 0; i < codes.length; i++) {
    const code = text.charCodeAt(start + i);
    if ((code >= 65 && code <= 90 ? code + 32 : code) !== codes[i]) return false;
  }
  return true;
}

function classOf(codes: readonly number[], at: number): number {
  return CLASS[codes[at] ?? 0] ?? 0;
}

/** Of two characters. */
function keyOf(codes: readonly number[], at: number): number {
  return (classOf(codes, at) << BITS) | classOf(codes, at + 1);
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
