/** How common a byte is in logs of this kind, most common first; bytes that are not listed are rare. */
const COMMON = ' "etaoinsrc:l,dpmu.h0/1_g{b2}fy345w[]6789vk-x';

interface Needle {
  /** From the rarest byte of the text on: the system's search looks for the first byte first. */
  bytes: Buffer;
  nextAt: number;
}

/**
 * Finds the lines of a block that contain one of some ASCII texts. Only a prefilter: with `foldsCase` some punctuation
 * is treated as equal too, so that matches must be checked; it misses nothing.
 */
export class NeedleScan {
  private readonly needles: Needle[];
  private folded: Uint32Array = new Uint32Array(0);

  constructor(
    texts: readonly string[],
    private readonly foldsCase: boolean,
  ) {
    this.needles = texts.map((text) => {
      const bytes = Buffer.from(rarestSuffix(text), 'latin1');
      if (foldsCase) for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) | 0x20;
      return { bytes, nextAt: 0 };
    });
  }

  /** Start and end (index of the newline, or the block's end) of every line that contains a needle, oldest first. */
  *lines(block: Buffer): Generator<{ start: number; stop: number }, void, undefined> {
    const bytes = this.foldsCase ? this.fold(block) : block;
    for (const needle of this.needles) needle.nextAt = 0;
    let from = 0;
    while (from < block.length) {
      let found = -1;
      for (const needle of this.needles) {
        if (needle.nextAt >= 0 && needle.nextAt <= from) {
          needle.nextAt = bytes.indexOf(needle.bytes, from);
        }
        if (needle.nextAt >= 0 && (found < 0 || needle.nextAt < found)) found = needle.nextAt;
      }
      if (found < 0) return;
      const start = block.lastIndexOf(NEWLINE, found) + 1;
      const newline = block.indexOf(NEWLINE, found);
      const stop = newline < 0 ? block.length : newline;
      yield { start, stop };
      from = stop + 1;
    }
  }

  /** A copy in which letters have one case: every byte of a log passes through here. */
  private fold(block: Buffer): Buffer {
    const words = (block.length + 3) >> 2;
    if (this.folded.length < words) this.folded = new Uint32Array(words);
    const { folded } = this;
    const copy = Buffer.from(folded.buffer, 0, block.length);
    if (block.byteOffset % 4 === 0 && block.buffer.byteLength >= block.byteOffset + words * 4) {
      foldWords(new Uint32Array(block.buffer, block.byteOffset, words), folded);
    } else {
      block.copy(copy);
      foldWords(folded.subarray(0, words), folded);
    }
    return copy;
  }
}

/** Four bytes a word, eight words an iteration: twice as fast as one word an iteration. */
function foldWords(source: Uint32Array, folded: Uint32Array): void {
  const turns = source.length & ~7;
  for (let i = 0; i < turns; i += 8) {
    folded[i] = (source[i] as number) | SPACES;
    folded[i + 1] = (source[i + 1] as number) | SPACES;
    folded[i + 2] = (source[i + 2] as number) | SPACES;
    folded[i + 3] = (source[i + 3] as number) | SPACES;
    folded[i + 4] = (source[i + 4] as number) | SPACES;
    folded[i + 5] = (source[i + 5] as number) | SPACES;
    folded[i + 6] = (source[i + 6] as number) | SPACES;
    folded[i + 7] = (source[i + 7] as number) | SPACES;
  }
  for (let i = turns; i < source.length; i++) folded[i] = (source[i] as number) | SPACES;
}

/** The bit that tells a small letter from a capital one, in each of four bytes. */
const SPACES = 0x20202020;
const NEWLINE = 0x0a;

function rarestSuffix(text: string): string {
  let best = 0;
  let bestRank = -1;
  for (let i = 0; i <= Math.max(0, text.length - 3); i++) {
    const index = COMMON.indexOf(text.charAt(i).toLowerCase());
    const rank = index < 0 ? COMMON.length : index;
    if (rank > bestRank) {
      best = i;
      bestRank = rank;
    }
  }
  return text.slice(best);
}
