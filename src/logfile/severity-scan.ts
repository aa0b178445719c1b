import { areSevere, isSevere, mightHaveSeverity, severeWords } from '../log/severity-prefilter.ts';
import type { LogSeverity } from '../session/log-line.ts';
import { type BlockLine, decodeLine, type LineBlock, linesOf } from './line-block.ts';

const NEWLINE = 0x0a;

/** The lines of a block that can have one of these severities (null: all lines), oldest first. */
export function* severityCandidates(
  block: LineBlock,
  severities: ReadonlySet<LogSeverity> | null,
): Generator<BlockLine, void, undefined> {
  if (severities === null || block.isOverlong) {
    yield* linesOf(block);
  } else if (areSevere(severities)) {
    yield* severeLines(block);
  } else {
    for (const line of linesOf(block)) {
      if (line.isCut || mightHaveSeverity(line.text, severities)) yield line;
    }
  }
}

/** The lines that may be errors or warnings: few lines of a long log are examined. */
function* severeLines(block: LineBlock): Generator<BlockLine, void, undefined> {
  const { bytes } = block;
  const words = severeWords();
  // A line of a stack trace is recognised with the newline before it, which the block's first line does not have.
  let at = isBlank(bytes[0]) ? 0 : words.indexIn(bytes, 0);
  while (at >= 0) {
    // A word can begin with the newline before its line.
    const start = bytes[at] === NEWLINE ? at + 1 : bytes.lastIndexOf(NEWLINE, at) + 1;
    const newline = bytes.indexOf(NEWLINE, start);
    const stop = newline < 0 ? bytes.length : newline;
    if (isSevere(bytes.toString('latin1', start, stop))) yield decodeLine(block, start, stop);
    // From the newline on, since a word can begin with it.
    at = words.indexIn(bytes, stop);
  }
}

const BLANKS = [0x20, 0x09];

function isBlank(byte: number | undefined): boolean {
  return byte !== undefined && BLANKS.includes(byte);
}
