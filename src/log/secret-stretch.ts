import { isKeyBody, textOfLine } from './mask-across.ts';

/** The part of a log's file that is needed here. */
interface LogBytes {
  size(): number;
  read(at: number, length: number): Buffer;
}

/** Bytes of a log whose lines belong to a secret although they do not show it themselves; both ends are starts of lines. */
export interface Stretch {
  from: number;
  to: number;
}

/** Twice the length of the longest known key, in records of one line each. */
const REACH_BYTES = 32 * 1024;
const MAX_LINES = 400;
const EMPTY: Buffer = Buffer.alloc(0);
const NONE: readonly Stretch[] = [];

/** Each begins with its rarest letter, by which the system searches for it. */
const MARKS = ['VATE KEY', 'Lines: '];
const EDGE =
  /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|Private-Lines: (\d{1,4})/g;

/**
 * The lines of private keys within a stretch of a log; the first or last line of a key may be outside it. Looks a
 * bounded way back and ahead, so that a view that begins in the middle of a key recognises it.
 *
 * @param here the stretch's bytes
 */
export function secretStretches(source: LogBytes, from: number, here: Buffer): readonly Stretch[] {
  const low = Math.max(0, from - REACH_BYTES);
  const before = low < from ? source.read(low, from - low) : EMPTY;
  const after = source.read(from + here.length, REACH_BYTES);
  // A mark can cross a boundary: then the key's other end, or its lines, show it.
  if (![before, here, after].some(holdsMark)) return NONE;
  return stretchesIn(Buffer.concat([before, here, after]).toString('latin1')).map((found) => ({
    from: found.from + low,
    to: found.to + low,
  }));
}

function holdsMark(bytes: Buffer): boolean {
  return MARKS.some((mark) => bytes.includes(mark, 0, 'latin1'));
}

export function isWithin(stretches: readonly Stretch[], at: number): boolean {
  return stretches.some(({ from, to }) => at >= from && at < to);
}

function stretchesIn(text: string): Stretch[] {
  const found: Stretch[] = [];
  let begin = -1;
  let done = 0;
  EDGE.lastIndex = 0;
  for (let edge = EDGE.exec(text); edge !== null; edge = EDGE.exec(text)) {
    const lineStart = text.lastIndexOf('\n', edge.index) + 1;
    const below = lineBelow(text, EDGE.lastIndex);
    if (edge[1] === 'BEGIN') {
      if (begin >= 0) add(found, begin, bodyEnd(text, begin, lineStart));
      begin = below;
    } else if (edge[1] !== undefined) {
      if (begin >= 0 && lineStart - begin <= REACH_BYTES) add(found, begin, lineStart);
      else if (begin < 0) add(found, bodyStart(text, lineStart, done), lineStart);
      begin = -1;
      done = below;
    } else {
      add(found, below, bodyEnd(text, below, text.length, Number(edge[2])));
    }
  }
  if (begin >= 0) add(found, begin, bodyEnd(text, begin, text.length));
  return found;
}

function add(found: Stretch[], from: number, to: number): void {
  if (to > from) found.push({ from, to });
}

function lineBelow(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** Where lines that look like a key's body end. */
function bodyEnd(text: string, from: number, limit: number, lines = MAX_LINES): number {
  let at = from;
  for (let count = 0; at < limit && count < lines; count++) {
    const end = lineBelow(text, at);
    if (!isKeyBody(textOfLine(text.slice(at, Math.min(end, at + 2000))))) break;
    at = end;
  }
  return at;
}

/** Where lines that look like a key's body begin, before a line that ends one. */
function bodyStart(text: string, from: number, floor: number): number {
  let at = from;
  for (let count = 0; at > floor && count < MAX_LINES; count++) {
    const start = Math.max(floor, at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1);
    if (!isKeyBody(textOfLine(text.slice(start, Math.min(at, start + 2000))))) break;
    at = start;
  }
  return at;
}
