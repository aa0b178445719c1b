import { once } from '../session/look-up.ts';
import type { Span } from './mask-span.ts';
import {
  extendHash,
  headerValue,
  isQuote,
  matchesAt,
  quotedValue,
  readValue,
  skipBlanks,
  taggedValue,
  unquotedValue,
} from './mask-value.ts';
import {
  hasKeyAlphabet,
  isHarmless,
  isKeyFile,
  isSecretName,
  keyword,
  kindOfWord,
  looksRandom,
} from './mask-words.ts';

/** Finds values that follow a name such as `password=`, `"token":`, `'pass' =>`, `<secret>`, `IDENTIFIED BY`. */
export function findKeyedSecrets(text: string, spans: Span[]): void {
  const words = keyword();
  words.lastIndex = 0;
  let done = 0;
  for (let match = words.exec(text); match !== null; match = words.exec(text)) {
    if (match.index < done) continue;
    const span = spanOfName(text, match.index, words.lastIndex, match[0].toLowerCase(), match[0]);
    if (span === null) continue;
    spans.push(span);
    done = span.end;
    words.lastIndex = Math.max(words.lastIndex, span.end);
  }
}

const NAME_LIMIT = 48;
const NAME_LETTER = /[A-Za-z0-9_-]/;
/** A shorter value after a weak name is a word or a number. */
const MIN_WEAK_LENGTH = 8;
const MIN_BARE_KEY_LENGTH = 16;
/** A longer value after a weak name is no secret but data. */
const MAX_WEAK_LENGTH = 1024;

function spanOfName(
  text: string,
  from: number,
  to: number,
  word: string,
  written: string,
): Span | null {
  if (word.startsWith('identified')) return valueOfIdentified(text, to);
  const kind = kindOfWord(word);
  if (kind === 'native') return valueOfNative(text, from, to);
  let start = from;
  const low = Math.max(0, from - NAME_LIMIT);
  while (start > low && NAME_LETTER.test(text[start - 1] ?? '')) start--;
  let end = to;
  const high = Math.min(text.length, to + NAME_LIMIT);
  while (end < high && NAME_LETTER.test(text[end] ?? '')) end++;
  const before = text.slice(start, from);
  if (!isSecretName(before, written, text.slice(to, end))) return null;
  const name: Name = { start, from, end, word };
  if (kind !== 'weak') {
    const span = valueOfField(text, name);
    return span !== null && isKeyFile(word, text.slice(span.start, span.end)) ? null : span;
  }
  const span = valueOfField(
    text.length > end + MAX_WEAK_LENGTH ? text.slice(0, end + MAX_WEAK_LENGTH) : text,
    name,
  );
  if (span === null) return null;
  const least = before === '' && word === 'key' ? MIN_BARE_KEY_LENGTH : MIN_WEAK_LENGTH;
  const value = text.slice(span.start, span.end);
  return looksRandom(value, least) && hasKeyAlphabet(value) ? span : null;
}

/** A name: all of it is from `start` to `end`, the word that makes it the name of a secret begins at `from`. */
interface Name {
  start: number;
  from: number;
  end: number;
  word: string;
}

/** `<password type="x">…</password>`, and `<key>password</key><string>…`. */
const TAG_END = /(?:\s[^<>\n]{0,80})?>\s{0,80}/y;
const NEXT_TAG = /<\/[\w:-]{1,40}>\s{0,80}<[\w:-]{1,40}>\s{0,80}/y;
/** `name="password" value="…"`, `{"name": "db_password", "value": "…"}`, `- name: PASSWORD` with `value: …` below; quotes may be escaped. */
const VALUE_FIELD =
  /(?:\\{0,3}["'])?[\s,;{]{1,40}(?:\\{0,3}["'])?(?:value|val|content|default)(?:\\{0,3}["'])?\s{0,4}(?:=>|[:=])\s{0,4}/iy;
/** A word of PHP's `serialize`: `s:8:"password";s:5:"…"`. */
const SERIALIZED = /\\?["'];s:\d{1,6}:/y;
/** `password string =`, `token: str =` */
const TYPED = /(?:\s{0,4}:)?\s{1,4}(?:string|str|String|text|char\*)(?=\s{0,4}[:=?])/y;
const OPERATOR = /(?:===|:{1,3}=|\?{1,2}=|\.=|\+=|\|\|=|=>|->|==?|::(?=\s)|:(?!:)|：|＝)>?/y;
/** `pass !== "…"`, `pass eq "…"`, `password.equals("…")`: only before a text in quotes; without quotes it is a name. */
const COMPARED =
  /(?:\.?(?:eq|ne|like|equals|equalsIgnoreCase|compareTo|compare|matches)(?:\s{1,4}|\(\s{0,4})|(?:!==?|=~|!~|<>)\s{0,4})(?=\\?["'])/iy;
/** A value on the line below: of a YAML block, or of a name with nothing on its own line. */
const LINE_BELOW = /(?:[|>][+-]?)?[ \t]{0,8}\r?\n[ \t]{0,40}/y;

function valueOfField(text: string, { start, from, end, word }: Name): Span | null {
  if (matchesAt(NEXT_TAG, text, end)) return taggedValue(text, NEXT_TAG.lastIndex);
  if (isInTag(text, start) && matchesAt(TAG_END, text, end)) {
    return taggedValue(text, TAG_END.lastIndex);
  }
  if (matchesAt(SERIALIZED, text, end)) return quotedValue(text, SERIALIZED.lastIndex);
  if (matchesAt(VALUE_FIELD, text, end)) {
    const span = readValue(text, VALUE_FIELD.lastIndex, false);
    if (span !== null) return span;
  }

  // Skips the name's own closing quote, which can be escaped inside a JSON text: \"password\":\"…\"
  let i = matchesAt(TYPED, text, end) ? TYPED.lastIndex : end;
  while (i < text.length && i < end + 3 && text[i] === '\\') i++;
  if (`"'\`”’]`.includes(text[i] ?? ' ')) i++;
  if (text[i] === ']') i++;
  i = skipBlanks(text, i);
  const c = text[i] ?? '';
  // Passwort::restore is a name in Perl.
  if (c === ':' && /^::[A-Za-z_]/.test(text.slice(i, i + 3))) return null;
  if (matchesAt(OPERATOR, text, i)) return assigned(text, i, OPERATOR.lastIndex, word);
  if (matchesAt(COMPARED, text, i)) return quotedValue(text, COMPARED.lastIndex);
  if (c === '(' && word.startsWith('pass')) return quotedValue(text, skipBlanks(text, i + 1));
  // define('DB_PASSWORD', '…'), ('password','…'), qw(password …)
  if (c === ',' && i > end) return listed(text, skipBlanks(text, i + 1), start < from);
  if (c === '|' && i > end) return randomValue(text, skipBlanks(text, i + 1), 6);
  if (i === end) return null;
  if (isQuote(c))
    return /^(?:token|key|salt|signature)$/.test(word) ? null : quotedValue(text, i, false);
  if (text[start] === '-') return c === '-' || c === '' ? null : readValue(text, i, false);
  return valueOfSentence(text, i) ?? (c > ' ' ? randomWord(text, i, word) : null);
}

/** The name is at the beginning of an XML element, perhaps after a namespace. */
function isInTag(text: string, start: number): boolean {
  let i = start - 1;
  if (text[i] === ':') {
    i--;
    while (i > start - 24 && /\w/.test(text[i] ?? '')) i--;
  }
  return text[i] === '<';
}

function assigned(text: string, at: number, behind: number, word: string): Span | null {
  const after = skipBlanks(text, behind);
  if (word === 'authorization' || word === 'cookie') return headerValue(text, after);
  if (matchesAt(LINE_BELOW, text, after)) return valueBelow(text, after, LINE_BELOW.lastIndex);
  const plain = behind === at + 1 && text[at] === ':' && after > behind;
  const span = readValue(text, after, plain);
  return span === null ? null : word.startsWith('access') ? extendHash(text, span) : span;
}

/** After the sign of a block, whatever is there; otherwise only what has letters and digits. */
function valueBelow(text: string, mark: number, at: number): Span | null {
  const span = readValue(text, at, false);
  if (span === null || '|>'.includes(text[mark] ?? ' ')) return span;
  const value = text.slice(span.start, Math.min(span.end, span.start + 200));
  return value.length >= 6 && /\d/.test(value) && /[A-Za-z]/.test(value) ? span : null;
}

/** The next word of a list, where the name has more than one part (`DB_PASSWORD`) or the value looks like a secret. */
function listed(text: string, at: number, isLongName: boolean): Span | null {
  const span = quotedValue(text, at);
  if (span === null || isLongName) return span;
  return looksRandom(text.slice(span.start, span.end), 5) ? span : null;
}

function randomValue(text: string, at: number, least: number): Span | null {
  const span = readValue(text, at, false);
  return span !== null && looksRandom(text.slice(span.start, span.end), least) ? span : null;
}

/** `password Zq7RkT4w`, as in `.netrc` and in configurations: the word behind a name, if it looks random. */
function randomWord(text: string, at: number, word: string): Span | null {
  if (!/^(?:pass|pwd?$|secret$)/.test(word)) return null;
  const span = unquotedValue(text, at, at + 200);
  if (span === null || isHarmless(text.slice(span.start, span.end))) return null;
  const value = text.slice(span.start, span.end);
  const isMixed = /\d/.test(value) && /[A-Za-z]/.test(value) && looksRandom(value, 6);
  return isMixed && !/^[#<[(/]|[()/[\]]/.test(value) ? span : null;
}

/** "password for 'bob'@'localhost' = '…'", "the password is: …", "password was set to …". */
const FOR_WHOM = /for\s[^=\n]{1,120}?=\s{0,4}(?=['"])/iy;
const VERB =
  /(?:(?:for|of)\s(?:(?:the\s)?(?:user|account)\s)?\S{1,64}\s)?(?:is|was|will be|to|lautet|ist|est|es|è|é|är|er|jest|je|adalah|ialah|on|set to|was set to|(?:has been |was |is )?(?:changed|reset|set) to)\s?:?\s{1,4}/iy;

/** A prompt for a password, with the answer behind it: `Enter password for user bob: …`. */
const PROMPT =
  /(?:(?:is|was|has been)\s)?(?:(?:generated|created|issued|assigned|set)\s)?for\s(?:(?:the\s)?(?:user|account)\s)?["'“‘]?[\w.@-]{1,64}["'”’]?:\s{1,4}/iy;

function valueOfSentence(text: string, from: number): Span | null {
  if (matchesAt(FOR_WHOM, text, from)) return quotedValue(text, FOR_WHOM.lastIndex);
  if (matchesAt(PROMPT, text, from)) return randomSentenceEnd(text, PROMPT.lastIndex);
  if (!matchesAt(VERB, text, from)) return null;
  const i = VERB.lastIndex;
  if (isQuote(text[i])) return quotedValue(text, i, false);
  return randomSentenceEnd(text, i);
}

function randomSentenceEnd(text: string, at: number): Span | null {
  const span = unquotedValue(text, at, at + 200);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  return value.length >= 6 && /\d/.test(value) && /[A-Za-z]/.test(value) ? span : null;
}

/** `contraseña: …`, `das neue Kennwort lautet: …`, `le mot de passe est …`: the rest of the word, and up to three others. */
const nativeRest = once(
  () =>
    /[\p{L}\p{M}]{0,12}?(?:[ _-][\p{L}\p{M}’']{1,16}){0,3}["'”’»]?\s{0,4}(?:[:=：＝]|=>|[是为為は]\s{0,4}(?=[!-~]{0,60}\d)(?=[!-~]{6}))\s{0,4}/uy,
);
const LETTER = /\p{L}/u;
const LATIN = /^[a-z]/i;

function valueOfNative(text: string, from: number, to: number): Span | null {
  if (LATIN.test(text[from] ?? '') && LETTER.test(text[from - 1] ?? ' ')) return null;
  if (!matchesAt(nativeRest(), text, to)) return valueOfNativeSentence(text, to);
  const span = readValue(text, nativeRest().lastIndex, true);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  // Words in another script form a sentence: passwords are written in ASCII.
  return /^[!-~]+$/.test(value) ? span : null;
}

const nativeVerb = once(() => /[\p{L}\p{M}]{0,6}\s{1,2}(?:\p{L}{1,12}\s{1,2}){0,2}/uy);

function valueOfNativeSentence(text: string, to: number): Span | null {
  if (!matchesAt(nativeVerb(), text, to)) return null;
  const span = readValue(text, nativeVerb().lastIndex, false);
  return span !== null &&
    looksRandom(text.slice(span.start, Math.min(span.end, span.start + 200)), 6)
    ? span
    : null;
}

/** `IDENTIFIED BY 'x'`, `IDENTIFIED BY PASSWORD 'x'`, `IDENTIFIED WITH plugin AS 'x'`, `… AS 0x24…`. */
const IDENTIFIED_REST =
  /\s{0,8}(?:password\s{1,8}|[\w'"`]{1,40}\s{1,8}(?:by|as)\s{1,8})?(?=\\?['"‘“]|0x[0-9a-f]{8})/iy;

function valueOfIdentified(text: string, from: number): Span | null {
  if (!matchesAt(IDENTIFIED_REST, text, from)) return null;
  const at = IDENTIFIED_REST.lastIndex;
  return text[at] === '0' ? unquotedValue(text, at) : quotedValue(text, at);
}
