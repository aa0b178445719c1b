/**
 * What a table of this program has under a name that comes from elsewhere: a log, a database, an address, a command line.
 * Indexed, the table would also answer to `constructor`, `toString` and whatever else every object inherits.
 */
export function lookUp<T>(
  table: Readonly<Record<string | number, T>>,
  name: string | number,
): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A value that is made where it is first asked for: most requests need few of the tables that this program has. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
