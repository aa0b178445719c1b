/** A whole line of a log: its bytes without the newline, and the offset of its first byte in the file. */
export interface CutLine {
  at: number;
  start: number;
  end: number;
}

const NEWLINE = 0x0a;

/** The bytes that this module needs of a Buffer or Uint8Array. */
export interface Bytes {
  readonly length: number;
  indexOf(value: number, from?: number): number;
}

/**
 * Cuts a piece of a log into its whole lines. What follows the last newline is left for the next piece:
 * the cursor moves past whole lines only.
 *
 * @param piece bytes of the log
 * @param pieceAt offset of the piece's first byte in the file
 * @returns the lines (`start` and `end` index the piece) and how many bytes they took
 */
export function cutLines(piece: Bytes, pieceAt: number): { lines: CutLine[]; taken: number } {
  const lines: CutLine[] = [];
  let start = 0;
  for (;;) {
    const end = piece.indexOf(NEWLINE, start);
    if (end < 0) return { lines, taken: start };
    lines.push({ at: pieceAt + start, start, end });
    start = end + 1;
  }
}
