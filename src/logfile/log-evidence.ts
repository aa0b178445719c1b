import {
  addError,
  addLine,
  addPiece,
  isCutShort,
  isOpenToWords,
  type LineEvidence,
  type Reported,
} from '../log/evidence.ts';
import { NO_CONTEXT } from '../log/read-line.ts';
import { severeWords } from '../log/severity-prefilter.ts';
import type { LogSeverity } from '../session/log-line.ts';
import {
  type BlockLine,
  type ByteSource,
  blocksForward,
  lineStartAt,
  MAX_LINE_BYTES,
} from './line-block.ts';
import { contextBefore } from './line-context.ts';
import { SecretsAround } from './secrets-around.ts';
import { severityCandidates } from './severity-scan.ts';

const WANTED: ReadonlySet<LogSeverity> = new Set(['error']);
const BLOCK_BYTES = 256 * 1024;
/** Longer than a line of a program's output. */
const PIECE_OVERLAP = 8 * 1024;
const START = { at: 0, context: NO_CONTEXT };
/** The first and the last record are within this many bytes of the log's ends. */
const END_BYTES = 64 * 1024;

/** How far the evidence of a log has been read. */
export interface EvidenceReading {
  evidence: LineEvidence;
  /** Offset after the last line that was examined. */
  offset: number;
  isAtEnd: boolean;
}

/**
 * Searches a log for errors, from where the last search ended. Memory is bounded by a block; what cannot be an error is
 * skipped by its bytes.
 *
 * @param isWhole false where the log is still being written: a last line without newline is left for the next time
 * @param hasTimeLeft asked between blocks
 * @throws system errors of the file
 */
export function readEvidence(
  source: ByteSource,
  from: { offset: number; evidence: LineEvidence },
  reported: Reported,
  isWhole: boolean,
  hasTimeLeft: () => boolean,
): EvidenceReading {
  const end = source.size();
  const size = isWhole ? end : lineStartAt(source, end).at;
  let { offset, evidence } = from;
  for (const block of blocksForward(source, offset, size, BLOCK_BYTES)) {
    const secrets = new SecretsAround(source, block);
    for (const raw of severityCandidates(block, WANTED)) {
      const before = evidence.errors;
      evidence = addLine(
        evidence,
        secrets.tell(raw),
        reported,
        () => contextBefore(source, raw.at, START).severity,
      );
      if (raw.isCut && evidence.errors === before) {
        evidence = addRest(source, raw, evidence, reported);
      }
    }
    offset = block.end;
    if (!hasTimeLeft()) break;
  }
  return { evidence, offset, isAtEnd: offset >= size };
}

/** Examines the rest of an over-long line: rsync's progress, or a whole output in one record. */
function addRest(
  source: ByteSource,
  raw: BlockLine,
  evidence: LineEvidence,
  reported: Reported,
): LineEvidence {
  if (!isOpenToWords(raw)) return evidence;
  const words = severeWords();
  const buffer = Buffer.allocUnsafe(MAX_LINE_BYTES);
  let at = raw.at + MAX_LINE_BYTES - PIECE_OVERLAP;
  while (at < raw.end) {
    const piece = source.read(at, buffer.subarray(0, Math.min(buffer.length, raw.end - at)));
    if (piece.length === 0) break;
    if (words.indexIn(piece, 0) >= 0) {
      const sum = addPiece(evidence, raw.at, piece.toString('utf8'), reported);
      if (sum.errors > evidence.errors) return sum;
      evidence = sum;
    }
    // What is cut at the end of a piece is whole at the beginning of the next one.
    at += at + piece.length >= raw.end ? piece.length : piece.length - PIECE_OVERLAP;
  }
  return evidence;
}

/** Counts a log that has a beginning but no end as one error; for the log of an item that has ended. */
export function closeEvidence(source: ByteSource, evidence: LineEvidence): LineEvidence {
  return endsAbruptly(source)
    ? addError(
        evidence,
        Math.max(0, source.size() - 1),
        'The log stops without a final entry: its worker did not finish it.',
      )
    : evidence;
}

/** Whether a log has a beginning but no end: whoever wrote it died. */
export function endsAbruptly(source: ByteSource): boolean {
  const size = source.size();
  const head = source.read(0, Math.min(size, END_BYTES)).toString('latin1');
  const tail = source.read(Math.max(0, size - END_BYTES), END_BYTES).toString('latin1');
  return isCutShort(head, tail);
}
