import type { RawLine } from '../log/read-line.ts';

/** What a reader of logs needs of a file; a `LogHandle` has this shape. */
export interface ByteSource {
  size(): number;
  read(at: number, into: number | Buffer): Buffer;
}

/** Only the beginning of a longer line is read, and it is marked as cut. */
export const MAX_LINE_BYTES = 64 * 1024;
/** How far the other end of an over-long line is looked for; an even longer one is read in pieces of this length. */
export const MAX_SKIP_BYTES = 64 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Successive whole lines of a file. The bytes are valid until the next block is requested. */
export interface LineBlock {
  /** Offset of the first byte. */
  at: number;
  /** Offset of the byte after the block. */
  end: number;
  bytes: Buffer;
  /** The block is the beginning of one line that is longer than a block. */
  isOverlong: boolean;
  /** The block begins inside a line, because its beginning is too far away. */
  isFragment: boolean;
}

/**
 * The lines from offset `from` (a line's start) up to `to`, in blocks of about `blockBytes`, oldest first. A last line
 * without newline counts as one too. Ends early, without an error, where the file turns out to be shorter.
 *
 * @param startsInLine `from` is no line's start, because that is too far away
 */
export function* blocksForward(
  source: ByteSource,
  from: number,
  to: number,
  blockBytes: number,
  startsInLine = false,
): Generator<LineBlock, void, undefined> {
  const buffer = newBuffer(blockBytes, to - from);
  let at = from;
  let isFragment = startsInLine;
  while (at < to) {
    const chunk = source.read(at, buffer.subarray(0, Math.min(buffer.length, to - at)));
    if (chunk.length === 0) return;
    const newline = chunk.lastIndexOf(NEWLINE);
    const isAtEnd = at + chunk.length >= to || chunk.length < buffer.length;
    if (newline < 0 && !isAtEnd) {
      const found = findNewline(source, at + chunk.length, to);
      yield { at, end: found.end, bytes: chunk, isOverlong: true, isFragment };
      at = found.end;
      isFragment = !found.isLineStart;
      continue;
    }
    const length = newline < 0 ? chunk.length : newline + 1;
    yield { at, end: at + length, bytes: chunk.subarray(0, length), isOverlong: false, isFragment };
    at += length;
    isFragment = false;
  }
}

/** The lines that end at or before `before` (a line's start, or the end of the file), newest block first. */
export function* blocksBackward(
  source: ByteSource,
  before: number,
  blockBytes: number,
): Generator<LineBlock, void, undefined> {
  const buffer = newBuffer(blockBytes, before);
  let end = before;
  while (end > 0) {
    const low = Math.max(0, end - buffer.length);
    const chunk = source.read(low, buffer.subarray(0, end - low));
    if (chunk.length === 0) return;
    // The newline at the block's end does not begin another line.
    const newline = low === 0 ? -1 : chunk.subarray(0, chunk.length - 1).indexOf(NEWLINE);
    if (low > 0 && newline < 0) {
      const start = lineStartAt(source, low);
      const head = source.read(
        start.at,
        buffer.subarray(0, Math.min(buffer.length, end - start.at)),
      );
      const isFragment = !start.isLineStart;
      yield { at: start.at, end, bytes: head, isOverlong: true, isFragment };
      end = start.at;
      continue;
    }
    const at = low + newline + 1;
    const bytes = chunk.subarray(newline + 1);
    yield { at, end: at + bytes.length, bytes, isOverlong: false, isFragment: false };
    end = at;
  }
}

/**
 * A block has room for any line that is not over-long, and for one character more than is shown of a longer one, so
 * that the cut can be moved to a character's start. A short file needs less.
 */
function newBuffer(blockBytes: number, needed: number): Buffer {
  const length = Math.max(blockBytes, MAX_LINE_BYTES + 4);
  return Buffer.allocUnsafeSlow(Math.min(length, Math.max(1, needed)));
}

/**
 * The start of the line that contains offset `at`; where that is too far away, `isLineStart` is false and `at` itself
 * is returned.
 */
export function lineStartAt(source: ByteSource, at: number): { at: number; isLineStart: boolean } {
  const buffer = Buffer.allocUnsafe(Math.min(MAX_LINE_BYTES, at));
  let end = at;
  while (end > 0 && at - end < MAX_SKIP_BYTES) {
    const low = Math.max(0, end - buffer.length);
    const chunk = source.read(low, buffer.subarray(0, end - low));
    const newline = chunk.lastIndexOf(NEWLINE);
    if (newline >= 0) return { at: low + newline + 1, isLineStart: true };
    end = low;
  }
  return end === 0 ? { at: 0, isLineStart: true } : { at, isLineStart: false };
}

/** The start of the first line at or after offset `at`; the end of the file where there is none nearby. */
export function lineStartFrom(source: ByteSource, at: number, to: number): number {
  if (at <= 0) return 0;
  if (at >= to) return to;
  return findNewline(source, at - 1, to).end;
}

/** The offset after the first newline at or after `at`, or the end of the part that was searched. */
function findNewline(
  source: ByteSource,
  at: number,
  to: number,
): { end: number; isLineStart: boolean } {
  const buffer = Buffer.allocUnsafe(MAX_LINE_BYTES);
  const limit = Math.min(to, at + MAX_SKIP_BYTES);
  let end = at;
  while (end < limit) {
    const chunk = source.read(end, buffer.subarray(0, Math.min(buffer.length, limit - end)));
    if (chunk.length === 0) break;
    const newline = chunk.indexOf(NEWLINE);
    if (newline >= 0) return { end: end + newline + 1, isLineStart: true };
    end += chunk.length;
  }
  return { end, isLineStart: false };
}

/** A line in its block: decoded text, and the offset of the byte behind its newline. */
export interface BlockLine extends RawLine {
  end: number;
}

/** The line of a block that begins at index `start`; `stop` is the index of its newline or of the block's end. */
export function decodeLine(block: LineBlock, start: number, stop: number): BlockLine {
  const isCut = block.isOverlong || stop - start > MAX_LINE_BYTES;
  const end = isCut ? wholeCharacters(block.bytes, start, start + MAX_LINE_BYTES) : stop;
  return {
    at: block.at + start,
    end: block.isOverlong ? block.end : block.at + Math.min(stop + 1, block.bytes.length),
    text: block.bytes.toString('utf8', start, Math.min(end, stop)),
    isCut,
    isFragment: block.isFragment && start === 0,
  };
}

/** All lines of a block, oldest first. */
export function* linesOf(block: LineBlock): Generator<BlockLine, void, undefined> {
  const { bytes } = block;
  if (block.isOverlong) {
    yield decodeLine(block, 0, bytes.length);
    return;
  }
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const stop = newline < 0 ? bytes.length : newline;
    yield decodeLine(block, start, stop);
    start = stop + 1;
  }
}

/** Moves a cut back so that it does not split a UTF-8 character. */
function wholeCharacters(bytes: Buffer, start: number, cut: number): number {
  let end = Math.min(cut, bytes.length);
  while (end > start && end > cut - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}
