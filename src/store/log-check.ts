import type { LogSource } from './log-block.ts';
import { fromMark, HEAD_BYTES, PrefixHash } from './prefix-hash.ts';
import type { LogCursor } from './session-row.ts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 256 * 1024;
/**
 * How much is compared as a whole before a log is read on: all of a small one, more of one that has not changed for a
 * while, and still more of one that is complete. Of a longer log only the first megabyte and the last 64 to 128 KB are
 * compared.
 */
const ALL_BYTES = 1024 * 1024;
const RESTING_BYTES = 32 * 1024 * 1024;
const COMPLETED_BYTES = 256 * 1024 * 1024;

/** Whether there is nothing to read: all bytes were compared when the file was as it is now. */
export function isKnownUnchanged(cursor: LogCursor, source: LogSource, size: number): boolean {
  const { identity, offset, stamp } = cursor;
  if (stamp === '' || offset !== size || source.stamp() !== stamp) return false;
  return identity?.dev === source.identity.dev && identity.ino === source.identity.ino;
}

/** The state of a log that can be read on. */
export interface Checked {
  /** The fingerprint up to the cursor. */
  hash: PrefixHash;
  /**
   * The file's stamp at which all bytes up to the cursor were known to be those that were folded; null where not all
   * were compared.
   */
  stamp: string | null;
}

/**
 * Whether a log still begins with the bytes that were folded: the same file, not shorter than the cursor, and the bytes
 * before it compared, as far as that costs little. A last line that was taken without its newline must not have grown,
 * and the log must not be under its active name again.
 *
 * @param size of the log
 * @param own the fingerprint that this process has just made itself: then only the ends are compared
 * @returns null for a log that must be read from its beginning
 */
export function checkLog(
  cursor: LogCursor,
  source: LogSource,
  size: number,
  own: Checked | null,
): Checked | null {
  const { identity, offset } = cursor;
  if (identity === null || offset > size) return null;
  if (identity.dev !== source.identity.dev || identity.ino !== source.identity.ino) return null;
  const stamp = source.stamp();
  const known = own?.stamp ?? (cursor.stamp === '' ? null : cursor.stamp);
  const isUnchanged = stamp !== null && stamp === known;
  if (isUnchanged && own) return own;
  if (!isLineEnd(source, offset, size)) return null;
  if (offset === 0) return { hash: new PrefixHash(), stamp };
  const isResting = offset === size && stamp !== null;
  const most = source.isActive ? (isResting ? RESTING_BYTES : ALL_BYTES) : COMPLETED_BYTES;
  if (!isUnchanged && offset <= (own ? ALL_BYTES : most)) {
    const hash = readInto(new PrefixHash(), source, offset);
    return hash.toString() === cursor.hash ? { hash, stamp } : null;
  }
  const hash = compareEnds(cursor.hash, offset, source);
  return hash && { hash, stamp: isUnchanged ? stamp : null };
}

/**
 * Whether a piece of a log that was just folded is still what is in the file. The bytes before it were compared just
 * before.
 *
 * @param before the fingerprint of the bytes before the piece
 * @param after the fingerprint with the piece
 */
export function isPieceUnchanged(
  source: LogSource,
  before: PrefixHash,
  after: PrefixHash,
): boolean {
  if (source.size() < after.offset) return false;
  if (before.head !== '' && !isSameHead(before, source)) return false;
  const mark = before.head === '' ? null : fromMark(before.toString(), before.offset);
  const start = mark ?? new PrefixHash();
  return readInto(start, source, after.offset).toString() === after.toString();
}

function isLineEnd(source: LogSource, offset: number, size: number): boolean {
  if (offset === 0) return true;
  const around = source.read(offset - 1, 2);
  if (around[0] === NEWLINE || around[1] === NEWLINE) return true;
  return offset === size && !source.isActive;
}

/** Compares the first megabyte and the last bytes of a longer log. */
function compareEnds(text: string, offset: number, source: LogSource): PrefixHash | null {
  const tail = fromMark(text, offset);
  if (tail === null) return null;
  if (tail.head !== '' && !isSameHead(tail, source)) return null;
  const hash = readInto(tail, source, offset);
  return hash.toString() === text ? hash : null;
}

function isSameHead(hash: PrefixHash, source: LogSource): boolean {
  return readInto(new PrefixHash(), source, HEAD_BYTES).head === hash.head;
}

function readInto(hash: PrefixHash, source: LogSource, end: number): PrefixHash {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - hash.offset));
  while (hash.offset < end) {
    const bytes = source.read(
      hash.offset,
      buffer.subarray(0, Math.min(buffer.length, end - hash.offset)),
    );
    // Shorter by now: what was read is no valid fingerprint.
    if (bytes.length === 0) break;
    hash.update(bytes);
  }
  return hash;
}
