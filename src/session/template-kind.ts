/** Kinds of characters, as far as they decide where a word or name begins and ends. */
export const Kind = {
  Other: 0,
  Letter: 1,
  Digit: 2,
  Underscore: 3,
  Joint: 4,
  Quote: 5,
  Blank: 6,
} as const;

const KINDS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const text = String.fromCharCode(c);
  if (/[A-Za-z]/.test(text)) KINDS[c] = Kind.Letter;
  else if (/[0-9]/.test(text)) KINDS[c] = Kind.Digit;
  else if (text === '_') KINDS[c] = Kind.Underscore;
  else if ('-.@/:%+~\\*$'.includes(text)) KINDS[c] = Kind.Joint;
  else if ('"\'`'.includes(text)) KINDS[c] = Kind.Quote;
  else if (/\s/.test(text) || c < 32) KINDS[c] = Kind.Blank;
}

/** The kind of a UTF-16 code unit. */
export function kindOf(code: number): number {
  if (code < 128) return KINDS[code] ?? Kind.Other;
  if (code === 0xa0 || code === 0x202f || code === 0x3000) return Kind.Blank;
  if (
    code === 0xab ||
    code === 0xbb ||
    (code >= 0x2018 && code <= 0x201f) ||
    code === 0x2039 ||
    code === 0x203a
  ) {
    return Kind.Quote;
  }
  if (code === 0x2026) return Kind.Joint;
  if (code < 0xc0 || (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3001 && code <= 0x303f))
    return Kind.Other;
  return Kind.Letter;
}

function isWordKind(kind: number): boolean {
  return kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Underscore;
}

/** Whether a name is read as one chunk wherever it stands: `bob`, `äbc`, `user-x`, but not `Gold plan` or `5-star`. */
export function isOneChunk(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const kind = kindOf(code);
    if (isWordKind(kind)) continue;
    const isInnerHyphen = code === 0x2d && i > 0 && i < name.length - 1;
    if (!isInnerHyphen || kindOf(name.charCodeAt(0)) === Kind.Digit) return false;
  }
  return true;
}

/** Longer runs without a blank are read in pieces, so that no text costs more than its length. */
const CHUNK_LENGTH = 300;
const PATH_LENGTH = 4096;

/** Whether a chunk begins with the sign at `i`: a path, `.htaccess`, `::1`, `*.example.com`, `$name`. */
export function startsChunk(text: string, i: number, to: number, gap: string): boolean {
  const next = i + 1 < to ? kindOf(text.charCodeAt(i + 1)) : Kind.Blank;
  const sign = text[i];
  const after = text[i + 1] ?? '';
  if (sign === '/' || sign === '~') return isWordKind(next) || after === '.';
  if (sign === '.') return next === Kind.Letter || (after === '/' && gap !== '.');
  if (sign === ':') return after === ':' && /[0-9a-f]/.test(text[i + 2] ?? '');
  if (sign === '*') return after === '.';
  return (sign === '$' || sign === '@' || sign === '%') && next === Kind.Letter;
}

/** The end of the chunk that starts at `i`: a run of text that is read as one thing, without the signs of the sentence. */
export function endOfChunk(text: string, i: number, to: number): number {
  const sign = text[i];
  const isPath = sign === '/' || sign === '~' || (sign === '.' && text[i + 1] === '/');
  const limit = Math.min(to, i + (isPath ? PATH_LENGTH : CHUNK_LENGTH));
  let isUrl = false;
  let end = i + 1;
  for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    const kind = kindOf(code);
    if (isWordKind(kind)) continue;
    if (kind === Kind.Joint) {
      if (code === 0x2e && text[end + 1] === '.' && !isPath) break;
      if (code === 0x2f && text[end - 1] === '/' && text[end - 2] === ':') isUrl = true;
      continue;
    }
    const other = text[end] ?? ' ';
    if (isUrl && '?=&#,;!()'.includes(other)) continue;
    if (isPath && '=,&#!?['.includes(other) && /[\w.]/.test(text[end + 1] ?? ' ')) continue;
    break;
  }
  while (end > i + 1 && '.,:;!?-*)…'.includes(text[end - 1] ?? ' ')) end--;
  while (end > i + 1 && '@\\'.includes(text[end - 1] ?? ' ')) end--;
  return end;
}
