import type { RenderedPart } from '../render/split-parts.ts';
import { hashText } from '../session/hash.ts';

/** What a reader has of a page's parts: id → fingerprint; the part that was updated longest ago comes first. */
export type KnownParts = ReadonlyMap<string, string>;

/** About how many characters of parts fit into one answer: compressed, they have 8 KB. */
const MAX_CHARACTERS = 56_000;

export interface ChosenParts {
  parts: Record<string, string>;
  /** Fingerprints of these parts. */
  known: Record<string, string>;
  /** More has changed than this answer contains: the reader has to ask again. */
  hasMore: boolean;
}

/**
 * The parts of which a reader does not have the present version. Inner parts that would make the answer too long wait
 * for the next one: those updated longest ago come first, so that each gets its turn.
 *
 * @param has null: a reader that does not keep track of parts gets all of them
 */
export function chooseParts(all: readonly RenderedPart[], has: KnownParts | null): ChosenParts {
  const order = has === null ? [] : [...has.keys()];
  const changed = all
    .map(({ id, html, isInner }) => ({ id, html, isInner, print: fingerprint(html) }))
    .filter(({ id, print }) => has?.get(id) !== print)
    // A part precedes those inside it; among these, parts that the reader does not know at all come first.
    .sort(
      (a, b) => Number(a.isInner) - Number(b.isInner) || order.indexOf(a.id) - order.indexOf(b.id),
    );
  const chosen: ChosenParts = { parts: {}, known: {}, hasMore: false };
  let characters = 0;
  let hasInner = false;
  for (const { id, html, isInner, print } of changed) {
    const isTooMuch = hasInner && isInner && characters + html.length > MAX_CHARACTERS;
    if (has !== null && isTooMuch) {
      chosen.hasMore = true;
      continue;
    }
    chosen.parts[id] = html;
    chosen.known[id] = print;
    characters += html.length;
    hasInner ||= isInner;
  }
  return chosen;
}

function fingerprint(html: string): string {
  return hashText(html).slice(0, 10);
}

const ONE = /^([\w-]{1,80})~([0-9a-f]{10})$/;
const MAX_LENGTH = 8_000;

/** `id~fingerprint`, separated by points; "none" for a reader that has nothing yet. */
export function parseKnownParts(text: string): KnownParts | null {
  const known = new Map<string, string>();
  if (text === 'none') return known;
  if (text.length > MAX_LENGTH) return null;
  for (const one of text.split('.')) {
    const [, id, print] = ONE.exec(one) ?? [];
    if (id === undefined || print === undefined) return null;
    known.set(id, print);
  }
  return known;
}
