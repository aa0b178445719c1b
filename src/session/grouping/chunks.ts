import { once } from '../look-up.ts';

/** Kinds of characters, as far as they decide where a word or a name begins and ends. */
export const Kind = { Other: 1, Letter: 2, Digit: 3, Joint: 4, Quote: 5, Blank: 6 } as const;

/** The kind of each character; 0 until it is first met: to ask for all at once would cost a page a tenth of its time. */
const KINDS = new Uint8Array(0x3000);

/**
 * The kind of a UTF-16 code unit. From 0x3000 on only halves of rare letters can belong to a word: scripts without blanks between
 * words end a chunk, since a name, a size or a product is right beside them.
 */
export function kindOf(code: number): number {
  if (code >= KINDS.length) return code >= 0xd800 && code < 0xe000 ? Kind.Letter : Kind.Other;
  if (KINDS[code] === 0) KINDS[code] = kindOfCharacter(String.fromCharCode(code));
  return KINDS[code] ?? Kind.Other;
}

function kindOfCharacter(char: string): number {
  if (/[0-9]/.test(char)) return Kind.Digit;
  if (/[\p{L}\p{M}_]/u.test(char)) return Kind.Letter;
  if ('-.@/:%+~\\*$…'.includes(char)) return Kind.Joint;
  if ('"\'`“”„‘’‚«»‹›'.includes(char)) return Kind.Quote;
  return /\s/.test(char) || char < ' ' ? Kind.Blank : Kind.Other;
}

/** Longer runs without a blank are read in pieces, so that no text costs more than its length. */
const CHUNK_LENGTH = 300;

/** A sign with which a chunk begins: a path, `*.example.com`, `$name`. */
export const startsChunk = once(() => /[/~][\p{L}\p{N}_.]|\$\p{L}|\*\.|(?<!\.)\.\//uy);

/** `-7`, `+5`, `<1 sec` where nothing is right before the sign. */
export const STARTS_NUMBER = /(?<![^\s([=:,])[-+<](?=\d)/y;

/** What a sticky pattern finds at an index. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const WORD_AFTER = / ([A-Za-z][A-Za-z’']*)(?![\w.@_-][\w])/y;

/** The word after an index where only one blank lies between, else null. */
export function wordAfter(text: string, at: number): string | null {
  return matchAt(WORD_AFTER, text, at)?.[1] ?? null;
}

const signInPath = once(() => /[=,&#!?[][\p{L}\p{N}_.]/uy);

/** The end of the chunk that starts at `at`: a run of text that is read as one thing, without the signs of the sentence. */
export function endOfChunk(text: string, at: number, to: number): number {
  const limit = Math.min(to, at + CHUNK_LENGTH);
  let isPath = text[at] === '/' || text[at] === '~' || text.startsWith('./', at);
  let end = at + 1;
  for (; end < limit; end++) {
    const kind = kindOf(text.charCodeAt(end));
    if (kind === Kind.Letter || kind === Kind.Digit) continue;
    const char = text[end] ?? ' ';
    if (kind === Kind.Joint) {
      if (char === '.' && text[end + 1] === '.' && !isPath) break;
      if (char === '/' && text.startsWith(':/', end - 2)) isPath = true;
    } else if (!isPath || matchAt(signInPath(), text, end) === null) break;
  }
  while (end > at + 1 && '.,:;!?-*)…@\\'.includes(text[end - 1] ?? ' ')) end--;
  return end;
}
