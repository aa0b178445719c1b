import { closeSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, errorMessage } from '../system/errno.ts';
import { type OpenedFile, openToRead, writeAll, writeAtomically } from '../system/safe-file.ts';
import { type ArchivedLog, archivedFileName, readArchivedLogs } from './archive-folder.ts';
import { BlockMasker } from './block-masker.ts';

/** A log to be archived; a `LogHandle` has this shape. */
export interface TextSource {
  size(): number;
  read(at: number, length: number): Buffer;
  modifiedAt(): number;
}

/** It bounds the memory, and the cost of reading one line of an archived log. */
const BLOCK_BYTES = 1024 * 1024;
/** A longer line cannot be searched for secrets as a whole; it is left out. */
const MAX_LINE_BYTES = 8 * BLOCK_BYTES;
const NEWLINE = 0x0a;

/** Loaded at its first use: it costs milliseconds, and hardly any page needs it. */
function zlib(): typeof import('node:zlib') {
  const module = process.getBuiltinModule('node:zlib') as typeof import('node:zlib') | undefined;
  if (!module) throw new Error('the archive of logs needs Node 20.16 or later');
  return module;
}

/**
 * Writes a log into the archive: secrets masked line by line, in compressed blocks. Lines keep their length where
 * the mask allows it, so that offsets which lead into the log still do.
 *
 * @param maxBytes of the compressed file
 * @returns null when it would be larger; nothing is left of it then
 */
export function writeArchivedLog(
  folder: string,
  name: string,
  source: TextSource,
  maxBytes: number,
): ArchivedLog | null {
  const file = archivedFileName(name);
  const log: ArchivedLog = {
    name,
    file,
    size: 0,
    bytes: 0,
    modifiedAt: source.modifiedAt(),
    blocks: [],
  };
  let isKept = true;
  writeAtomically(join(folder, file), (fd) => {
    for (const text of maskedBlocks(source)) {
      const packed = zlib().gzipSync(text);
      isKept = log.bytes + packed.length <= maxBytes;
      if (!isKept) break;
      log.blocks.push([log.size, log.bytes]);
      writeAll(fd, packed);
      log.size += text.length;
      log.bytes += packed.length;
    }
    return isKept;
  });
  return isKept ? log : null;
}

/**
 * The text of a log with its secrets masked line by line: whole lines, about a block at a time; the last line may lack
 * its newline. Lines keep their length where the mask allows it.
 */
export function* maskedBlocks(source: Pick<TextSource, 'size' | 'read'>): Generator<Buffer> {
  const masker = new BlockMasker(source);
  const size = source.size();
  let rest: Buffer = Buffer.alloc(0);
  let dropped = 0;
  for (let at = 0; at < size; ) {
    const piece = source.read(at, Math.min(BLOCK_BYTES, size - at));
    if (piece.length === 0) break;
    at += piece.length;
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      if (rest.length + piece.length > MAX_LINE_BYTES) {
        dropped += rest.length + piece.length;
        rest = Buffer.alloc(0);
      } else rest = Buffer.concat([rest, piece]);
      continue;
    }
    let whole = Buffer.concat([rest, piece.subarray(0, end)]);
    if (dropped > 0) {
      const from = whole.indexOf(NEWLINE);
      yield Buffer.from(`… ${dropped + from} bytes in one line, left out\n`);
      whole = whole.subarray(from + 1);
      dropped = 0;
    }
    rest = Buffer.from(piece.subarray(end));
    if (whole.length > 0) yield masker.mask(whole, at - rest.length - whole.length);
  }
  if (dropped > 0) yield Buffer.from(`… ${dropped + rest.length} bytes in one line, left out\n`);
  else if (rest.length > 0) yield masker.mask(rest, size - rest.length);
}

/** An open archived log; it has the same shape as an open log of the server. */
export interface ArchivedLogHandle {
  readonly fd: number;
  readonly name: string;
  readonly isActive: boolean;
  readonly identity: { readonly dev: number; readonly ino: number };
  size(): number;
  modifiedAt(): number;
  isStillActive(): boolean;
  /** Bytes of the text from offset `at`. @throws where the file is damaged */
  read(at: number, into: number | Buffer): Buffer;
  close(): void;
}

/** @returns null where the archive has no such log */
export function openArchivedLog(folder: string, name: string): ArchivedLogHandle | null {
  const log = readArchivedLogs(folder).find((one) => one.name === name);
  if (!log) return null;
  let file: OpenedFile;
  try {
    file = openToRead(join(folder, log.file));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
  const { fd, stat } = file;
  const blocks = new BlockReader(fd, log);
  return {
    fd,
    name,
    isActive: false,
    identity: { dev: stat.dev, ino: stat.ino },
    size: () => log.size,
    modifiedAt: () => log.modifiedAt,
    isStillActive: () => false,
    read: (at, into) => blocks.read(at, typeof into === 'number' ? Buffer.alloc(into) : into),
    close: () => closeSync(fd),
  };
}

/** Reads parts of an archived log, and keeps the last block that it read. */
class BlockReader {
  private last: { index: number; text: Buffer } | null = null;

  constructor(
    private readonly fd: number,
    private readonly log: ArchivedLog,
  ) {}

  read(at: number, into: Buffer): Buffer {
    let filled = 0;
    let index = this.indexOf(at);
    while (filled < into.length && index >= 0 && index < this.log.blocks.length) {
      const start = this.log.blocks[index]?.[0] ?? 0;
      const text = this.block(index);
      const from = at + filled - start;
      if (from >= text.length) break;
      filled += text.copy(into, filled, from);
      index += 1;
    }
    return filled === into.length ? into : into.subarray(0, filled);
  }

  /** The last block that begins at or before an offset. */
  private indexOf(at: number): number {
    let low = 0;
    let high = this.log.blocks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.log.blocks[middle]?.[0] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return high < 0 ? -1 : low;
  }

  private block(index: number): Buffer {
    if (this.last?.index === index) return this.last.text;
    const { blocks, bytes, name } = this.log;
    const start = blocks[index]?.[1] ?? 0;
    const packed = Buffer.alloc((blocks[index + 1]?.[1] ?? bytes) - start);
    let text: Buffer;
    try {
      readSync(this.fd, packed, 0, packed.length, start);
      text = zlib().gunzipSync(packed, { maxOutputLength: MAX_LINE_BYTES + 2 * BLOCK_BYTES });
    } catch (error) {
      const words = errorMessage(error);
      throw new Error(`The archived log “${name}” is damaged: ${words}`, { cause: error });
    }
    this.last = { index, text };
    return text;
  }
}
