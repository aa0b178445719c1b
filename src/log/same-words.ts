/**
 * What a line of a log says, in the form that it is compared in: without the stamps, levels and quotes that stand around the same words
 * in one place and not in the other.
 */
export function comparable(text: string): string {
  return text
    .replace(
      /^(?:\s*\[[^\]]{1,80}\])*\s*(?:(?:error|warn|warning|failed|failure)\b\s*(?:\[[^\]]{1,80}\]|:)?)?/i,
      '',
    )
    .replace(/[“”"‘’'`]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A shorter text stands in too many others by chance. */
export const SHORTEST = 12;
/** From this length on the server cuts a text in the middle (docs/server.md#master-log). */
const CUT_LENGTH = 2000;

/** Finds the line of a log that says what an item failed of. */
export class FailureWords {
  readonly #words: string;

  constructor(readonly text: string) {
    const [head = ''] = text.length < CUT_LENGTH ? [text] : text.split('…', 1);
    this.#words = comparable(head);
  }

  /** Whether a line says all of it. */
  isIn(line: string): boolean {
    return this.#words !== '' && comparable(line).includes(this.#words);
  }

  /** Whether a line says a part of it, as where a failure of several lines stands in lines of their own. */
  isPartIn(line: string): boolean {
    const own = comparable(line);
    return own.length >= SHORTEST && this.#words.includes(own);
  }
}
