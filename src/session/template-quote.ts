import { lookUp } from './look-up.ts';
import { FIXED_VALUES } from './template-lexicon.ts';

/** A quoted part of a text: the index of its content and of what follows the closing quote. */
export interface Quoted {
  start: number;
  end: number;
  after: number;
}

const PAIRS: Readonly<Record<string, string>> = {
  '“': '”',
  '„': '“',
  '‘': '’',
  '‚': '‘',
  '«': '»',
  '‹': '›',
  '"': '"',
  "'": "'",
  '`': '`',
};
/** A longer quotation is prose with names of its own. */
const QUOTE_LIMIT = 600;

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * Finds quoted parts of one text. It remembers where the next closing quote of each kind is, so that a text
 * full of opening quotes costs no more than its length.
 */
export class QuoteFinder {
  private readonly text: string;
  private readonly next = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  /** The quotation that opens at `i`, or null where the character is an apostrophe or has no partner. */
  at(i: number, limit: number): Quoted | null {
    const open = this.text[i] ?? '';
    const close = lookUp(PAIRS, open);
    if (close === undefined) return null;
    const straight = open === close;
    if (straight) {
      if (i > 0 && WORD_CHARACTER.test(this.text[i - 1] ?? '')) return null;
      if (/\s/.test(this.text[i + 1] ?? ' ')) return null;
    }
    let end = this.closing(close, i + 1);
    // An apostrophe inside (don't, ‘it’s’) closes nothing.
    while (
      end >= 0 &&
      close !== '”' &&
      end < limit &&
      WORD_CHARACTER.test(this.text[end + 1] ?? '')
    ) {
      if (straight && close !== "'") break;
      end = this.closing(close, end + 1);
    }
    // `name' is how old programs quote.
    if (open === '`') {
      const apostrophe = this.closing("'", i + 1);
      if (apostrophe >= 0 && (end < 0 || apostrophe < end)) end = apostrophe;
    }
    if (end < 0 || end >= limit || end - i > QUOTE_LIMIT) return null;
    const newline = this.closing('\n', i + 1);
    if (newline >= 0 && newline < end) return null;
    return { start: i + 1, end, after: end + 1 };
  }

  private closing(close: string, from: number): number {
    const known = this.next.get(close);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = this.text.indexOf(close, from);
    this.next.set(close, found);
    return found;
  }
}

const PARTNER = / to [“"'‘`]([A-Za-z]+)[”"'’`]/y;

/**
 * Whether a quotation is one of two settings, `changed from “remote” to “local”`: the word before it is
 * from or to, and the other one is a known value or has stayed already (`fixedQuote`).
 */
export function isPairedValue(
  text: string,
  content: string,
  after: number,
  previous: string,
  fixedQuote: string,
): boolean {
  if (previous === 'to' && fixedQuote !== '') return fixedQuote !== content;
  if (previous !== 'from') return false;
  PARTNER.lastIndex = after;
  const partner = PARTNER.exec(text)?.[1];
  return partner !== undefined && partner !== content && FIXED_VALUES.has(partner);
}
