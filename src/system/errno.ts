/**
 * What an error says, read in one place. Anything can be thrown, and an error from a `node:vm` context is no instance
 * of this program's `Error`: so the shape is checked, not the class.
 */

/** The code of an error from the system, Node or SQLite ("ENOENT", "SQLITE_FULL"); null where it has none. */
export function errnoOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The error's message, or as text what was thrown instead of an error. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
