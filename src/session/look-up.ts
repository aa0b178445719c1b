/**
 * What a table of this program has under a name from outside: a log, a database, an address, a command line. Indexed
 * directly, the table would also answer to `constructor`, `toString` and everything else that objects inherit.
 */
export function lookUp<T>(
  table: Readonly<Record<string | number, T>>,
  name: string | number,
): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A value that is made at its first use: most requests need few of this program's tables. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
