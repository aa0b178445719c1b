/** What stands in the place of a secret. */
export const MASK = '•••••';

/** A part of a text to hide: first index and the index after the last. */
export interface Span {
  start: number;
  end: number;
}

/** Puts the mask in the place of every span; spans may come in any order and overlap. */
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
