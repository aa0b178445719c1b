import type { Span } from './mask-span.ts';

/** The first and the last line of a private key, in any of its formats. */
const EDGE = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const BODY = /[A-Za-z0-9+/=\s\\]/;

/** The inside of private key blocks, also of those whose begin or end was cut off. Looks at every character once. */
export function findKeyBlocks(text: string, spans: Span[]): void {
  if (!text.includes('PRIVATE KEY')) return;
  EDGE.lastIndex = 0;
  let begin = -1;
  let done = 0;
  for (let edge = EDGE.exec(text); edge !== null; edge = EDGE.exec(text)) {
    const behind = EDGE.lastIndex;
    if (edge[1] === 'BEGIN') {
      if (begin < 0) begin = behind;
      continue;
    }
    let start = begin;
    if (start < 0) {
      start = edge.index;
      while (start > done && BODY.test(text[start - 1] ?? '')) start--;
    }
    if (edge.index > start) spans.push({ start, end: edge.index });
    begin = -1;
    done = behind;
  }
  if (begin >= 0 && begin < text.length) spans.push({ start: begin, end: text.length });
}
