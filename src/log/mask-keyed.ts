import { lookUp } from '../session/look-up.ts';
import type { Span } from './mask-span.ts';

/** The words by which a secret's name is found; `isSecretName` then judges the whole name. */
const KEYWORD =
  /pass(?:word|wd|wort|phrase)?|pwd?|secret|token|api[_-]?key|access[_ -]?(?:key|hash)|private[_-]?key|(?:auth|secret)[_-]?key|authorization|cookie|csrf|cred(?:ential)?s?|sess(?:ion)?[_-]?id|[a-z]session(?==)|identified\s{1,8}(?:by|with)/gi;

const NAME_LIMIT = 48;
const QUOTES = '"\'`“‘«';
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '«': '»' };

/** Last parts of a name that tell something about a secret, not the secret itself. */
const ABOUT =
  /(?:strength|length|age|policy|policies|changed|expires?|expiry|count|name|names|file|path|type|url|uri|min|max|limit|less|reset|required|protected|error|status|only|field|hint|manager|through)$/i;

/** Values that are no secret, whatever the name says: `(using password: YES)`. */
const HARMLESS =
  /^(?:yes|no|true|false|null|none|undef|undefined|empty|missing|required|invalid|incorrect|wrong|expired|changed|unchanged|failed|failure|ok|set|unset|unknown|disabled|enabled|on|off|success|successful|done|skipped|restored|not|too|is|was|the|a|an|must|cannot|could|should|for|and|or|of|in|to|with|\d{1,2}|\(\d{1,3}\)|•+)$/i;

/** Finds values that stand after a name such as `password=`, `"token":`, `'pass' =>`, `IDENTIFIED BY`. */
export function findKeyedSecrets(text: string, spans: Span[]): void {
  KEYWORD.lastIndex = 0;
  let done = 0;
  for (let match = KEYWORD.exec(text); match !== null; match = KEYWORD.exec(text)) {
    if (match.index < done) continue;
    const word = match[0].toLowerCase();
    const span = word.startsWith('identified')
      ? valueOfIdentified(text, KEYWORD.lastIndex)
      : valueOfName(text, match.index, KEYWORD.lastIndex, word);
    if (span === null) continue;
    spans.push(span);
    done = span.end;
    KEYWORD.lastIndex = Math.max(KEYWORD.lastIndex, span.end);
  }
}

const NAME_LETTER = /[A-Za-z0-9_-]/;

function valueOfName(text: string, from: number, to: number, word: string): Span | null {
  let start = from;
  const low = Math.max(0, from - NAME_LIMIT);
  while (start > low && NAME_LETTER.test(text[start - 1] ?? '')) start--;
  let end = to;
  const high = Math.min(text.length, to + NAME_LIMIT);
  while (end < high && NAME_LETTER.test(text[end] ?? '')) end++;
  if (!isSecretName(text.slice(start, from), word, text.slice(to, end))) return null;

  // Close the name's own quote, which can be escaped inside a text of JSON: \"password\":\"…\"
  let i = end;
  while (i < text.length && i < end + 3 && text[i] === '\\') i++;
  if (`"'\`”’]`.includes(text[i] ?? ' ')) i++;
  if (text[i] === ']') i++;
  i = skipBlanks(text, i);
  const c = text[i] ?? '';
  if (c === '=' || c === ':') {
    const plain = c === ':' && text[i + 1] !== '=';
    i++;
    if (text[i] === '>' || text[i] === '=') i++;
    const after = skipBlanks(text, i);
    if (word === 'authorization' || word === 'cookie') return wholeHeader(text, after);
    const span = readValue(text, after, plain && after > i);
    return span === null ? null : word.startsWith('access') ? extendHash(text, span) : span;
  }
  if (c === '(' && word.startsWith('pass')) return quotedValue(text, skipBlanks(text, i + 1));
  // define('DB_PASSWORD', '…')
  if (c === ',' && start < from && i > end) return quotedValue(text, skipBlanks(text, i + 1));
  if (i === end) return null;
  if (QUOTES.includes(c) && i > end) return word === 'token' ? null : quotedValue(text, i, false);
  if (text.startsWith('--', start)) return c === '-' || c === '' ? null : readValue(text, i, false);
  return valueOfSentence(text, i);
}

/** "password for 'bob'@'localhost' = '…'", "the password is: …", "password was set to …". */
const FOR_WHOM = /for\s[^=\n]{1,120}?=\s{0,4}(?=['"])/iy;
const VERB = /(?:is|was|to|set to|was set to|changed to|was changed to)\s?:?\s{1,4}/iy;

function valueOfSentence(text: string, from: number): Span | null {
  FOR_WHOM.lastIndex = from;
  if (FOR_WHOM.test(text)) return quotedValue(text, FOR_WHOM.lastIndex);
  VERB.lastIndex = from;
  if (!VERB.test(text)) return null;
  const i = VERB.lastIndex;
  if (QUOTES.includes(text[i] ?? ' ')) return quotedValue(text, i, false);
  const span = bareValue(text, i);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  return value.length >= 6 && /\d/.test(value) && /[A-Za-z]/.test(value) ? span : null;
}

/** `IDENTIFIED BY 'x'`, `IDENTIFIED BY PASSWORD 'x'`, `IDENTIFIED WITH plugin AS 'x'`. */
const IDENTIFIED_REST =
  /\s{0,8}(?:password\s{1,8}|[\w'"`]{1,40}\s{1,8}(?:by|as)\s{1,8})?(?=\\?['"‘“])/iy;

function valueOfIdentified(text: string, from: number): Span | null {
  IDENTIFIED_REST.lastIndex = from;
  return IDENTIFIED_REST.test(text) ? quotedValue(text, IDENTIFIED_REST.lastIndex) : null;
}

/** Whether a name means a secret: the word must be a part of its own ("db_pass", "rootPw", not "bypass" or "compass"). */
function isSecretName(before: string, word: string, after: string): boolean {
  if (after !== '' && ABOUT.test(after)) return false;
  const short = word === 'pass' || word.startsWith('pw') || word.startsWith('cred');
  if (
    short &&
    /[A-Za-z0-9]$/.test(before) &&
    !/^(?:db|ftp|my|sql|mysql|user|root|old|new|x)$/i.test(before)
  ) {
    return false;
  }
  if (after === '') return true;
  // "passed", "tokens", "passive" go on in lower case: another word, but for "password2" and "token_value".
  return !/^[a-z]/.test(after);
}

function readValue(text: string, at: number, prose: boolean): Span | null {
  const c = text[at] ?? '';
  if (c === '\\' || QUOTES.includes(c)) {
    const quoted = quotedValue(text, at);
    if (quoted !== null || c !== '\\') return quoted;
  }
  const span = bareValue(text, at);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  if (HARMLESS.test(value)) return null;
  // "Failed to set the password: Permission denied": a plain word with more words after it is a sentence.
  if (
    prose &&
    /^[A-Z]?[a-z’']+$/.test(value) &&
    /^ [A-Za-z(“"‘']/.test(text.slice(span.end, span.end + 2))
  ) {
    return null;
  }
  return span;
}

/** A value in quotes, which may be escaped; `loose` also takes one whose end is missing, and values with blanks. */
function quotedValue(text: string, at: number, loose = true): Span | null {
  let i = at;
  while (text[i] === '\\') i++;
  const open = text[i] ?? '';
  if (open === '' || !QUOTES.includes(open)) return null;
  const slashes = i - at;
  const start = i + 1;
  const close = lookUp(CLOSING, open) ?? open;
  let end = start;
  for (; end < text.length; end++) {
    const c = text[end];
    if (c === '\n' && !loose) return null;
    if (c === close && slashes === 0) break;
    if (c === '\\') {
      let run = end;
      while (text[run] === '\\') run++;
      if (slashes > 0 && text[run] === close && run - end <= slashes) break;
      end = slashes === 0 ? end + 1 : run - 1;
    }
  }
  end = Math.min(end, text.length);
  const value = text.slice(start, end);
  if (value === '' || HARMLESS.test(value)) return null;
  if (!loose && /\s/.test(value)) return null;
  return { start, end };
}

function bareValue(text: string, at: number): Span | null {
  let end = at;
  while (end < text.length && !/[\s"'`“”‘’&<>]/.test(text[end] ?? ' ')) end++;
  while (end > at && ',;.)]}\\:'.includes(text[end - 1] ?? ' ')) end--;
  return end > at ? { start: at, end } : null;
}

/** A header's value to the end of its line or of the quotes around it, but for the name of the scheme. */
const SCHEME_NAME = /(?:basic|bearer|digest|whm|cpanel|token)\s{1,4}/iy;

function wholeHeader(text: string, at: number): Span | null {
  let start = at;
  while (`\\"'“‘`.includes(text[start] ?? ' ')) start++;
  SCHEME_NAME.lastIndex = start;
  if (SCHEME_NAME.test(text)) start = SCHEME_NAME.lastIndex;
  let end = start;
  while (end < text.length && !'\n\r"\'”’\\'.includes(text[end] ?? '')) end++;
  const value = text.slice(start, end).trimEnd();
  if (value === '' || HARMLESS.test(value)) return null;
  return { start, end: start + value.length };
}

/** An access hash is written over many lines. */
function extendHash(text: string, span: Span): Span {
  if (!/^[0-9a-f]{16,}$/i.test(text.slice(span.start, span.end))) return span;
  let end = span.end;
  while (end < text.length && /[0-9a-fA-F\s]/.test(text[end] ?? '')) end++;
  while (end > span.end && /\s/.test(text[end - 1] ?? '')) end--;
  return { start: span.start, end };
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  while (i < text.length && i < from + 8 && (text[i] === ' ' || text[i] === '\t')) i++;
  return i;
}
