import { isMessageWord, nounOf } from './nouns.ts';

/** Kinds of characters, as far as they decide where a word or a name begins and ends. */
export const Kind = { Other: 0, Letter: 1, Digit: 2, Joint: 3, Quote: 4, Blank: 5 } as const;

// Scripts without blanks between words end a chunk: a name, a size or a product is right beside them.
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

/** MySQL names begin with at most the first 8 letters of the account's name on older servers. */
const SHORT_PREFIX = 8;

/** Names of accounts that are words, but hardly those of a message. */
const OFTEN_NAMES =
  /^(?:test|admin|shop|demo|blog|info|sales|web|store|news|forum|support|contact|media|webmaster|office|staging|live|site|guest|root|nobody)$/;

/** The names that one item goes by: its own and the one that it gets on this server, and what is made of them. */
export class OwnNames {
  /** Names with blanks or signs, such as packages have, which reading chunk by chunk would miss. */
  private readonly long: readonly string[];
  private readonly names: readonly string[];
  private readonly words: readonly string[];
  private readonly stems: readonly string[];

  constructor(name: string, localName: string | null) {
    this.names = [...new Set([name, localName ?? ''])].filter((text) => text !== '');
    this.words = this.names.filter(
      (text) => /^(?:.{1,2}|\d+)$/.test(text) || OFTEN_NAMES.test(text) || isMessageWord(text),
    );
    this.stems = [...new Set(this.names.flatMap((text) => [text, text.slice(0, SHORT_PREFIX)]))];
    this.long = this.names.filter((text) => !isOneChunk(text));
  }

  has(text: string): boolean {
    return this.names.includes(text);
  }

  /** A name that is no word of messages, as mail, user and test are: it stands for the account everywhere. */
  isUnmistakable(text: string): boolean {
    return this.names.includes(text) && !this.words.includes(text);
  }

  /** `bob_shop`, `bob\_%`: a database or a database user of the account. */
  isPrefixOf(text: string): boolean {
    return this.stems.some(
      (stem) => text.startsWith(stem) && /^\\?_/.test(text.slice(stem.length, stem.length + 2)),
    );
  }

  /** An own name that is no single chunk ("Gold plan") and stands whole at this place, else null. */
  longNameAt(text: string, at: number): string | null {
    if (this.long.length === 0) return null;
    const isWhole = (name: string) => !/[\p{L}\p{N}]/u.test(text[at + name.length] ?? '');
    return this.long.find((name) => text.startsWith(name, at) && isWhole(name)) ?? null;
  }
}

let latest: { name: string; localName: string | null; own: OwnNames } | null = null;

/** The names of an item. Messages come item by item, so the latest item is kept. */
export function ownNamesOf(name: string, localName: string | null): OwnNames {
  if (latest?.name !== name || latest.localName !== localName) {
    latest = { name, localName, own: new OwnNames(name, localName) };
  }
  return latest.own;
}

/** What is around a word. */
export interface WordPlace {
  /** The word before, in lower case, and the one before that; '' at the start of a line. */
  previous: string;
  previous2: string;
  /** The signs since the word before. */
  gap: string;
  /** The word after, where only one blank lies between, else null. */
  after: string | null;
  /** The next character, blanks skipped. */
  next: string;
}

/** Words before which "mail" or "user" is no name: "the mail", "remote mail". */
const BEFORE_WORD =
  /^(?:the|an?|no|any|this|that|its|their|your|each|every|remote|local|new|existing|own)$/;
/** What follows the subject or the object of a sentence. */
const GOES_ON =
  /^(?:is|was|has|had|could|can|cannot|would|will|may|must|did|does|do|already|not|failed|fails|because|on|in|from|at|to|and|or|into|with|by|took|exceed(?:s|ed)|exited|died|as|of|needs|keeps|but|since|after|before|while|were|are|restored|skipped|moved|uses|ran|gets|without|until|via|asked|again|now|owns|left|during|for|port|exists?|ended|started|line)$/;
/** Heads of the lines that programs write. */
const LINE_HEADS =
  /^(?:errors?|warning|warn|notice|fatal|debug|note|rsync|tar|gzip|mysql|mysqldump|psql|ssh|exim|dovecot|doveadm|named|php|perl|bash|sh)$/;

const NAMES_FOLLOW = /^(?:to|for|by|of|as|user|account)$/;

/** Whether the sentence goes on after a word, so that no noun follows that the word could describe. */
function goesOn({ after, next }: WordPlace): boolean {
  return after === null ? !/^[\w/]/.test(next) : GOES_ON.test(after);
}

/**
 * Whether an own name that is also a word of messages (mail, user, restore) is meant as the name where it stands without quotes:
 * unless an article comes before it, it describes the noun behind it, or it begins a program's line.
 */
export function isPlaceOfName(word: string, place: WordPlace): boolean {
  const { previous, gap, after, next } = place;
  if (next === '(' || gap.endsWith('=') || (gap.endsWith('(') && next === ')')) return true;
  if (next === ':' && LINE_HEADS.test(word) && !NAMES_FOLLOW.test(previous)) return false;
  // "database “x”", "error 12": the word's own value follows.
  if (nounOf(word) !== undefined && /["'“‘`«\d]/.test(next)) return false;
  if (gap === '' && BEFORE_WORD.test(previous))
    return nounOf(word) === undefined && (after === 'account' || after === 'user');
  if (goesOn(place) || after === null) return goesOn(place) || next === ',';
  const follower = nounOf(after.toLowerCase());
  return follower === undefined || follower.joint === true;
}

/** Users that every server has and that are words. */
const SYSTEM_USERS =
  /^(?:root|nobody|admin|administrator|guest|test|mysql|postgres|postfix|apache|www|nginx|ftp|mail|news|uucp|nagios|bin|daemon|adm|lp|sync|games|operator|cyrus|named|oracle|git|backup|support|webmaster|postmaster|info)$/;
/** What stands after "user" in a sentence of its own. */
const NO_USER =
  /^(?:is|was|has|had|have|are|were|exists?|failed|fails|not|no|and|or|in|on|at|to|from|with|by|because|can|cannot|could|does|did|do|already|for|of|may|must|will|would|if|when|that|which|who|the|an?|this|name|account|session|data|id|agent|quota|list|only|be|been|as|into|it|its)$/;

/** Whether a word without quotes is the name of the noun before it: "user bob", "user=mail", "database shop exists". */
export function isBareName(word: string, place: WordPlace, label: string): boolean {
  const isForeign = OFTEN_NAMES.test(word) || !isMessageWord(word.toLowerCase());
  if (label === 'user') {
    if (place.gap === '=') return true;
    if (!goesOn(place)) return isForeign;
    if (SYSTEM_USERS.test(word) || /^(?:invalid|illegal|unknown)$/.test(place.previous2))
      return true;
    return !NO_USER.test(word) && (place.after !== null || isForeign);
  }
  if (/^[A-Z]/.test(word)) {
    return label === 'id' ? /[a-z][A-Z]/.test(word) : label === 'package' && isForeign;
  }
  return word.length > 1 && isForeign;
}
