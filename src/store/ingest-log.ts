import { importMasterLine, importMixedLine } from '../log/master-event.ts';
import { foldEvent } from '../session/fold.ts';
import { emptyHeader } from '../session/header.ts';
import { openSlice, type Slice } from '../session/slice.ts';
import { steadyMs } from '../system/steady-clock.ts';
import { inTransaction } from './cache.ts';
import { integer } from './cell.ts';
import { type Database, isBusyError } from './driver.ts';
import { type LogBlock, LogReader, type LogSource } from './log-block.ts';
import { type Checked, checkLog, isKnownUnchanged, isPieceUnchanged } from './log-check.ts';
import { PrefixHash } from './prefix-hash.ts';
import {
  ensureSession,
  findCursor,
  isSameCursor,
  type StoredSession,
  saveHeader,
  saveLogStamp,
} from './session-row.ts';
import { deleteLogRows, SliceStore } from './slice-store.ts';

export type { LogSource } from './log-block.ts';

/** How much of a log one transaction takes; this and the longest line that is read bound the memory. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** How long a transaction folds, since nobody else can write meanwhile. It ends at the end of a block. */
const PIECE_MS = 500;
/** After this much work the lock is left alone for longer than SQLite waits between two attempts to get it. */
const WORK_MS = 2000;
const PAUSE_MS = 110;
/** From one attempt to get the lock to the next. */
const TURN_MS = 8;
/** How often in a row a log that changes while it is read is read again. */
const MAX_TRIES = 3;
const NEVER = (): boolean => false;
const NOT_ASCII = /[\u0080-\u00ff]/;

export interface IngestProgress {
  /** Bytes of the log that are in the cache, and bytes that the log has. */
  offset: number;
  size: number;
  done: boolean;
}

/** The log had changed when a piece of it had been folded: the piece is dropped. */
class LogChanged extends Error {}

/**
 * Brings one session up to date with its master log, piece by piece, each in a transaction that moves the cursor
 * exactly once. Another process may do the same at the same time: whoever comes second finds the cursor moved and
 * continues from there. What is stored was compared with the file after folding, see `checkLog`.
 *
 * @param hasTimeLeft asked between the pieces: false leaves the rest for the next time
 * @throws the driver's busy error when the cache stays locked; system errors of the file
 */
export function ingestLog(
  db: Database,
  id: string,
  source: LogSource,
  hasTimeLeft: () => boolean,
  pieceBytes = PIECE_BYTES,
): IngestProgress {
  let session = ensureSession(db, id);
  let own: Checked | null = null;
  let reader: LogReader | null = null;
  let tries = 0;
  let pauseAt = steadyMs() + WORK_MS;
  for (;;) {
    const size = source.size();
    const { cursor } = session;
    if (isKnownUnchanged(cursor, source, size)) return { offset: size, size, done: true };
    const stamp = source.stamp();
    const checked = checkLog(cursor, source, size, own);
    if (checked && cursor.offset >= size) return finish(db, session, checked, size);
    const startsOver = checked === null && cursor.identity !== null;
    // A file that was replaced meanwhile says nothing against what was read of its replacement.
    if (startsOver && !source.isInPlace()) return notDone(cursor.offset, size);
    const start = checked ?? { hash: new PrefixHash(), stamp };
    if (size === 0 && !startsOver) return { offset: 0, size, done: true };
    reader ??= new LogReader(source, pieceBytes);
    const first = reader.read(start.hash.offset, start.hash.copy(), hasTimeLeft);
    if (first.isGivenUp) return notDone(cursor.offset, size);
    if (first.taken === 0 && !startsOver) {
      return checked ? finish(db, session, checked, size) : { offset: 0, size, done: true };
    }
    const piece = { source, reader, first, bytes: pieceBytes, start, startsOver };
    const taken = takePiece(db, session, piece);
    session = ensureSession(db, id);
    tries = taken === 'changed' ? tries + 1 : 0;
    if (tries >= MAX_TRIES) return notDone(session.cursor.offset, size);
    own = typeof taken !== 'string' && taken.hash.toString() === session.cursor.hash ? taken : null;
    if (taken !== 'changed' && !hasTimeLeft()) {
      return { offset: session.cursor.offset, size, done: session.cursor.offset >= size };
    }
    if (steadyMs() < pauseAt) continue;
    pause(PAUSE_MS);
    pauseAt = steadyMs() + WORK_MS;
  }
}

/** Nothing new: only that everything was compared is worth a note, so that it need not be compared the next time. */
function finish(
  db: Database,
  session: StoredSession,
  { stamp }: Checked,
  size: number,
): IngestProgress {
  const { cursor, sid } = session;
  if (stamp !== null && stamp !== cursor.stamp) {
    try {
      saveLogStamp(db, sid, cursor, stamp);
    } catch {
      // The cache is locked or cannot be written: the rows are right all the same.
    }
  }
  return { offset: cursor.offset, size, done: true };
}

function notDone(offset: number, size: number): IngestProgress {
  return { offset: Math.min(offset, size), size: Math.max(size, 1), done: false };
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The part of a log that one transaction takes. */
interface Piece {
  source: LogSource;
  reader: LogReader;
  /** Its first block, already read. */
  first: LogBlock;
  bytes: number;
  /** The state of the log before the piece. */
  start: Checked;
  startsOver: boolean;
}

/** Nothing was written if another process has moved the cursor (`overtaken`), or if the log has changed. */
type Taken = Checked | 'overtaken' | 'changed';

/**
 * Waits for the write lock and keeps looking: of many processes that see a log grow at the same time one reads it, and
 * the others find its cursor moved and need no lock.
 */
function takePiece(db: Database, session: StoredSession, piece: Piece): Taken {
  const { cursor, sid } = session;
  const busyMs = busyTimeout(db);
  const until = steadyMs() + busyMs;
  db.exec('PRAGMA busy_timeout = 0');
  try {
    for (;;) {
      try {
        return inTransaction(db, () => applyPiece(db, session, piece)) ?? 'overtaken';
      } catch (error) {
        if (error instanceof LogChanged) return 'changed';
        if (!isBusyError(error) || steadyMs() >= until) throw error;
        if (!isSameCursor(findCursor(db, sid), cursor)) return 'overtaken';
        pause(TURN_MS);
      }
    }
  } finally {
    db.exec(`PRAGMA busy_timeout = ${busyMs}`);
  }
}

function busyTimeout(db: Database): number {
  const row = db.prepare('PRAGMA busy_timeout').get();
  return row === undefined ? 0 : integer(row, 'timeout');
}

/** @returns null when the cursor has been moved */
function applyPiece(db: Database, session: StoredSession, piece: Piece): Checked | null {
  const { source, reader, first, start, startsOver } = piece;
  const { cursor, sid } = session;
  // Compare-and-set: a process that comes second must not touch a row.
  if (!isSameCursor(findCursor(db, sid), cursor)) return null;
  if (startsOver) deleteLogRows(db, sid);
  const store = new SliceStore(db, sid, startsOver || cursor.offset === 0);
  const slice = openSlice(startsOver ? emptyHeader() : session.header, store);
  const until = steadyMs() + PIECE_MS;
  let block = first;
  for (;;) {
    foldBlock(slice, block);
    store.writeIssues(slice);
    const next = block.at + block.taken;
    if (block.taken === 0 || block.isLast) break;
    if (next - first.at >= piece.bytes || steadyMs() >= until) break;
    // Nobody should wait for the lock while the end of a very long line is looked for: the next piece begins with it.
    block = reader.read(next, block.hash, NEVER);
  }
  store.write(slice);
  const { hash } = block;
  const stamp = source.stamp();
  const isSame = stamp !== null && stamp === start.stamp;
  if (!isSame && !isPieceUnchanged(source, start.hash, hash)) throw new LogChanged();
  const next = { hash, stamp: isSame ? stamp : null };
  saveHeader(db, sid, slice.header, {
    identity: source.identity,
    offset: hash.offset,
    hash: hash.toString(),
    stamp: next.stamp ?? '',
    generation: cursor.generation + (startsOver ? 1 : 0),
  });
  return next;
}

function foldMixedLine(slice: Slice, latin1: string, at: number, line: Buffer): void {
  const decode = (from: number, end: number): string => line.toString('utf8', from, end);
  for (const event of importMixedLine(latin1, at, decode)) foldEvent(slice, event);
}

function foldBlock(slice: Slice, { at, bytes, overlong }: LogBlock): void {
  // Most lines are ASCII: a block decoded as Latin-1 is decoded in one go, and offsets in it are byte offsets.
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
