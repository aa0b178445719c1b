import { isMessageWord, nounOf } from './nouns.ts';

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

const STARTS_CHUNK = /[/~][\p{L}\p{N}_.]|[$.]\p{L}|\*\.|(?<!\.)\.\//uy;

/** Whether a chunk begins with the sign at `at`: a path, `.htaccess`, `*.example.com`, `$name`. */
export function startsChunk(text: string, at: number): boolean {
  STARTS_CHUNK.lastIndex = at;
  return STARTS_CHUNK.test(text);
}

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
    } else if (
      !isPath ||
      !'=,&#!?['.includes(char) ||
      !/[\p{L}\p{N}_.]/u.test(text[end + 1] ?? ' ')
    )
      break;
  }
  while (end > at + 1 && '.,:;!?-*)…@\\'.includes(text[end - 1] ?? ' ')) end--;
  return end;
}

/** Names of accounts that are words, but hardly those of a message. */
const OFTEN_NAMES =
  /^(?:test|admin|shop|demo|blog|info|sales|web|store|news|forum|support|contact|media|webmaster|office|staging|live|site|guest|root|nobody)$/;

/** MySQL names begin with at most the first 8 letters of the account's name on older servers. */
const SHORT_PREFIX = 8;

/** The names that one item goes by: its own and the one that it gets on this server, and what is made of them. */
export class OwnNames {
  private readonly names: readonly string[];
  private readonly words: readonly string[];
  private readonly stems: readonly string[];

  constructor(name: string, localName: string | null) {
    this.names = [name, localName ?? ''].filter((text) => text !== '');
    this.words = this.names.filter((text) => OFTEN_NAMES.test(text) || isMessageWord(text));
    this.stems = this.names.flatMap((text) => [text, text.slice(0, SHORT_PREFIX)]);
  }

  has(text: string): boolean {
    return this.names.includes(text);
  }

  /** A name that is no word of messages, as mail, user and error are: it stands for the account everywhere. */
  isUnmistakable(text: string): boolean {
    return this.names.includes(text) && !this.words.includes(text);
  }

  /** `bob_shop`, `bob\_%`: a database or a database user of the account. */
  isPrefixOf(text: string): boolean {
    return this.stems.some(
      (stem) => text.startsWith(stem) && /^\\?_/.test(text.slice(stem.length, stem.length + 2)),
    );
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
  if (goesOn(place)) return true;
  if (after === null) return false;
  const follower = nounOf(after.toLowerCase());
  return follower === undefined || follower.joint === true;
}

/** What stands after "user" in a sentence of its own. */
const NO_USER =
  /^(?:is|was|has|had|have|are|were|exists?|failed|fails|not|no|and|or|in|on|at|to|from|with|by|because|can|cannot|could|does|did|do|already|for|of|may|must|will|would|if|when|that|which|who|the|an?|this|name|account|session|data|id|agent|quota|list|only|be|been|as|into|it|its)$/;

/** Whether a word without quotes is the name of the noun before it: "user bob", "user=mail", "database shop exists". */
export function isBareName(word: string, place: WordPlace, label: string): boolean {
  const isForeign = OFTEN_NAMES.test(word) || !isMessageWord(word.toLowerCase());
  if (label === 'user') {
    if (place.gap === '=') return true;
    if (!goesOn(place)) return isForeign;
    if (/^(?:invalid|illegal|unknown)$/.test(place.previous2)) return true;
    return !NO_USER.test(word);
  }
  if (/^[A-Z]/.test(word)) {
    return label === 'id' ? /[a-z][A-Z]/.test(word) : label === 'package' && isForeign;
  }
  return word.length > 1 && isForeign;
}
