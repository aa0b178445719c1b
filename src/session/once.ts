/** A value that is made where it is first asked for: most requests need few of the tables that this program has. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
