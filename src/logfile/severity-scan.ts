import { areGrave, graveSigns, mightHaveSeverity } from '../log/severity-hint.ts';
import type { LogSeverity } from '../session/log-line.ts';
import { type BlockLine, decodeLine, type LineBlock, linesOf } from './line-block.ts';

const NEWLINE = 0x0a;
/** Larger pieces of text cost more than they save: each would be memory of its own from the system. */
const PIECE_BYTES = 64 * 1024;

/** The lines of a block that can have one of these severities (null: all lines), oldest first. */
export function* candidatesOf(
  block: LineBlock,
  severities: ReadonlySet<LogSeverity> | null,
): Generator<BlockLine, void, undefined> {
  if (severities === null || block.isOverlong) {
    yield* linesOf(block);
  } else if (areGrave(severities)) {
    yield* graveLines(block);
  } else {
    for (const line of linesOf(block)) {
      if (line.isCut || mightHaveSeverity(line.text, severities)) yield line;
    }
  }
}

/** What may be an error or a warning, looked for in many lines at once: there are few in a long log. */
function* graveLines(block: LineBlock): Generator<BlockLine, void, undefined> {
  const { bytes } = block;
  const signs = graveSigns();
  let start = 0;
  while (start < bytes.length) {
    const end = pieceEnd(bytes, start);
    // The signs can begin with the newline before a line.
    const text = `\n${bytes.toString('latin1', start, end)}`;
    signs.lastIndex = 0;
    for (let match = signs.exec(text); match !== null; match = signs.exec(text)) {
      const at = match[0].startsWith('\n') ? match.index + 1 : match.index;
      const lineStart = text.lastIndexOf('\n', at - 1) + 1;
      const newline = text.indexOf('\n', at);
      const lineStop = newline < 0 ? text.length : newline;
      yield decodeLine(block, start + lineStart - 1, start + lineStop - 1);
      signs.lastIndex = lineStop;
    }
    start = end;
  }
}

/** Pieces end with a line. */
function pieceEnd(bytes: Buffer, start: number): number {
  const wanted = start + PIECE_BYTES;
  if (wanted >= bytes.length) return bytes.length;
  const before = bytes.lastIndexOf(NEWLINE, wanted - 1);
  const newline = before >= start ? before : bytes.indexOf(NEWLINE, wanted);
  return newline < 0 ? bytes.length : newline + 1;
}
