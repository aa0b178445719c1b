import { mightHoldSecret, nextHint } from '../log/mask.ts';
import { pendingTailOf } from '../log/mask-across.ts';
import { maskKeptLine } from '../log/mask-line.ts';
import { isWithin, secretStretches } from '../log/secret-stretch.ts';
import type { ByteSource } from './line-block.ts';

const NEWLINE = 0x0a;

/** Masks the blocks of one log in their order. */
export class BlockMasker {
  /** The end of the block before, when its secret is in this block: see `pendingTailOf`. */
  private tail: string | null = null;

  constructor(private readonly source: ByteSource) {}

  /**
   * A block of whole lines with its secrets masked. Lines whose bytes give no hint of one are not even decoded.
   *
   * @param at offset of the block in the log
   */
  mask(block: Buffer, at: number): Buffer {
    const stretches = secretStretches(this.source, at, block);
    let hint = nextHint(block, 0);
    if (stretches.length === 0 && this.tail === null && hint < 0) return block;
    const pieces: Buffer[] = [];
    const ends = new HashEnds(block);
    let kept = 0;
    for (let start = 0; start < block.length; ) {
      const newline = block.indexOf(NEWLINE, start);
      const end = newline < 0 ? block.length : newline;
      if (hint >= 0 && hint < start) hint = nextHint(block, start);
      const isHinted = hint >= 0 && hint < end;
      const isInKey = isWithin(stretches, at + start);
      if (!isHinted && !isInKey && this.tail === null && isRecord(block, start)) {
        if (ends.mayEnd(start, end)) this.tail = pendingTailOf(block.toString('utf8', start, end));
      } else {
        const line = block.subarray(start, end);
        const masked = this.maskLine(line, isInKey);
        if (masked !== line) {
          pieces.push(block.subarray(kept, start), masked);
          kept = end;
        }
      }
      start = end + 1;
    }
    if (pieces.length === 0) return block;
    pieces.push(block.subarray(kept));
    return Buffer.concat(pieces);
  }

  /** @returns the very same bytes where there is no secret */
  private maskLine(line: Buffer, isInKey: boolean): Buffer {
    const { tail } = this;
    const text = line.toString('utf8');
    const mayHold = mightHoldSecret(text);
    const secrets = isInKey || tail !== null ? { isInKey, tail } : undefined;
    const masked = maskKeptLine(text, secrets, mayHold);
    this.tail = pendingTailOf(text, mayHold);
    return masked === text ? line : padded(Buffer.from(masked), line.length);
  }
}

function isRecord(block: Buffer, start: number): boolean {
  return block[start] === 0x7b && block[start + 1] === 0x22;
}

/** Tells which records can end with a line of an access hash: their first list ends with a hexadecimal digit. */
class HashEnds {
  /** The first end of a list at or after the line that was last asked about. */
  private next = -1;

  constructor(private readonly block: Buffer) {}

  mayEnd(start: number, end: number): boolean {
    const { block } = this;
    if (this.next < start) {
      const found = block.indexOf('"]', start, 'latin1');
      this.next = found < 0 ? block.length : found;
    }
    if (this.next >= end) return false;
    const hasNewline = block[this.next - 1] === 0x6e && block[this.next - 2] === 0x5c;
    return isHexDigit(block[this.next - (hasNewline ? 3 : 1)]);
  }
}

function isHexDigit(byte = 0): boolean {
  const small = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (small >= 0x61 && small <= 0x66);
}

function padded(line: Buffer, length: number): Buffer {
  if (line.length >= length) return line;
  return Buffer.concat([line, Buffer.alloc(length - line.length, ' ')]);
}
