import { isMessageWord, type Noun, nounOf } from './nouns.ts';

/** Names of accounts that are words, but hardly those of a message. */
const OFTEN_NAMES =
  /^(?:test|admin|shop|demo|blog|info|sales|web|store|news|forum|support|contact|media|webmaster|office|staging|live|site|guest|root|nobody)$/;

/** MySQL names begin with at most the first 8 letters of the account's name on older servers. */
const SHORT_PREFIX = 8;

/** The names that one item goes by: its own and the one that it gets on this server, and what is made of them. */
export class OwnNames {
  private readonly names: readonly string[];
  private readonly stems: readonly string[];

  constructor(name: string, localName: string | null) {
    this.names = [name, localName ?? ''].filter((text) => text !== '');
    this.stems = this.names.flatMap((text) => [text, text.slice(0, SHORT_PREFIX)]);
  }

  has(text: string): boolean {
    return this.names.includes(text);
  }

  /** A name that is no word of messages, as mail, user and error are: it stands for the account everywhere. */
  isUnmistakable(text: string): boolean {
    return this.has(text) && !OFTEN_NAMES.test(text) && !isMessageWord(text);
  }

  /** `bob_shop`, `bob\_%`: a database or a database user of the account. */
  isPrefixOf(text: string): boolean {
    return this.stems.some(
      (stem) => text.startsWith(stem) && /^\\?_/.test(text.slice(stem.length, stem.length + 2)),
    );
  }
}

/** What stands before a place in a text. */
export interface Before {
  /** The noun just before. */
  noun: Noun | undefined;
  /** The word before, in lower case, and the one before that; '' at the start of a line. */
  previous: string;
  previous2: string;
  /** The signs since the word before. */
  gap: string;
}

/** What is around a word. */
export interface WordPlace extends Before {
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
/** Whether the sentence goes on after a word, so that no noun follows that the word could describe. */
function goesOn({ after, next }: WordPlace): boolean {
  return after === null ? !/^[\w/]/.test(next) : GOES_ON.test(after);
}

/**
 * Whether an own name that is also a word of messages (mail, user, restore) is meant as the name where it stands without quotes:
 * unless an article comes before it or it describes the noun behind it.
 */
export function isPlaceOfName(word: string, place: WordPlace): boolean {
  const { previous, gap, after, next } = place;
  if (next === '(' || gap.endsWith('=') || (gap.endsWith('(') && next === ')')) return true;
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
  return label === 'user' && goesOn(place) ? !NO_USER.test(word) : isForeign;
}
