import { once } from '../session/look-up.ts';

/** What is in place of a secret. */
export const MASK = '•••••';

/** A part of a text to hide: first index and the index after the last. */
export interface Span {
  start: number;
  end: number;
}

/** Puts the mask in place of every span; spans may come in any order and overlap. */
export function coverSpans(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let done = 0;
  for (const span of spans) {
    if (span.end <= done) continue;
    if (span.start < done) {
      done = span.end;
      continue;
    }
    out += text.slice(done, span.start) + MASK;
    done = span.end;
  }
  return out + text.slice(done);
}

/**
 * A kind of secret that shows by its own shape. Every pattern begins with a fixed text and continues with bounded
 * character classes, so that no text makes it backtrack far.
 */
export interface SecretShape {
  name: string;
  /** In lower case: one of them is in every text that matches. Without slashes and quotes, which JSON may escape. */
  hints: readonly string[];
  /** Each of its groups is a secret. Flags `g` and `d`. Made once it is needed: to read all of them is a tenth of a short process. */
  pattern: () => RegExp;
  /** The secret in it begins with `Zq7`. */
  example: string;
}

export function shape(
  name: string,
  hints: readonly string[],
  pattern: () => RegExp,
  example: string,
): SecretShape {
  return { name, hints, pattern: once(pattern), example };
}

/** A word of a command line: in quotes, or up to a blank or a shell operator. */
export const ARGUMENT = String.raw`('[^'\n]{0,200}'|"[^"\n]{0,200}"|[^\s'"|;)]{1,200})`;
