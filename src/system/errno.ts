/**
 * What an error says, read in one place. Anything can be thrown, and an error that comes out of a `node:vm` context is no
 * instance of this program's `Error`: so the shape is asked for, not the class.
 */

/** The code of a system, Node or SQLite error ("ENOENT", "SQLITE_FULL"); null where it has none. */
export function errnoOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The error's message, or what was thrown instead of an error as text. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
