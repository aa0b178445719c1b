import { isTechnical, isValue, type Noun } from './nouns.ts';
import type { OwnNames } from './own-names.ts';
import { fixedPartOfPath, shapeOf } from './shapes.ts';

const PAIRS = new Map(
  ['“”', '„“', '‘’', '‚‘', '«»', '‹›', '""', "''", '``'].map(([a, b]) => [a, b ?? '']),
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

/** `name`: the quotation differs from account to account; `fixed`: it stays; `prose`: a sentence, read on its own. */
export type QuoteReading = { as: 'name'; label: string } | { as: 'fixed' | 'prose' };

const FIXED: QuoteReading = { as: 'fixed' };
const PROSE: QuoteReading = { as: 'prose' };
const NAME: QuoteReading = { as: 'name', label: 'name' };

/**
 * What a quotation between two nouns is. The noun beside it decides first (database “x”, service “exim”), then known values
 * (“TRANSFER”, “InnoDB”), then its looks; a plain lower-case word without any of these is a name.
 */
export function readQuotation(
  content: string,
  before: Noun | undefined,
  after: Noun | undefined,
  own: OwnNames,
): QuoteReading {
  if (before?.label !== undefined) return readNamed(content, before.label, own);
  if (before?.fixed === true) return readValue(content, own);
  if (isValue(content) && !own.has(content)) return FIXED;
  if (after?.fixed === true) return readValue(content, own);
  if (own.has(content) || own.isPrefixOf(content)) return NAME;
  if (/\s/.test(content)) return PROSE;
  if (content[0] === '/') return readPath(content);
  const shape = shapeOf(content);
  if (shape !== null && shape.label !== null) {
    return shape.tail === '' ? { as: 'name', label: shape.label } : PROSE;
  }
  const isWord = shape === null && !isTechnical(content) && !isCapital(content);
  return isWord && /[\p{L}\p{N}]/u.test(content) ? NAME : FIXED;
}

/** “TXT”, “SiteBackupPlugin”, “Account”: words that a program wrote, not names that people chose. */
function isCapital(content: string): boolean {
  return /^[A-Z][A-Za-z]*(?:[-_ .][A-Z][A-Za-z]*)*$/.test(content);
}

function readPath(content: string): QuoteReading {
  return fixedPartOfPath(content, () => false) === 0 ? { as: 'name', label: 'path' } : PROSE;
}

function readNamed(content: string, label: string, own: OwnNames): QuoteReading {
  if (content[0] === '/') return readPath(content);
  const isFixed = (isValue(content) && /^[A-Z.]/.test(content)) || shapeOf(content)?.label === null;
  return isFixed && !own.has(content) ? FIXED : { as: 'name', label };
}

/** The value of a noun such as service, option, privilege: only what is plainly an account's own is replaced. */
function readValue(content: string, own: OwnNames): QuoteReading {
  if (own.isPrefixOf(content) && !isValue(content)) return NAME;
  if (/^\S*(?:\d{5}|[0-9a-f]{12})\S*$/.test(content)) return { as: 'name', label: 'id' };
  return /[\s/~]/.test(content) || (shapeOf(content)?.label ?? null) !== null ? PROSE : FIXED;
}
