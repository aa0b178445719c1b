import { Problem } from '../../app/problem.ts';

/**
 * Reads one parameter of an address: null when it is absent.
 *
 * @throws Problem (malformed) that says what it must be
 */
export type ReadParameter<T> = (query: URLSearchParams, name: string) => T | null;

const MAX_TEXT_LENGTH = 1000;

/** Any text; empty is the same as absent. */
export const text: ReadParameter<string> = (query, name) => {
  const value = query.get(name);
  if (value === null || value === '') return null;
  if (value.length > MAX_TEXT_LENGTH) {
    throw malformed(name, `a text of at most ${MAX_TEXT_LENGTH} characters`);
  }
  if (value.includes('\0')) throw malformed(name, 'a text without the character NUL (%00)');
  return value;
};

/** @param aliases other words for some of them, as in old bookmarks */
export function word<T extends string>(
  words: readonly T[],
  aliases: Readonly<Record<string, NoInfer<T>>> = {},
): ReadParameter<T> {
  const known = new Map<string, T>([
    ...words.map((own) => [own, own] as const),
    ...Object.entries(aliases),
  ]);
  return (query, name) => {
    const value = text(query, name);
    if (value === null) return null;
    const found = known.get(value);
    if (found === undefined) throw malformed(name, `one of ${words.join(', ')}`);
    return found;
  };
}

export function count(from: number, to: number): ReadParameter<number> {
  return (query, name) => {
    const value = text(query, name);
    if (value === null) return null;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw malformed(name, `a whole number from ${from} to ${to}`);
  };
}

/** A text of a certain form; empty is the same as absent. */
export function shaped(isRight: (value: string) => boolean, what: string): ReadParameter<string> {
  return (query, name) => {
    const value = text(query, name);
    if (value !== null && !isRight(value)) throw malformed(name, what);
    return value;
  };
}

/** The name of a session or log: empty is not the same as absent, since that would show something else. */
export function naming(isRight: (value: string) => boolean, what: string): ReadParameter<string> {
  return (query, name) => {
    const value = query.get(name);
    if (value !== null && (value.length > MAX_TEXT_LENGTH || !isRight(value))) {
      throw malformed(name, what);
    }
    return value;
  };
}

export function parsed<T>(parse: (value: string) => T | null, what: string): ReadParameter<T> {
  return (query, name) => {
    const value = query.get(name);
    if (value === null || value === '') return null;
    const result = parse(value);
    if (result === null) throw malformed(name, what);
    return result;
  };
}

function malformed(name: string, wanted: string): Problem {
  return new Problem('malformed', { code: 'parameter-malformed', name, wanted });
}
