/**
 * A kind of secret that shows by its own shape. Every pattern begins at a fixed text and goes on over classes of
 * letters with a limit, so that no text makes it go back and forth.
 */
export interface Shape {
  name: string;
  /** In lower case: one of them stands in every text that matches. Without slashes and quotes, which JSON may escape. */
  hints: readonly string[];
  /** Each of its groups is a secret. Flags `g` and `d`. */
  pattern: RegExp;
  /** The secret in it begins with `Zq7`. */
  example: string;
}

export function shape(
  name: string,
  hints: readonly string[],
  pattern: RegExp,
  example: string,
): Shape {
  return { name, hints, pattern, example };
}

/** A word of a command line: in quotes, or up to a blank or an operator of the shell. */
export const ARGUMENT = String.raw`('[^'\n]{0,200}'|"[^"\n]{0,200}"|[^\s'"|;)]{1,200})`;
