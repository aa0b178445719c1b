import { importMasterLine, importMixedLine } from '../log/master-event.ts';
import { foldEvent } from '../session/fold.ts';
import { hashText } from '../session/hash.ts';
import { emptyHeader } from '../session/header.ts';
import { openSlice, type Slice } from '../session/slice.ts';
import { inTransaction } from './cache.ts';
import type { Database } from './driver.ts';
import { type LogBlock, LogReader, type LogSource } from './log-block.ts';
import {
  ensureSession,
  findCursor,
  isSameCursor,
  type LogCursor,
  type StoredSession,
  saveHeader,
} from './session-row.ts';
import { deleteLogRows, SliceStore } from './slice-store.ts';

export type { LogSource } from './log-block.ts';

/** How much of a log one transaction takes; memory is bounded by it, and by the longest line that is read. */
const PIECE_BYTES = 4 * 1024 * 1024;
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
  let reader: LogReader | null = null;
  for (;;) {
    const size = source.size();
    const isKnown = session.cursor.identity !== null;
    const startsOver = isKnown && !isContinued(session.cursor, source, size);
    const from = startsOver ? 0 : session.cursor.offset;
    if (from >= size && !startsOver) return { offset: from, size, done: true };
    reader ??= new LogReader(source, pieceBytes);
    const first = reader.read(from);
    if (first.taken === 0 && !startsOver) return { offset: from, size, done: true };
    const piece = { source, reader, first, bytes: pieceBytes, startsOver };
    const moved = inTransaction(db, () => applyPiece(db, session, piece));
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

/** The part of a log that one transaction takes. */
interface Piece {
  source: LogSource;
  reader: LogReader;
  /** Its first block, which is read already. */
  first: LogBlock;
  bytes: number;
  startsOver: boolean;
}

/** @returns false when another process has moved the cursor meanwhile: then nothing was written */
function applyPiece(db: Database, session: StoredSession, piece: Piece): boolean {
  const { source, reader, first, startsOver } = piece;
  const { cursor, sid } = session;
  // Compare-and-set: a process that comes second must not touch a row.
  if (!isSameCursor(findCursor(db, sid), cursor)) return false;
  if (startsOver) deleteLogRows(db, sid);
  const store = new SliceStore(db, sid, startsOver || cursor.offset === 0);
  const slice = openSlice(startsOver ? emptyHeader() : session.header, store);
  let block = first;
  for (;;) {
    foldBlock(slice, block);
    store.writeIssues(slice);
    const next = block.at + block.taken;
    if (block.taken === 0 || next - first.at >= piece.bytes) break;
    block = reader.read(next);
  }
  store.write(slice);
  const offset = block.at + block.taken;
  const generation = cursor.generation + (startsOver ? 1 : 0);
  const hash = hashBefore(source, offset);
  saveHeader(db, sid, slice.header, { identity: source.identity, offset, hash, generation });
  return true;
}

function foldMixedLine(slice: Slice, latin1: string, at: number, line: Buffer): void {
  const decode = (from: number, end: number): string => line.toString('utf8', from, end);
  for (const event of importMixedLine(latin1, at, decode)) foldEvent(slice, event);
}

function foldBlock(slice: Slice, { at, bytes, overlong }: LogBlock): void {
  // Most lines are ASCII: as Latin-1 a block is decoded at once, and offsets in it are offsets of bytes.
  const latin1 = bytes.toString('latin1');
  const isAscii = !NOT_ASCII.test(latin1);
  for (let start = 0; start < latin1.length; ) {
    let end = latin1.indexOf('\n', start);
    if (end < 0) end = latin1.length;
    const ascii = latin1.slice(start, end);
    const text = isAscii || !NOT_ASCII.test(ascii) ? ascii : bytes.toString('utf8', start, end);
    const event = importMasterLine(text, at + start);
    if (event !== null) foldEvent(slice, event);
    else foldMixedLine(slice, ascii, at + start, bytes.subarray(start, end));
    start = end + 1;
  }
  if (overlong !== null) {
    const sample = `${overlong} bytes`;
    const body = { kind: 'oddity', oddity: 'broken', detail: 'overlong', sample } as const;
    foldEvent(slice, { at, time: null, body });
  }
}
