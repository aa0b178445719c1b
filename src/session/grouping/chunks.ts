/** Kinds of characters, as far as they decide where a word or a name begins and ends. */
export const Kind = { Other: 0, Letter: 1, Digit: 2, Joint: 3, Quote: 4, Blank: 5 } as const;

// Scripts without blanks between words end a chunk: a name, a size or a product stands right beside them.
const WITHOUT_BLANKS = /[\p{Script=Hira}\p{Script=Kana}\p{Script=Bopo}\u3005-\u3007\u30fc]/u;

/** The kind of each character plus one; 0 until it is first met: to ask for all at once would cost a page a tenth of its time. */
const KINDS = new Uint8Array(0x3100);

/** The kind of a UTF-16 code unit: beyond Kana only halves of rare letters can belong to a word. */
export function kindOf(code: number): number {
  if (code < KINDS.length) {
    const known = KINDS[code] ?? 0;
    return known === 0 ? firstKindOf(code) : known - 1;
  }
  return code >= 0xd800 && code < 0xe000 ? Kind.Letter : Kind.Other;
}

function firstKindOf(code: number): number {
  const kind = kindOfCharacter(String.fromCharCode(code));
  KINDS[code] = kind + 1;
  return kind;
}

function kindOfCharacter(char: string): number {
  if (char >= '\u3000' && WITHOUT_BLANKS.test(char)) return Kind.Other;
  if (/[0-9]/.test(char)) return Kind.Digit;
  if (/[\p{L}\p{M}_]/u.test(char)) return Kind.Letter;
  if ('-.@/:%+~\\*$…'.includes(char)) return Kind.Joint;
  if ('"\'`“”„‘’‚«»‹›'.includes(char)) return Kind.Quote;
  return /\s/.test(char) || char < ' ' ? Kind.Blank : Kind.Other;
}

/** Whether a name is read as one chunk wherever it stands: `bob`, `äbc`, `user-x`, but not `Gold plan` or `5-star`. */
export function isOneChunk(name: string): boolean {
  return /^(?:[\p{L}_](?!.*[\u3040-\ud7ff])(?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?|[\p{N}]+[\p{L}\p{N}_]*)$/u.test(
    name,
  );
}

/** Longer runs without a blank are read in pieces, so that no text costs more than its length. */
const CHUNK_LENGTH = 300;
const PATH_LENGTH = 4096;

/** Whether a chunk begins with the sign at `at`: a path, `.htaccess`, `::1`, `*.example.com`, `$name`, `-1`, `<1 sec`. */
export function startsChunk(text: string, at: number): boolean {
  const after = text[at + 1] ?? ' ';
  switch (text[at]) {
    case '/':
    case '~':
      return /[\p{L}\p{N}_.]/u.test(after);
    case '.':
      return /\p{L}/u.test(after) || (after === '/' && text[at - 1] !== '.');
    case ':':
      return after === ':' && /[0-9a-f]/.test(text[at + 2] ?? '');
    case '*':
      return after === '.';
    case '$':
    case '@':
    case '%':
      return /\p{L}/u.test(after);
    default:
      return false;
  }
}

/** The end of the chunk that starts at `at`: a run of text that is read as one thing, without the signs of the sentence. */
export function endOfChunk(text: string, at: number, to: number): number {
  const isPath = text[at] === '/' || text[at] === '~' || text.startsWith('./', at);
  const limit = Math.min(to, at + (isPath ? PATH_LENGTH : CHUNK_LENGTH));
  let isUrl = false;
  let end = at + 1;
  for (; end < limit; end++) {
    const kind = kindOf(text.charCodeAt(end));
    if (kind === Kind.Letter || kind === Kind.Digit) continue;
    const char = text[end] ?? ' ';
    if (kind === Kind.Joint) {
      if (char === '.' && text[end + 1] === '.' && !isPath) break;
      if (char === '/' && text.startsWith(':/', end - 2)) isUrl = true;
      continue;
    }
    if (isUrl && '?=&#,;!()'.includes(char)) continue;
    if (isPath && '=,&#!?['.includes(char) && /[\w.]/.test(text[end + 1] ?? ' ')) continue;
    if (isPath && kind === Kind.Other && char > '\u3100') continue;
    break;
  }
  while (end > at + 1 && '.,:;!?-*)…@\\'.includes(text[end - 1] ?? ' ')) end--;
  return end;
}
