import { isTechnical, isValue, type Noun } from './nouns.ts';
import type { OwnNames } from './own-names.ts';
import { fixedPartOfPath, shapeOf } from './shapes.ts';

const PAIRS = new Map(
  ['“”', '„“', '‘’', '‚‘', '«»', '‹›', '""', "''", '``'].map(([a, b]) => [a, b ?? '']),
);
/** A longer quotation is prose with names of its own. */
const QUOTE_LIMIT = 600;

/** The index of the quote that closes the one at `at`; -1 where that is an apostrophe or has no partner. */
export function endOfQuote(text: string, at: number, to: number): number {
  const open = text[at] ?? '';
  const close = PAIRS.get(open);
  if (close === undefined) return -1;
  // Scripts without blanks have words right beside quotes, so their letters make no apostrophe.
  const isApostrophe = /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && (text[at - 1] ?? '') < '\u3000';
  if (open === close && (isApostrophe || /\s/.test(text[at + 1] ?? ' '))) return -1;
  const length = text.slice(at + 1, Math.min(to, at + QUOTE_LIMIT)).indexOf(close);
  return length < 0 ? -1 : at + 1 + length;
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
  if (before?.fixed === true) return readValue(content);
  if (after?.fixed === true) return readValue(content);
  if (own.has(content) || own.isPrefixOf(content)) return NAME;
  if (/\s/.test(content)) return PROSE;
  if (content[0] === '/') return readPath(content);
  const shape = shapeOf(content);
  if (shape !== null && shape.label !== null) {
    return shape.tail === '' ? { as: 'name', label: shape.label } : PROSE;
  }
  const isWord = shape === null && !isTechnical(content) && !isCapital(content);
  return isWord ? NAME : FIXED;
}

/** “TXT”, “SiteBackupPlugin”, “Account”: words that a program wrote, not names that people chose. */
function isCapital(content: string): boolean {
  return /^[A-Z][A-Za-z]*(?:[-_ .][A-Z][A-Za-z]*)*$/.test(content);
}

function readPath(content: string): QuoteReading {
  return fixedPartOfPath(content) === 0 ? { as: 'name', label: 'path' } : PROSE;
}

function readNamed(content: string, label: string, own: OwnNames): QuoteReading {
  if (content[0] === '/') return readPath(content);
  const isFixed = (isValue(content) && /^[A-Z.]/.test(content)) || shapeOf(content)?.label === null;
  return isFixed && !own.has(content) ? FIXED : { as: 'name', label };
}

/** The value of a noun such as service, option, privilege: only what is plainly an account's own is replaced. */
function readValue(content: string): QuoteReading {
  if (/^\S*(?:\d{5}|[0-9a-f]{12})\S*$/.test(content)) return { as: 'name', label: 'id' };
  return /[\s/~]/.test(content) || (shapeOf(content)?.label ?? null) !== null ? PROSE : FIXED;
}
