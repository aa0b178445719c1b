/** A file of ours is no database that this program can have written, or something else stands in its place. */
export class DamageError extends Error {}

/**
 * SQLite's words for a file whose inside no longer fits together. Its codes say less: a lost table or column is the same
 * error to it as a slip in our own SQL, which the tests would have met.
 */
const WORDS =
  /file is not a database|database disk image is malformed|malformed database schema|unsupported file format|database corruption|no such (?:table|column|index)|duplicate column name|has no column named|(?:table|index) \S+ already exists|cannot store \w+ value in \w+ column|constraint failed/i;

/** True for the error of a file whose inside no longer fits together. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof DamageError || WORDS.test(error.message);
}
