import { WORDS_ADDED } from './record-text.ts';

/** A query that cannot be run; the message says why, in words for the reader. */
export class SearchQueryError extends Error {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'SearchQueryError';
  }
}

export interface SearchQuery {
  /** Finds the query in the text of a line as it is shown. */
  readonly pattern: RegExp;
  readonly isRegExp: boolean;
  readonly isCaseSensitive: boolean;
  /**
   * ASCII texts, one of which is in the bytes of every line that can match (ignoring case, unless the query is
   * case-sensitive). Null: any line can match.
   */
  readonly needles: readonly string[] | null;
  /**
   * The action that the query names in the logs' own form (`failed-item`): its records are found although they show
   * other words.
   */
  readonly action: string | null;
}

export const MAX_QUERY_LENGTH = 500;

/**
 * Prepares a search. A query in lower case finds any case; one with a capital letter finds that case only (as vim's
 * smart case does). In a regular expression an escape such as `\S` is no capital letter.
 *
 * Throws `SearchQueryError` for a query that is empty, too long or no regular expression.
 */
export function compileQuery(text: string, isRegExp = false): SearchQuery {
  if (text === '') throw new SearchQueryError('There is nothing to search for.');
  if (text.length > MAX_QUERY_LENGTH) {
    throw new SearchQueryError(`A search can have at most ${MAX_QUERY_LENGTH} characters.`);
  }
  const letters = isRegExp ? text.replace(/\\./gs, '') : text;
  const isCaseSensitive = letters !== letters.toLowerCase();
  const source = isRegExp ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const folded = withAllQuotes(source, isRegExp);
  let pattern: RegExp;
  try {
    // Compiled, but not run: only `GuardedMatch` runs it, where it can be stopped.
    pattern = new RegExp(folded, isCaseSensitive ? 'm' : 'im');
  } catch (error) {
    throw invalidRegExp(error);
  }
  const literal = longest(isRegExp ? requiredWords(text) : (text.match(WORD) ?? []));
  const needles = literal === null ? null : withAddedWords(literal, isCaseSensitive);
  return { pattern, isRegExp, isCaseSensitive, needles, action: isRegExp ? null : actionIn(text) };
}

/** Lets every quote in a pattern stand for all quotes of its kind. Escaped characters stay what they are. */
function withAllQuotes(source: string, isRegExp: boolean): string {
  let isInClass = false;
  return source.replace(/\\.|[\s\S]/g, (sign) => {
    if (isRegExp && sign === '[') isInClass = true;
    if (isRegExp && sign === ']') isInClass = false;
    const all = QUOTES.find((kind) => kind.includes(sign));
    if (all === undefined) return sign;
    return isInClass ? all : `[${all}]`;
  });
}

/** The words for an error that the engine threw for a regular expression. */
export function invalidRegExp(error: unknown): SearchQueryError {
  const words = error instanceof Error ? error.message : '';
  // The engine repeats the whole pattern first.
  const reason = words.replace(/^Invalid regular expression: (?:.*\/[a-z]*: )?/s, '').slice(0, 600);
  return new SearchQueryError(`Invalid pattern: ${reason}`, { cause: error });
}

/** Only names that are not ordinary words: `start` and `complete` are searched for as words. */
function actionIn(text: string): string | null {
  return /[-_]/.test(text) && Object.hasOwn(WORDS_ADDED, text) ? text : null;
}

/**
 * A search as a reader types it: text, or a regular expression between slashes (`/code 2[34]/`). Throws as `compileQuery`.
 */
export function compileSearch(text: string): SearchQuery {
  const isRegExp = text.length > 2 && text.startsWith('/') && text.endsWith('/');
  return compileQuery(isRegExp ? text.slice(1, -1) : text, isRegExp);
}

/**
 * Letters and digits of ASCII: JSON writes them as they are, while quotes, slashes, control characters and other
 * alphabets can appear as `\"`, `\/`, `\n`, `\u201c`.
 */
const WORD = /[A-Za-z0-9_]+/g;

function longest(words: readonly string[]): string | null {
  let best = '';
  for (const word of words) if (word.length > best.length) best = word;
  return best.length >= 2 ? best : null;
}

/**
 * A word that this program adds to the text of a record is in no byte of its line; the record's action is, and stands
 * in for it.
 */
function withAddedWords(literal: string, isCaseSensitive: boolean): string[] {
  const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
  const wanted = fold(literal);
  let base: string | null = null;
  const needles: string[] = [];
  for (const [action, words] of Object.entries(WORDS_ADDED)) {
    if (!fold(words).includes(wanted) || fold(action).includes(wanted)) continue;
    // "failed" is added to `fail`: whatever holds the one holds the other, so one search is enough.
    if (base === null && wanted.includes(fold(action))) base = action;
    else needles.push(`"${action}"`);
  }
  return [base ?? literal, ...needles];
}

/**
 * Words that every match of a regular expression contains. Only what is outside groups, classes and alternatives
 * counts, without letters that a quantifier makes optional; an empty list is always right.
 */
function requiredWords(source: string): string[] {
  const words: string[] = [];
  let word = '';
  const endWord = () => {
    words.push(word);
    word = '';
  };
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source.charAt(i);
    if (c === '\\') {
      endWord();
      // \cX, \x41, \u0041, \k<name>, \p{…}: the letters that follow belong to the escape.
      if (/[cxukpP0-9]/.test(source.charAt(i + 1))) return [];
      i++;
    } else if (c === '[') {
      endWord();
      for (i++; i < source.length && source.charAt(i) !== ']'; i++) {
        if (source.charAt(i) === '\\') i++;
      }
    } else if (c === '(') {
      endWord();
      depth++;
    } else if (c === ')') {
      endWord();
      depth--;
    } else if (c === '|') {
      if (depth === 0) return [];
      endWord();
    } else if (c === '?' || c === '*' || c === '{') {
      word = word.slice(0, -1);
      endWord();
      if (c === '{') while (i < source.length && source.charAt(i) !== '}') i++;
    } else if (depth === 0 && /[A-Za-z0-9_]/.test(c)) {
      word += c;
    } else {
      endWord();
    }
  }
  endWord();
  return words;
}

/** Straight and curly quotes are the same to a reader who searches: the server writes curly ones, programs straight ones. */
export const QUOTES: readonly string[] = ['"“”„‟', "'‘’‚‛`´"];

const DOUBLE = /[“”„‟]/g;
const SINGLE = /[‘’‚‛`´]/g;

/**
 * A text in the form in which searches compare: one kind of quotes, one case. Upper case, in which “ß” is “SS” and all
 * forms of a sigma are one.
 */
export function foldText(text: string): string {
  return text.replace(DOUBLE, '"').replace(SINGLE, "'").toUpperCase();
}
