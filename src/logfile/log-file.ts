import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { errnoOf } from '../system/errno.ts';
import { type OpenedFile, openToRead, UnsafeFileError } from '../system/safe-file.ts';

/**
 * A name that cannot be a log of a session (`malformed`), or that exists but is not a regular file (`not-a-file`): a
 * symbolic link, a folder, a device. The message says which, in words for the reader.
 */
export class LogNameError extends Error {
  readonly code: 'malformed' | 'not-a-file';

  constructor(code: LogNameError['code'], message: string) {
    super(message);
    this.name = 'LogNameError';
    this.code = code;
  }
}

/** A log held open by its descriptor: a rename or a deletion does not affect what is read. */
export interface LogHandle {
  readonly fd: number;
  /** The name without the leading dot, as the API and the master log give it. */
  readonly name: string;
  /** True when it was found under its name with the dot: the server was still writing it when it was opened. */
  readonly isActive: boolean;
  readonly identity: { readonly dev: number; readonly ino: number };
  /** Bytes in the file now; it can grow, and shrink when an item is retried. Throws a system error. */
  size(): number;
  /** When its bytes changed last, epoch seconds. Throws a system error. */
  modifiedAt(): number;
  /** Looks again: false as soon as the file has its completed name. */
  isStillActive(): boolean;
  /**
   * Bytes from offset `at`: a new buffer of at most that length, or the filled part of the given one. Shorter than
   * requested only at the end of the file; empty at or after it. Throws a system error.
   */
  read(at: number, into: number | Buffer): Buffer;
  close(): void;
}

/** A log of the server itself, which can change while it is read. */
export interface LiveLogHandle extends LogHandle {
  /**
   * Changes with each write: size and time of the last change. Null while that time is so recent that another write
   * could get the same one. Throws a system error.
   */
  stamp(): string | null;
  /** Looks again: false once the file's name belongs to another file, or to none. */
  isInPlace(): boolean;
}

/** Whether a text can name a file in a session's folder, be it a log or not; hidden files are excluded. */
export function isFileName(text: string): boolean {
  return /^[^./\0][^/\0]*$/.test(text);
}

/** Whether a text can name a log of a session: one path segment, without the dot of an active log. */
export function isLogName(name: string): boolean {
  if (name.includes('/') || name.includes('\0')) return false;
  return (
    name === 'master.log' ||
    name === 'master.error_log' ||
    (name.startsWith('item-') && name.length > 'item-'.length)
  );
}

/**
 * Opens a log of the session in `sessionDir`. It tries the completed name, then the one with the dot, then the
 * completed one again, because the server can rename the log between two attempts (docs/server.md#files).
 *
 * @returns null when there is none. Throws `LogNameError`, or a system error (EACCES, EIO, EMFILE).
 */
export function openLog(sessionDir: string, name: string): LiveLogHandle | null {
  if (!isLogName(name)) {
    throw new LogNameError('malformed', `“${name.slice(0, 300)}” is not the name of a log.`);
  }
  const completed = join(sessionDir, name);
  const active = join(sessionDir, `.${name}`);
  return inFolder(sessionDir, (held) => {
    const place = (path: string): string => join(held, basename(path));
    return (
      openFile(place(completed), name, { path: completed, isActive: false }) ??
      openFile(place(active), name, { path: active, isActive: true, completedPath: completed }) ??
      openFile(place(completed), name, { path: completed, isActive: false })
    );
  });
}

/**
 * Calls `open` with a path to the very folder that is there now, so that nobody can replace it with a link to another
 * one in between.
 *
 * @returns null where there is no folder, or a link
 */
function inFolder(
  folder: string,
  open: (held: string) => LiveLogHandle | null,
): LiveLogHandle | null {
  let fd: number;
  try {
    fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    const code = errnoOf(error);
    if (isMissing(code) || code === 'ELOOP') return null;
    throw error;
  }
  try {
    const held = `/proc/self/fd/${fd}`;
    // Without /proc (no Linux, so no WHM) the folder's own path has to do.
    return open(existsSync(held) ? held : folder);
  } finally {
    closeSync(fd);
  }
}

function isMissing(code: string | null): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
}

/** Where a log is by its name, if that is not the path by which it is opened, and whether it is active. */
interface LogPlace {
  path: string;
  isActive: boolean;
  completedPath?: string;
}

/**
 * Opens one regular file to read, never through a symbolic link at the path's end.
 *
 * @returns null when there is none. Throws `LogNameError` or a system error.
 */
export function openFile(
  opened: string,
  name: string,
  { path, isActive, completedPath }: LogPlace,
): LiveLogHandle | null {
  let file: OpenedFile;
  try {
    file = openToRead(opened);
  } catch (error) {
    if (isMissing(errnoOf(error))) return null;
    if (error instanceof UnsafeFileError) throw notAFile(name);
    if (error instanceof Error) error.message = error.message.replace(opened, path);
    throw error;
  }
  const { fd, stat } = file;
  const identity = { dev: stat.dev, ino: stat.ino };
  return {
    fd,
    name,
    isActive,
    identity,
    size: () => fstatSync(fd).size,
    modifiedAt: () => Math.floor(fstatSync(fd).mtimeMs / 1000),
    stamp: () => stampOf(fd, isActive),
    isInPlace: () => isAt(path, identity),
    isStillActive: () => isActive && completedPath !== undefined && !isAt(completedPath, identity),
    read: (at, into) => readFully(fd, at, typeof into === 'number' ? Buffer.alloc(into) : into),
    close: () => closeSync(fd),
  };
}

function isAt(path: string, { dev, ino }: LogHandle['identity']): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.ino === ino && now.dev === dev;
}

/** File systems count time in hundredths of a second, old ones in whole seconds. */
const COARSEST_CLOCK_MS = 2000;

/** The time of the last change (ctime), not of the last modification: nobody can set it back. */
function stampOf(fd: number, isActive: boolean): string | null {
  const { size, ctimeNs, ctimeMs } = fstatSync(fd, { bigint: true });
  const isYoung = Math.abs(Date.now() - Number(ctimeMs)) < COARSEST_CLOCK_MS;
  return isYoung ? null : `${isActive ? 'active' : 'complete'}:${size}:${ctimeNs}`;
}

function notAFile(name: string): LogNameError {
  return new LogNameError('not-a-file', `“${name.slice(0, 300)}” is not a regular file.`);
}

/** A single read can return less than requested without being at the end. */
function readFully(fd: number, at: number, buffer: Buffer): Buffer {
  let filled = 0;
  while (filled < buffer.length) {
    const got = readSync(fd, buffer, filled, buffer.length - filled, at + filled);
    if (got === 0) break;
    filled += got;
  }
  return filled === buffer.length ? buffer : buffer.subarray(0, filled);
}
