import { parseArgs } from 'node:util';
import { Problem } from '../app/problem.ts';
import { errorMessage } from '../system/errno.ts';
import type { ProblemFacts } from '../views/problem-words.ts';

/** What a subcommand takes: arguments by their names, those that are optional, and options (true: with a value). */
export interface ArgumentShape {
  words: readonly string[];
  more?: readonly string[];
  options: Readonly<Record<string, boolean>>;
}

export interface Arguments {
  words: string[];
  /** Options with a value. */
  values: ReadonlyMap<string, string>;
  /** Options without one. */
  flags: ReadonlySet<string>;
}

/** @throws Problem (usage) */
export function readArguments(args: readonly string[], shape: ArgumentShape): Arguments {
  const options = Object.fromEntries(
    Object.entries(shape.options).map(([name, takesValue]) => [
      name,
      { type: takesValue ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Problem('malformed', refusalOf(error), null, { cause: error });
  }
  const { positionals } = parsed;
  checkWords(positionals, shape);
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') values.set(name, value);
    else if (value === true) flags.add(name);
  }
  if (flags.has('json') && flags.has('csv')) {
    throw new Problem('malformed', { code: 'option-pair' });
  }
  return { words: positionals, values, flags };
}

function checkWords(given: readonly string[], { words, more = [] }: ArgumentShape): void {
  const missing = words.slice(given.length);
  if (missing.length > 0) {
    throw new Problem('malformed', { code: 'argument-missing', names: missing });
  }
  const names = [...words, ...more];
  const empty = names[given.indexOf('')];
  if (empty !== undefined) throw new Problem('malformed', { code: 'argument-empty', name: empty });
  const extra = given[names.length];
  if (extra === undefined) return;
  throw new Problem('malformed', { code: 'argument-unexpected', given: extra, names });
}

/** Node's own messages differ from version to version and address programmers; only the option's name is taken from them. */
function refusalOf(error: unknown): ProblemFacts {
  const words = errorMessage(error);
  const option = /'(-[^' ]*)/.exec(words)?.[1];
  if (option === undefined) return { code: 'arguments-unreadable' };
  if (words.startsWith('Unknown option')) return { code: 'option-unknown', option };
  if (words.includes('does not take')) return { code: 'option-with-value', option };
  if (!words.includes('ambiguous')) return { code: 'option-without-value', option };
  return { code: 'option-dash', option };
}

/** One of a list of words, given as the value of an option. @throws Problem (usage) */
export function wordOption<T extends string>(
  { values }: Arguments,
  name: string,
  words: readonly T[],
): T | null {
  const value = values.get(name);
  if (value === undefined) return null;
  const word = words.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
  if (word === undefined) {
    throw new Problem('malformed', { code: 'option-word', option: name, words });
  }
  return word;
}
