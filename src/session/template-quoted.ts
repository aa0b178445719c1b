import { readShape } from './template-chunk.ts';
import { FIXED_VALUES, TECHNICAL, type WordInfo } from './template-lexicon.ts';
import type { OwnNames } from './template-own.ts';
import { isCodeIdentifier, isDataFile } from './template-shape.ts';

/** The place of a quotation: what is known of the words before and after it. */
export interface QuotedPlace {
  before: WordInfo | undefined;
  after: WordInfo | undefined;
  /** An error word stands before: `error “1227”`. */
  code: boolean;
  previous: string;
  /** The other value of `from “remote” to “local”`, if both are known settings. */
  paired: boolean;
}

/** `name`: becomes the placeholder `label`; `fixed`: stays; `prose`: a sentence, read on its own. */
export type QuotedReading = { as: 'name'; label: string } | { as: 'fixed' } | { as: 'prose' };

/** After these a known word is a setting's value, also where an account is called so: changed to “local”. */
const SETTING = /^(?:uses|use|is|set|be|mode|using)$/;

const FIXED: QuotedReading = { as: 'fixed' };
const PROSE: QuotedReading = { as: 'prose' };

/**
 * Whether a quotation is a name that differs from account to account. The noun beside it decides first
 * (database “x”, the “x” zone; service “exim”), then the list of known words (“TRANSFER”, “InnoDB”), then
 * its shape; a plain lower-case word without any of these is a name.
 */
export function readQuoted(content: string, place: QuotedPlace, own: OwnNames): QuotedReading {
  const { before, after } = place;
  if (content === '') return FIXED;
  if (place.code && /^\d{1,6}$/.test(content)) return FIXED;
  if (before?.label !== undefined) return readNamed(content, before.label, own);
  if (before?.fixed === true) return readFixedValue(content, own);
  if (
    FIXED_VALUES.has(content) &&
    (!own.has(content) || place.paired || SETTING.test(place.previous))
  )
    return FIXED;
  if (after?.label !== undefined && !isCapital(content))
    return readNamed(content, after.label, own);
  if (after?.fixed === true && !own.isPrefixOf(content)) return readFixedValue(content, own);
  if (own.has(content)) return { as: 'name', label: 'name' };
  if (/\s/.test(content)) return readBlanks(content);
  const shape = readShape(content, own);
  if (shape?.label != null) return shape.fixed === 0 ? { as: 'name', label: shape.label } : PROSE;
  if (own.isPrefixOf(content)) return { as: 'name', label: 'name' };
  if (/^[\d.,:/-]+[A-Za-z]{0,2}$/.test(content)) return PROSE;
  if (shape !== null || TECHNICAL.test(content) || isCodeIdentifier(content)) return FIXED;
  return isCapital(content) || /^[^A-Za-z0-9\u00c0-\uffff]+$/.test(content)
    ? FIXED
    : { as: 'name', label: 'name' };
}

/** “TXT”, “SiteBackupPlugin”, “Account”: words that a program wrote, not names that people chose. */
function isCapital(content: string): boolean {
  return /^[A-Z][A-Za-z]*(?:[-_ ][A-Z][A-Za-z]*)*$/.test(content) && content.length > 1;
}

function readNamed(content: string, label: string, own: OwnNames): QuotedReading {
  if (content.includes('::') && isCodeIdentifier(content)) return FIXED;
  if (own.has(content)) return { as: 'name', label };
  if (label === 'file' || label === 'path') {
    if (/^[/~]/.test(content))
      return readShape(content, own)?.fixed === 0 && readShape(content, own)?.label != null
        ? { as: 'name', label: 'path' }
        : PROSE;
    if (FIXED_VALUES.has(content)) return FIXED;
    const shape = readShape(content, own);
    if (label === 'file' && shape !== null && shape.label === null && !isDataFile(content))
      return FIXED;
    return { as: 'name', label };
  }
  if (FIXED_VALUES.has(content) && /^[A-Z]/.test(content)) return FIXED;
  if (label === 'domain' && /^[A-Z]{1,10}$/.test(content)) return FIXED;
  return { as: 'name', label };
}

/** The value of a noun such as service, option, privilege: only what is plainly an account's own is replaced. */
function readFixedValue(content: string, own: OwnNames): QuotedReading {
  if (/\s/.test(content)) return PROSE;
  if (own.isPrefixOf(content) && !FIXED_VALUES.has(content)) return { as: 'name', label: 'name' };
  if (/\d{5}|[0-9a-f]{12}/.test(content)) return { as: 'name', label: 'id' };
  const shape = readShape(content, own);
  if (shape !== null && shape.label !== null) return PROSE;
  return FIXED;
}

function readBlanks(content: string): QuotedReading {
  if (/^[/~]/.test(content) && !/ [-/]/.test(content)) return { as: 'name', label: 'path' };
  return PROSE;
}
