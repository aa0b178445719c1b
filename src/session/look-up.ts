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
