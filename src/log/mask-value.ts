import { lookUp } from '../session/look-up.ts';
import type { Span } from './mask-span.ts';
import { isHarmless } from './mask-words.ts';

const QUOTES = '"\'`“‘«';
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '«': '»' };

export function isQuote(character: string | undefined): boolean {
  return character !== undefined && character !== '' && QUOTES.includes(character);
}

/** The value at a place, in quotes or bare; `prose`: it may also be the next word of a sentence. */
export function readValue(text: string, at: number, prose: boolean): Span | null {
  const c = text[at] ?? '';
  if (c === '\\' || isQuote(c)) {
    const quoted = quotedValue(text, at);
    if (quoted !== null || c !== '\\') return quoted;
  }
  const span = unquotedValue(text, at);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  if (isHarmless(value)) return null;
  // "Failed to set the password: Permission denied": a plain word with more words after it is a sentence.
  if (
    prose &&
    /^\p{Lu}?[\p{Ll}’']+$/u.test(value) &&
    /^ [\p{L}(“"‘']/u.test(text.slice(span.end, span.end + 2))
  ) {
    return null;
  }
  return span;
}

/** A value in quotes, which may be escaped; `loose` also takes one whose end is missing, and values with blanks. */
export function quotedValue(text: string, at: number, loose = true): Span | null {
  let i = at;
  while (text[i] === '\\') i++;
  const open = text[i] ?? '';
  if (!isQuote(open)) return null;
  const slashes = i - at;
  const start = i + 1;
  const close = lookUp(CLOSING, open) ?? open;
  let end = start;
  for (; end < text.length; end++) {
    const c = text[end] ?? '';
    if (!loose && c <= ' ') return null;
    if (c === close && slashes === 0) break;
    if (c === '\\') {
      let run = end;
      while (text[run] === '\\') run++;
      if (slashes > 0 && text[run] === close && run - end <= slashes) break;
      end = slashes === 0 ? end + 1 : run - 1;
    }
  }
  end = Math.min(end, text.length);
  if (end === start || isHarmless(text.slice(start, end))) return null;
  return { start, end };
}

/** What follows an ampersand that separates two fields of a query. */
const NEXT_FIELD = /&(?:amp;)?[\w.%[\]-]{1,60}=/y;
const TAG = /<\/?[A-Za-z!][^<>\n]{0,80}>/y;

/**
 * Characters that certainly belong to the value; a pattern skips them ten times as fast as a loop. Bounded, because a
 * hostile line can begin values again and again.
 */
const PLAIN = /[^\0- \u00a0"“”‘’'`&<]{1,256}/y;

/** A value without quotes: up to a blank, a closing quote, the next field of a query, or a tag. */
export function unquotedValue(text: string, at: number, limit = text.length): Span | null {
  const last = Math.min(text.length, limit);
  let end = at;
  for (; end < last; end++) {
    PLAIN.lastIndex = end;
    if (PLAIN.test(text)) end = PLAIN.lastIndex;
    if (end >= last) break;
    const c = text[end] ?? '';
    if (c <= ' ' || c === '\u00a0' || '"“”‘’'.includes(c)) break;
    if ((c === "'" || c === '`') && !/[A-Za-z0-9]/.test(text[end + 1] ?? '')) break;
    if (c === '&' && matchesAt(NEXT_FIELD, text, end)) break;
    if (c === '<' && matchesAt(TAG, text, end)) break;
  }
  end = Math.min(end, last);
  while (end > at && ',;.)]}>\\:&'.includes(text[end - 1] ?? ' ')) end--;
  return end > at ? { start: at, end } : null;
}

/** The content of a tag, up to the next one. */
export function taggedValue(text: string, at: number): Span | null {
  let end = at;
  while (end < text.length && text[end] !== '<' && text[end] !== '\n') end++;
  while (end > at && (text[end - 1] ?? '') <= ' ') end--;
  return end === at || isHarmless(text.slice(at, end)) ? null : { start: at, end };
}

/**
 * The name of the scheme, which stays; the rest of a header's value up to the end of its line, or of the quotes around
 * it, is hidden.
 */
const SCHEME_NAME = /(?:basic|bearer|digest|whm|cpanel|token)\s{1,4}/iy;

export function headerValue(text: string, at: number): Span | null {
  let start = at;
  while (`\\"'“‘`.includes(text[start] ?? ' ')) start++;
  SCHEME_NAME.lastIndex = start;
  const scheme = SCHEME_NAME.exec(text)?.[0] ?? '';
  start += scheme.length;
  // The quotes in it are those of its fields.
  const stops = /^digest/i.test(scheme) ? '\n\r' : '\n\r"\'”’\\';
  let end = start;
  while (end < text.length && !stops.includes(text[end] ?? '')) end++;
  while (end > start && (text[end - 1] ?? '') <= ' ') end--;
  return end === start || isHarmless(text.slice(start, end)) ? null : { start, end };
}

/** An access hash covers many lines. */
export function extendHash(text: string, span: Span): Span {
  if (span.end - span.start > 4096) return span;
  if (!/^[0-9a-f]{16,}$/i.test(text.slice(span.start, span.end))) return span;
  let end = span.end;
  while (end < text.length && /[0-9a-fA-F\s]/.test(text[end] ?? '')) end++;
  while (end > span.end && /\s/.test(text[end - 1] ?? '')) end--;
  return { start: span.start, end };
}

export function skipBlanks(text: string, from: number): number {
  let i = from;
  while (i < text.length && i < from + 24 && (text[i] === ' ' || text[i] === '\t')) i++;
  return i;
}

export function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
