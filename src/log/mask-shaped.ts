import { once } from '../session/look-up.ts';
import { commands } from './mask-commands.ts';
import { providers } from './mask-providers.ts';
import { records } from './mask-records.ts';
import { settings } from './mask-settings.ts';
import type { SecretShape, Span } from './mask-span.ts';
import { tokens } from './mask-tokens.ts';
import { looksRandom } from './mask-words.ts';

/** Secrets that show by their own shape, wherever they are. */
export const secretShapes = once((): readonly SecretShape[] => [
  ...records(),
  ...settings(),
  ...commands(),
  ...tokens(),
  ...providers(),
]);

/** @param places indexes of the shapes to look for: those whose hints are in the text */
export function findShapedSecrets(
  text: string,
  spans: Span[],
  places: Iterable<number> = secretShapes().keys(),
): void {
  for (const place of places) {
    const pattern = secretShapes()[place]?.pattern();
    if (pattern === undefined) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      for (const group of match.indices?.slice(1) ?? []) {
        if (group !== undefined && group[1] > group[0])
          spans.push({ start: group[0], end: group[1] });
      }
      if (match[0] === '') pattern.lastIndex++;
    }
  }
  findUrlSecrets(text, spans);
  findKeyBlocks(text, spans);
}

const SCHEME = /:\\?\/\\?\//g;
const USER_INFO_LIMIT = 300;

/** `scheme://user:password@host`: the password; `scheme://longtoken@host`: the token. */
function findUrlSecrets(text: string, spans: Span[]): void {
  SCHEME.lastIndex = 0;
  for (let match = SCHEME.exec(text); match !== null; match = SCHEME.exec(text)) {
    const start = SCHEME.lastIndex;
    const limit = Math.min(text.length, start + USER_INFO_LIMIT);
    let colon = -1;
    let at = -1;
    for (let i = start; i < limit; i++) {
      const c = text[i] ?? '';
      if (c === '@') at = i;
      else if (c === ':' && colon < 0) colon = i;
      else if (c === '/' || c === '\\' || c === '?' || c <= ' ' || '"\'<>“”‘’`'.includes(c)) break;
    }
    if (at < 0) continue;
    if (colon >= 0 && colon < at) {
      if (at > colon + 1) spans.push({ start: colon + 1, end: at });
    } else if (at - start >= 20 && looksRandom(text.slice(start, at), 20))
      spans.push({ start, end: at });
  }
}

/** The first and the last line of a private key, in any of its formats. */
const EDGE = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const BODY = /[A-Za-z0-9+/=\s\\]/;

/** The inside of private key blocks, including those whose beginning or end was cut off. Looks at every character once. */
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
