import { cutLines } from '../log/line-cutter.ts';
import { importMasterLine } from '../log/master-event.ts';
import { foldEvent, openSlice } from '../session/fold.ts';
import { hashText } from '../session/hash.ts';
import { emptyHeader } from '../session/header.ts';
import { inTransaction } from './cache.ts';
import type { Database } from './driver.ts';
import { ensureSession, type LogCursor, type StoredSession, saveHeader } from './session-row.ts';
import { deleteLogRows, sliceFinders, writeSlice } from './slice-store.ts';

/** A master log to read from; the file handle of the shell has this shape. */
export interface LogSource {
  readonly identity: { readonly dev: number; readonly ino: number };
  /** True while the server still writes it: its last line may be incomplete. */
  readonly isActive: boolean;
  size(): number;
  /** Bytes from `at` on, fewer than `length` only at the end of the file. */
  read(at: number, length: number): Buffer;
}

/** How much of a log one transaction takes; memory is bounded by it, and by the longest line that is read. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** A line longer than this is counted as broken and its text is not kept. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const NOT_ASCII = /[\u0080-\u00ff]/;
/** How many bytes before the cursor its hash covers. */
const HASHED_BYTES = 256;

export interface IngestProgress {
  /** Bytes of the log that the cache holds, and bytes that the log has. */
  offset: number;
  size: number;
  done: boolean;
}

/**
 * Brings one session up to date with its master log, piece by piece, each in a transaction that moves the
 * cursor exactly once. Another process may do the same at the same time: whoever comes second finds the cursor
 * moved and goes on from there.
 *
 * @param goOn asked between the pieces: false leaves the rest for the next time
 * @throws the driver's busy error when the cache stays locked; system errors of the file
 */
export function ingestLog(
  db: Database,
  id: string,
  source: LogSource,
  goOn: () => boolean,
  pieceBytes = PIECE_BYTES,
): IngestProgress {
  let session = ensureSession(db, id);
  for (;;) {
    const size = source.size();
    const isKnown = session.cursor.identity !== null;
    const startsOver = isKnown && !isContinued(session.cursor, source, size);
    const from = startsOver ? 0 : session.cursor.offset;
    if (from >= size && !startsOver) return { offset: from, size, done: true };
    const piece = readPiece(source, from, pieceBytes);
    if (piece.taken === 0 && !startsOver) return { offset: from, size, done: true };
    const moved = inTransaction(db, () => applyPiece(db, session, source, piece, startsOver));
    session = ensureSession(db, id);
    if (moved && !goOn()) {
      return { offset: session.cursor.offset, size, done: session.cursor.offset >= size };
    }
  }
}

/**
 * Same file, not shorter than the cursor, and the same bytes just before it. A last line that was taken without
 * its newline must not have grown since.
 */
export function isContinued(cursor: LogCursor, source: LogSource, size: number): boolean {
  const { identity, offset } = cursor;
  if (identity === null || offset > size) return false;
  if (identity.dev !== source.identity.dev || identity.ino !== source.identity.ino) return false;
  if (hashBefore(source, offset) !== cursor.hash) return false;
  return offset === 0 || offset === size || source.read(offset - 1, 2).includes(NEWLINE);
}

function hashBefore(source: LogSource, offset: number): string {
  if (offset === 0) return '';
  const start = Math.max(0, offset - HASHED_BYTES);
  return hashText(source.read(start, offset - start).toString('latin1'));
}

interface Piece {
  at: number;
  bytes: Buffer;
  lines: { at: number; start: number; end: number }[];
  taken: number;
  /** Bytes of a line that was too long to be read; then `lines` is empty. */
  overlong: number | null;
}

/** The whole lines from `from` on. A piece without a newline grows until it holds one. */
function readPiece(source: LogSource, from: number, pieceBytes: number): Piece {
  for (let length = pieceBytes; ; length *= 4) {
    const bytes = source.read(from, Math.min(length, LONGEST_LINE_BYTES));
    const { lines, taken } = cutLines(bytes, from);
    if (taken > 0) {
      return withLastLine(source, { at: from, bytes, lines, taken, overlong: null });
    }
    if (bytes.length < Math.min(length, LONGEST_LINE_BYTES)) {
      return withLastLine(source, { at: from, bytes, lines, taken: 0, overlong: null });
    }
    if (length >= LONGEST_LINE_BYTES) return skipOverlong(source, from, bytes);
  }
}

/** A completed log may lack its last newline (it was edited or cut): what follows the last one is a line then. */
function withLastLine(source: LogSource, piece: Piece): Piece {
  const rest = piece.bytes.length - piece.taken;
  const end = piece.at + piece.bytes.length;
  if (source.isActive || rest === 0 || end < source.size()) return piece;
  const line = { at: piece.at + piece.taken, start: piece.taken, end: piece.bytes.length };
  return { ...piece, lines: [...piece.lines, line], taken: piece.bytes.length };
}

function skipOverlong(source: LogSource, from: number, first: Buffer): Piece {
  let length = first.length;
  for (;;) {
    const bytes = source.read(from + length, PIECE_BYTES);
    const newline = bytes.indexOf(NEWLINE);
    if (newline >= 0) {
      const taken = length + newline + 1;
      return { at: from, bytes: first.subarray(0, 0), lines: [], taken, overlong: taken - 1 };
    }
    length += bytes.length;
    if (bytes.length < PIECE_BYTES) {
      const taken = source.isActive ? 0 : length;
      const overlong = source.isActive ? null : length;
      return { at: from, bytes: first.subarray(0, 0), lines: [], taken, overlong };
    }
  }
}

/** @returns false when another process has moved the cursor meanwhile: then nothing was written */
function applyPiece(
  db: Database,
  session: StoredSession,
  source: LogSource,
  piece: Piece,
  startsOver: boolean,
): boolean {
  const { cursor, sid } = session;
  const header = startsOver ? emptyHeader() : session.header;
  const offset = piece.at + piece.taken;
  const next: LogCursor = {
    identity: source.identity,
    offset,
    hash: hashBefore(source, offset),
    generation: cursor.generation + (startsOver ? 1 : 0),
  };
  const isFirst = startsOver || cursor.offset === 0;
  const slice = openSlice(header, sliceFinders(db, sid, isFirst));
  // Most lines are ASCII: as Latin-1 a piece is decoded at once, and offsets in it are offsets of bytes.
  const latin1 = piece.bytes.toString('latin1', 0, piece.taken);
  for (const { at, start, end } of piece.lines) {
    const ascii = latin1.slice(start, end);
    const text = NOT_ASCII.test(ascii) ? piece.bytes.toString('utf8', start, end) : ascii;
    const event = importMasterLine(text, at);
    if (event) foldEvent(slice, event);
  }
  if (piece.overlong !== null) {
    const sample = `${piece.overlong} bytes`;
    const body = { kind: 'oddity', oddity: 'broken', detail: 'overlong', sample } as const;
    foldEvent(slice, { at: piece.at, time: null, body });
  }
  // Compare-and-set first: a process that comes second must not touch a row.
  if (!saveHeader(db, session, header, next)) return false;
  if (startsOver) deleteLogRows(db, sid);
  writeSlice(db, sid, slice, isFirst);
  return true;
}
