import { NAME_LIKE, OBJECTS, wordInfo } from './template-lexicon.ts';
import type { Place } from './template-place.ts';
import { isMessageWord } from './template-vocabulary.ts';

/** Words that name accounts and that messages hardly use on their own without "the", "a" or a noun behind. */
const SELDOM: ReadonlySet<string> = new Set(
  'web main old new public net video cloud local'.split(' '),
);
const SYSTEM_USERS = /^(?:root|nobody)$/;

/** "The admin user", "the main account": kinds of accounts, not their names. */
const KINDS_OF_ACCOUNT: ReadonlySet<string> = new Set(
  'admin test main local old new public guest support web cloud net'.split(' '),
);

const DETERMINER = /^(?:the|a|an|this|that|its|their|your|no|any|each|every|new|same|other)$/i;
/** `shop (uid 1001)` */
const UID = / \([ug]id[ =:]*\d/iy;
/** What belongs to a `cpuser` of the server and is no name: "the cpuser file". */
const OF_CPUSER = /^(?:file|files|data|cache|config|key|datastore|object)$/;
/** "chowned to shop", "belongs to shop": what follows is a user. */
const TO_USER =
  /^(?:chown|chowned|chowning|setuid|setgid|seteuid|su|switch|switched|switching|belongs|belong|belonged)$/;
/** A text before "to" that gives something to a user, in the same sentence. */
const GIVEN = /\b(?:ownership|chown(?:ed|ing)?|gave|giv(?:e|en|ing)) (?:[^.;:]|\.\S)*$/i;
const RENAMED = /\brenam(?:e|ed|ing) (?:[^.;:]|\.\S)*$/i;
const OWNER_IS = /\bowner of \S+ is $/i;
/** As much of the text before a word as these look at. */
const BEFORE_LENGTH = 200;
/** Words in -ing that are no verb with an object. */
const NO_GERUND =
  /^(?:existing|missing|following|remaining|pending|mailing|string|setting|during|according|nothing|something|anything|working|running|being|going|using)$/;
const BEFORE_INFINITIVE = /^(?:to|not|cannot|can|could|must|will|and)$/i;
const NO_INFINITIVE =
  /^(?:a|an|the|be|been|have|is|in|on|at|of|for|from|as|by|to|with|its|no|any|enough|found|allowed|permitted|supported|available|installed|able|yet)$/;
/** Verbs whose object is a user, unless the word is one of the server's own things ("suspend domain"). */
const OF_USERS =
  /^(?:suspend|unsuspend|terminate|impersonate|rename|overwrite|suspending|unsuspending|terminating|renaming|overwriting|skipping|chowning)$/;
/** Verbs that a session has for whole accounts and for single things: which, only a name before can tell. */
const OF_ACCOUNTS = /^(?:restore|restoring|transfer|transferring|package|packaging)$/;
const LINKS = /^(?:to|with|from|into)$/;

/**
 * Whether an account's name that is also a word of the language is meant as a name in a sentence that says so
 * without a noun for names just before: "shop (uid 1001)", "chowned to shop", "Failed to suspend shop", "skipping shop".
 * A word that messages themselves use on its own ("Failed to restore mail") is taken for the name only after
 * verbs for users, or once the same text has named the account: "The account mail is full; skipping mail".
 * `after` is the word after it; `ends`: nothing follows that the word could describe.
 */
export function isObjectOfSentence(
  text: string,
  word: string,
  start: number,
  end: number,
  after: string | null,
  ends: boolean,
  place: Place,
): boolean {
  const { previous, previous2, gap } = place;
  UID.lastIndex = end;
  if (UID.test(text)) return previous === '' || !DETERMINER.test(previous);
  if (previous === '') {
    return (
      isSeldom(word) && (text[end] === ',' || text[end] === ':') && wordInfo(word) === undefined
    );
  }
  if (gap !== '') return false;
  if ((after === 'account' || after === 'user') && /^the$/i.test(previous)) {
    return isSeldom(word) && !KINDS_OF_ACCOUNT.has(word);
  }
  if (!ends) return false;
  if (previous === 'cpuser') return !OF_CPUSER.test(word);
  if (previous === 'group') return wordInfo(word) === undefined && !OBJECTS.has(word);
  const before = text.slice(Math.max(0, start - BEFORE_LENGTH), start);
  if (previous === 'to') {
    if (TO_USER.test(previous2) || GIVEN.test(before)) return true;
    if (RENAMED.test(before)) return place.wasNamed();
  }
  if (previous === 'is' && OWNER_IS.test(before)) return true;
  const isThing = wordInfo(word) !== undefined || OBJECTS.has(word);
  if (LINKS.test(previous)) return !isThing && place.wasNamed();
  if (!isVerb(previous, previous2)) return false;
  if (isSeldom(word)) return true;
  if (OF_USERS.test(previous)) return !isThing || place.wasNamed();
  if (isThing && (OBJECTS.has(word) || !OF_ACCOUNTS.test(previous))) return false;
  return place.wasNamed();
}

/** Whether a word before is a verb that takes an object: "skipping", "to suspend", "not find". */
function isVerb(word: string, before: string): boolean {
  if (word.length > 4 && word.endsWith('ing')) return !NO_GERUND.test(word);
  if (!BEFORE_INFINITIVE.test(before) || NO_INFINITIVE.test(word)) return false;
  return word === word.toLowerCase();
}

export function isSeldom(word: string): boolean {
  if (SELDOM.has(word) || (NAME_LIKE.has(word) && !SYSTEM_USERS.test(word))) return true;
  return word.length < 3 && !isMessageWord(word);
}
