import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { removeFile } from './draft.ts';
import { errnoOf } from './errno.ts';

/** What is asked of a file beyond that it is a regular one. */
export interface FileRules {
  /** Goes through a symbolic link at the path's end: for files of the server, which its administrator may place elsewhere. */
  followLinks?: boolean;
  /** Whose it must be: this process's user's, or his or root's. */
  owner?: 'self' | 'self-or-root';
  /** Permission bits that it must not have: 0o022, nobody else writes it; 0o077, nobody else reads it either. */
  forbiddenMode?: number;
  maxBytes?: number;
}

/** A file that is there and does not keep the rules; `words` go on after the file's name or "it". */
export class UnsafeFileError extends Error {
  readonly words: string;

  constructor(path: string, words: string, options: ErrorOptions = {}) {
    super(`${path} ${words}`, options);
    this.name = 'UnsafeFileError';
    this.words = words;
  }
}

/** Not a link, and no waiting for the other end of a named pipe. */
const SAFE_FLAGS = constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface OpenedFile {
  fd: number;
  stat: Stats;
}

/**
 * Opens a regular file to read. What is checked is the file that was opened, whatever its name leads to a moment later.
 *
 * @throws UnsafeFileError; errors of the system, ENOENT among them
 */
export function openToRead(path: string, rules: FileRules = {}): OpenedFile {
  const flags = rules.followLinks === true ? constants.O_NONBLOCK : SAFE_FLAGS;
  return check(path, openChecked(path, constants.O_RDONLY | flags), rules);
}

/**
 * Opens a regular file to write behind its end, and makes it (0600) where there is none.
 *
 * @throws UnsafeFileError; errors of the system
 */
export function openToAppend(path: string, rules: FileRules = {}): OpenedFile {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | SAFE_FLAGS;
  return check(path, openChecked(path, flags), rules);
}

/** Calls `read` with the opened file, and closes it. @throws as `openToRead` */
export function readOpened<T>(path: string, rules: FileRules, read: (file: OpenedFile) => T): T {
  const file = openToRead(path, rules);
  try {
    return read(file);
  } finally {
    closeSync(file.fd);
  }
}

/** The text of a small file. @throws as `openToRead` */
export function readText(path: string, rules: FileRules & { maxBytes: number }): string {
  return readOpened(path, rules, ({ fd }) => readFileSync(fd, 'utf8'));
}

function openChecked(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ELOOP') throw new UnsafeFileError(path, 'is a symbolic link', { cause: error });
    // A socket, or a pipe or device without its other end.
    if (code === 'ENXIO') throw new UnsafeFileError(path, NO_FILE, { cause: error });
    throw error;
  }
}

const NO_FILE = 'is not a regular file';

function check(path: string, fd: number, rules: FileRules): OpenedFile {
  try {
    const stat = fstatSync(fd);
    const words = breachOf(stat, rules);
    if (words !== null) throw new UnsafeFileError(path, words);
    return { fd, stat };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function breachOf(stat: Stats, { owner, forbiddenMode = 0, maxBytes }: FileRules): string | null {
  if (!stat.isFile()) return NO_FILE;
  return (
    ownershipBreach(stat, owner, forbiddenMode) ??
    (maxBytes !== undefined && stat.size > maxBytes
      ? `is larger than ${Math.floor(maxBytes / 1024)} KiB`
      : null)
  );
}

/** What is wrong with whose a file or folder is, and with who else may use it; null where nothing is. */
export function ownershipBreach(
  stat: Pick<Stats, 'uid' | 'mode'>,
  owner: FileRules['owner'],
  forbiddenMode: number,
): string | null {
  const isOwned =
    owner === undefined ||
    stat.uid === process.geteuid?.() ||
    (owner === 'self-or-root' && stat.uid === 0);
  if (!isOwned) return 'belongs to another user';
  const open = stat.mode & forbiddenMode;
  if ((open & 0o022) !== 0) return 'can be written by others';
  return open !== 0 ? 'can be read by others' : null;
}

/** How long to wait for a slow reader whose pipe does not wait by itself. */
const FULL_WAIT_MS = 5;

/** Writes all of it before it returns: an exit right behind it loses nothing. @throws errors of the system */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(fd, bytes, sent);
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_WAIT_MS);
    }
  }
}

export interface WriteRules {
  /** The bytes are on the disk before the name leads to them. */
  sync?: boolean;
  /** Where there is a file by that name it stays, and nothing is thrown. */
  keepFormer?: boolean;
}

/**
 * Makes or replaces a file (0600) in one step: its name never leads to half of it. Drafts carry the number of their process,
 * so that `removeDrafts` finds those of killed ones.
 *
 * @param content the bytes, or what writes them; a writer that gives false has changed its mind, and nothing is placed
 * @throws errors of the system; no draft is left then
 */
export function writeAtomically(
  path: string,
  content: Uint8Array | string | ((fd: number) => boolean),
  { sync = false, keepFormer = false }: WriteRules = {},
): void {
  const draft = `${path}.${process.pid}`;
  const fd = openDraft(draft);
  try {
    let isWanted = true;
    try {
      if (typeof content === 'function') isWanted = content(fd);
      else writeAll(fd, typeof content === 'string' ? Buffer.from(content) : content);
      if (sync) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (isWanted && !keepFormer) renameSync(draft, path);
    if (isWanted && keepFormer) linkIfFree(draft, path);
  } finally {
    // Gone where it was renamed.
    removeFile(draft);
  }
}

/** A draft of that name is one of a killed process whose number this process has got. */
function openDraft(draft: string): number {
  removeFile(draft);
  return openSync(draft, 'wx', 0o600);
}

/** Unlike a rename, a link fails where another process was faster. */
function linkIfFree(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Sets a file's time to now, and makes it (empty, 0600) where there is none. @throws errors of the system */
export function touch(path: string): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | SAFE_FLAGS;
  closeSync(openSync(path, flags, 0o600));
}

/** What is at a path, its own link unfollowed; null where nothing does, also because a folder above it is none. */
export function lstatOrNull(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}
