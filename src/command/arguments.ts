import { parseArgs } from 'node:util';
import { Problem } from '../monitor/problem.ts';

/** What a subcommand takes: how many words, and which options (true: with a value). */
export interface Shape {
  words: { least: number; most: number };
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
export function readArguments(args: readonly string[], shape: Shape): Arguments {
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
    throw new Problem('malformed', error instanceof Error ? error.message : String(error));
  }
  const { positionals } = parsed;
  if (positionals.length < shape.words.least)
    throw new Problem('malformed', 'Something is missing.');
  if (positionals.length > shape.words.most) {
    throw new Problem('malformed', `Too much: ${positionals[shape.words.most]}`);
  }
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') values.set(name, value);
    else if (value === true) flags.add(name);
  }
  return { words: positionals, values, flags };
}

/** One of a list of words, given to an option. @throws Problem (usage) */
export function wordOption<T extends string>(
  { values }: Arguments,
  name: string,
  words: readonly T[],
): T | null {
  const value = values.get(name);
  if (value === undefined) return null;
  const word = words.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
  if (word === undefined) {
    throw new Problem('malformed', `--${name} must be one of ${words.join(', ')}.`);
  }
  return word;
}
