import { LINE_HEADS, NAME_LIKE, OBJECTS, type WordInfo, wordInfo } from './template-lexicon.ts';
import { isObjectOfSentence, isSeldom } from './template-object.ts';
import type { OwnNames } from './template-own.ts';
import { isMessageWord } from './template-vocabulary.ts';

/** Stands for a name as the word before. */
export const NAME = '‹›';

/** The sentence around a word, as far as it was read. */
export interface Place {
  noun: WordInfo | undefined;
  previous: string;
  previous2: string;
  gap: string;
  labelHere(): string | null;
  /** Whether the same text has named the account so before, on its own or as owner of a home directory. */
  wasNamed(): boolean;
}

const AFTER = / ([A-Za-z][A-Za-z’']*)(?![\w.@_-][\w])/y;

/** The word after an index where only one blank lies between, else null. */
export function wordAfter(text: string, at: number): string | null {
  AFTER.lastIndex = at;
  return AFTER.exec(text)?.[1] ?? null;
}

/** Endings of words that are no names, for those which the vocabulary lacks. */
const ENGLISH = /(?:tion|sion|ment|ness|ance|ence|able|ible|ically|ingly)$|.{3,}ing$/;

export function isEnglish(word: string): boolean {
  return ENGLISH.test(word);
}

/** Random ids mix upper and lower case. */
const MIXED_CASE = /[a-z][A-Z]/;

/** Whether a bare word after a noun that takes names is one: unknown to the language of messages. */
export function isBareName(word: string, noun: WordInfo | undefined): boolean {
  if (word.length < 2) return false;
  if (/^[A-Z]/.test(word)) {
    if (noun?.label === 'id' && MIXED_CASE.test(word)) return true;
    return noun?.label === 'package' && !isMessageWord(word.toLowerCase());
  }
  if (NAME_LIKE.has(word)) return true;
  return !isMessageWord(word) && !isEnglish(word);
}

const PREPOSITION = /^(?:for|by|as|named|called|of)$/;
const NOT_OF_NAME =
  /^(?:because|instead|out|number|type|kind|lack|amount|list|total|copy|version|one|some|all|none|end|top|bottom|middle|start|beginning|name|part|set|pair|side)$/;
/** "restore account failed: …" names an account called failed; "creation of account failed: …" does not. */
const VERB_BEFORE = /(?:ing|restore|transfer|create|copy|move|remove|delete|update|skip|database)$/;
const PARTICIPLE = /(?:ed|lost)$/;
const AUXILIARY =
  /^(?:is|was|has|had|could|can|cannot|would|will|must|did|does|already|not|keeps|asked|needs|exceeds|exceeded|owns|gets)$/;
const GOES_ON =
  /^(?:is|was|has|had|could|can|cannot|would|will|may|must|did|does|do|already|not|failed|fails|because|on|in|from|at|to|and|or|into|with|by|took|exceeds|exceeded|exited|died|as|of|needs|keeps|but|since|after|before|while|were|are|restored|skipped|moved|uses|ran|gets|without|until|via|asked|again|now|refer|owns|left|during)$/;
/** Words that stand after "account" or "user" in a sentence of their own. */
const VERBS =
  /^(?:is|was|has|had|exists?|failed|fails|not|and|or|in|on|at|to|from|with|by|because|could|does|already)$/;

/**
 * Whether an account's name that is also a word of the language (mail, restore, user) is meant as a name
 * where it stands without quotes. It is: after `=`; alone in brackets; after a noun that takes names or
 * after for, by, as, of, where the sentence ends or goes on without a further noun; as the head of a line
 * (`mail: unable …`); as subject after a comma; as object of a first word ("Skipping test"), unless it is
 * one that messages use so themselves and the name follows ("Restoring mail for mail"). Everywhere else it is the word.
 */
export function isPlaceOfName(
  text: string,
  word: string,
  start: number,
  to: number,
  place: Place,
): boolean {
  const { gap, previous, noun } = place;
  const end = start + word.length;
  const next = end < to ? (text[end] ?? '') : '';
  if (gap.endsWith('=')) return true;
  if (gap.endsWith('(') && next === ')') return true;
  if (gap.endsWith('[') && next === ']') return !LINE_HEADS.has(word);
  const after = next === ' ' ? wordAfter(text, end) : null;
  const info = wordInfo(word);
  const takesValue =
    (info?.label !== undefined || info?.keep === true || info?.fixed === true) &&
    (valueFollows(text, next === ':' && previous === '' ? end + 1 : end) ||
      (info?.bare === true && after !== null && isBareName(after, info)));
  const auxiliary = after !== null && AUXILIARY.test(after);
  const ends = after === null || GOES_ON.test(after) || !isNoun(after) || isCounted(text, end);
  const stops = after === null ? !isFollowed(text, end) : GOES_ON.test(after);
  if (!takesValue && isObjectOfSentence(text, word, start, end, after, stops, place)) return true;
  if (previous === '') {
    if (gap !== '') return false;
    if (next === ' ' && HEAD_END.test(text.slice(end + 1, end + 3))) return true;
    if (after === 'owns') return true;
    if (after !== null && (auxiliary || PARTICIPLE.test(after)) && isSeldom(word)) return true;
    if (LINE_HEADS.has(word)) return false;
    if (after !== null && PARTICIPLE.test(after) && !OBJECTS.has(word)) return true;
    return (next === ':' && !takesValue) || isSubject(word, after);
  }
  if (takesValue) return false;
  if (next === "'" || next === '’') return noun?.bare === true || PREPOSITION.test(previous);
  if (noun?.bare === true && place.labelHere() !== null) {
    if (noun.label !== 'user' && noun.label !== 'account' && noun.label !== 'item') return false;
    if (!VERBS.test(word)) return ends;
    return (
      auxiliary ||
      (next === ':' && place.previous2 === '') ||
      (after !== null && PARTICIPLE.test(after)) ||
      (ends && (PREPOSITION.test(place.previous2) || VERB_BEFORE.test(place.previous2)))
    );
  }
  if (/[,;.]$/.test(gap) && auxiliary) return true;
  if (gap === ':' && auxiliary && !isNoun(word)) return true;
  if (gap !== '') return false;
  if (previous.startsWith('/')) return true;
  if (!ends) return false;
  if (PREPOSITION.test(previous)) return previous !== 'of' || !NOT_OF_NAME.test(place.previous2);
  if (after !== null && !GOES_ON.test(after)) return false;
  if (!/^[A-Z][a-z]+(?:ing|ed)$/.test(previous)) return false;
  if (OF_THINGS.test(previous) && (info !== undefined || OBJECTS.has(word))) return false;
  return !OBJECTS.has(word) || text.startsWith(` to ${word}`, end) || !standsAgain(text, word, end);
}

/** "Sending data", "Uploading file", "Specified key": none of it is done to accounts. */
const OF_THINGS =
  /^(?:Sending|Sent|Uploading|Uploaded|Downloading|Downloaded|Converting|Converted|Reading|Writing|Opening|Loading|Parsing|Importing|Imported|Exporting|Exported|Specified)$/;

/** "bob is over quota", but "quota exceeded". */
function isSubject(word: string, after: string | null): boolean {
  if (after === null || !AUXILIARY.test(after) || wordInfo(word) !== undefined) return false;
  return after !== 'exceeded' || !OBJECTS.has(word);
}

/** Whether something that is no word follows, a number for example: "status 11", not "shop (old)". */
function isFollowed(text: string, end: number): boolean {
  return text[end] === ' ' && !/[(\-–—→/“"‹]/.test(text[end + 1] ?? '(');
}

/** "of mail line 12": the noun that follows has its own number. */
const COUNTED = / [a-z]+ #?\d/y;

function isCounted(text: string, end: number): boolean {
  COUNTED.lastIndex = end;
  return COUNTED.test(text);
}

/** `shop (shop.example.com) …`, `shop - …`, `shop -> …` */
const HEAD_END = /^(?:\(|[-–—→|=][ >])/;

/** What comes next is a value of its own: quoted, a path, a domain, `bob_shop`. */
const VALUE = / (?:["'“‘`«‹/~]|[^\s"'“‘`(\d][^\s"'“‘`(]*[._@][^\s.,;:]|[A-Za-z]+\d)/y;

function valueFollows(text: string, at: number): boolean {
  VALUE.lastIndex = at;
  return VALUE.test(text);
}

/** Whether the name stands once more on its own: "Restoring mail for mail" names the account at the end. */
function standsAgain(text: string, word: string, from: number): boolean {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
    if (ALONE.test(text[at - 1] ?? ' ') && ALONE.test(text[at + word.length] ?? ' ')) return true;
  }
  return false;
}

const ALONE = /[^\w/@.%~-]/;

/** Whether the sentence goes on after a name with this word, so that no noun follows. */
export function goesOn(word: string): boolean {
  return GOES_ON.test(word);
}

function isNoun(word: string): boolean {
  const info = wordInfo(word.toLowerCase());
  return OBJECTS.has(word) || (info !== undefined && info.keep !== true && info.code !== true);
}

/** `dns_master_load: …`, `mysql_connect()`: a program's word, though an account may be called dns or mysql. */
export function isProgram(
  text: string,
  chunk: string,
  end: number,
  own: OwnNames,
  previous: string,
): boolean {
  const stem = chunk.slice(0, Math.max(0, chunk.indexOf('_')));
  if (!own.isOrdinary(stem)) return false;
  if (text[end] === '(') return true;
  if (previous !== '' || text[end] !== ':') return false;
  return /^[a-z_]+$/.test(chunk) && chunk.split('_').every(isMessageWord);
}
