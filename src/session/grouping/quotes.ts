import { isTechnical, isValue, type Noun } from './nouns.ts';
import type { OwnNames } from './own-names.ts';
import { fixedPartOfPath, shapeOf } from './shapes.ts';

const PAIRS = new Map(
  ['“”', '„“', '‘’', '‚‘', '«»', '‹›', '「」', '『』', '""', "''", '``'].map(([a, b]) => [
    a,
    b ?? '',
  ]),
);
/** A longer quotation is prose with names of its own. */
const QUOTE_LIMIT = 600;

/** Finds quotations. It remembers where the next closing quote of each kind is: a text full of opening quotes costs no more. */
export class QuoteFinder {
  private readonly text: string;
  private readonly next = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  /** The index of the quote that closes the one at `at`; -1 where that is an apostrophe or has no partner. */
  endOf(at: number, limit: number): number {
    const open = this.text[at] ?? '';
    const close = PAIRS.get(open);
    if (close === undefined) return -1;
    const isApostrophe =
      open === close && (this.hasLetter(at - 1) || /\s/.test(this.text[at + 1] ?? ' '));
    if (isApostrophe) return -1;
    let end = this.closing(close, at + 1);
    // An apostrophe inside (don't, ‘it’s’) closes nothing.
    if (/['’]/.test(close)) {
      while (end >= 0 && end < limit && this.hasLetter(end + 1)) end = this.closing(close, end + 1);
    }
    // `name' is how old programs quote.
    const old = open === '`' ? this.closing("'", at + 1) : -1;
    if (old >= 0 && (end < 0 || old < end)) end = old;
    return end < limit && end - at <= QUOTE_LIMIT ? end : -1;
  }

  /** Scripts without blanks have words right beside quotes, so their letters make no apostrophe. */
  private hasLetter(at: number): boolean {
    const char = this.text[at] ?? '';
    return char < '\u3000' && /[\p{L}\p{N}]/u.test(char);
  }

  private closing(close: string, from: number): number {
    const known = this.next.get(close);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = this.text.indexOf(close, from);
    this.next.set(close, found);
    return found;
  }
}

/** The nouns beside a quotation; `isCode`: an error word comes before, `error “1227”`. */
export interface QuotePlace {
  before: Noun | undefined;
  after: Noun | undefined;
  isCode: boolean;
  /** The word before, in lower case. */
  previous: string;
}

/** `name`: the quotation differs from account to account; `fixed`: it stays; `prose`: a sentence, read on its own. */
export type QuoteReading = { as: 'name'; label: string } | { as: 'fixed' | 'prose' };

const FIXED: QuoteReading = { as: 'fixed' };
const PROSE: QuoteReading = { as: 'prose' };

/**
 * What a quotation is. The noun beside it decides first (database “x”, service “exim”), then known values (“TRANSFER”,
 * “InnoDB”), then its looks; a plain lower-case word without any of these is a name.
 */
export function readQuotation(content: string, place: QuotePlace, own: OwnNames): QuoteReading {
  const { before, after } = place;
  if (content === '' || (place.isCode && /^\d{1,6}$/.test(content))) return FIXED;
  if (before?.label !== undefined) return readNamed(content, before.label, own);
  if (before?.fixed === true) return readValue(content, own);
  // Changed to “local” is a setting, also where an account is called so.
  if (
    isValue(content) &&
    (!own.has(content) || /^(?:uses?|is|set|be|mode|using)$/.test(place.previous))
  )
    return FIXED;
  if (after?.label !== undefined && !isCapital(content))
    return readNamed(content, after.label, own);
  if (after?.fixed === true && !own.isPrefixOf(content)) return readValue(content, own);
  if (own.has(content) || own.isPrefixOf(content)) return { as: 'name', label: 'name' };
  if (/\s/.test(content)) return PROSE;
  if (content[0] === '/') return readPath(content);
  const shape = shapeOf(content);
  if (shape !== null && shape.label !== null) {
    return shape.keep === 0 && shape.tail === '' ? { as: 'name', label: shape.label } : PROSE;
  }
  if (/^[\d.,:/-]+[A-Za-z]{0,2}$/.test(content)) return PROSE;
  const isWord = shape === null && !isTechnical(content) && !isCapital(content);
  return isWord && /[\p{L}\p{N}]/u.test(content) ? { as: 'name', label: 'name' } : FIXED;
}

/** “TXT”, “SiteBackupPlugin”, “Account”: words that a program wrote, not names that people chose. */
function isCapital(content: string): boolean {
  return /^[A-Z][A-Za-z]*(?:[-_ .][A-Z][A-Za-z]*)*$/.test(content) && content.length > 1;
}

function readPath(content: string): QuoteReading {
  const isName = fixedPartOfPath(content, () => false) === 0 && !/ [-/]/.test(content);
  return isName ? { as: 'name', label: 'path' } : PROSE;
}

function readNamed(content: string, label: string, own: OwnNames): QuoteReading {
  const name: QuoteReading = { as: 'name', label };
  if (own.has(content)) return name;
  if (content.includes('::') && shapeOf(content)?.label === null) return FIXED;
  if (isValue(content) && /^[A-Z.]/.test(content)) return FIXED;
  if (label === 'domain') return /^[A-Z]{1,10}$/.test(content) ? FIXED : name;
  if (label !== 'file' && label !== 'path' && label !== 'table') return name;
  if (content[0] === '/') return readPath(content);
  return isValue(content) || (label !== 'path' && shapeOf(content)?.label === null) ? FIXED : name;
}

/** The value of a noun such as service, option, privilege: only what is plainly an account's own is replaced. */
function readValue(content: string, own: OwnNames): QuoteReading {
  if (own.isPrefixOf(content) && !isValue(content)) return { as: 'name', label: 'name' };
  if (/^\S*(?:\d{5}|[0-9a-f]{12})\S*$/.test(content)) return { as: 'name', label: 'id' };
  return /[\s/~]/.test(content) || (shapeOf(content)?.label ?? null) !== null ? PROSE : FIXED;
}
