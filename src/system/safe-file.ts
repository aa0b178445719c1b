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

/** What is required of a file, besides being a regular one. */
export interface FileRules {
  /** Follows a symbolic link at the path's end: for files of the server, which its administrator may keep elsewhere. */
  followLinks?: boolean;
  /** Who must own it: this process's user, or that user or root. */
  owner?: 'self' | 'self-or-root';
  /** Permission bits that it must not have: 0o022, nobody else may write it; 0o077, nobody else may read it either. */
  forbiddenMode?: number;
  maxBytes?: number;
}

/** A file that exists and breaks these rules; `words` continue a sentence that begins with the file's name or "it". */
export class UnsafeFileError extends Error {
  readonly words: string;

  constructor(path: string, words: string, options: ErrorOptions = {}) {
    super(`${path} ${words}`, options);
    this.name = 'UnsafeFileError';
    this.words = words;
  }
}

/** Follows no link, and does not wait for the other end of a named pipe. */
const SAFE_FLAGS = constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface OpenedFile {
  fd: number;
  stat: Stats;
}

/**
 * Opens a regular file to read. The checks apply to the file that was opened, whatever its name leads to a moment
 * later.
 *
 * @throws UnsafeFileError; errors of the system, ENOENT among them
 */
export function openToRead(path: string, rules: FileRules = {}): OpenedFile {
  const flags = rules.followLinks === true ? constants.O_NONBLOCK : SAFE_FLAGS;
  return check(path, openChecked(path, constants.O_RDONLY | flags), rules);
}

/**
 * Opens a regular file to append, and makes it (0600) where it is missing.
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

/** What is wrong with the owner of a file or folder, or with who else may use it; null where nothing is. */
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

/** How long to wait for a slow reader of a non-blocking pipe. */
const FULL_WAIT_MS = 5;

/** Writes all of it before it returns, so that an exit right afterwards loses nothing. @throws errors of the system */
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
  /** The bytes must be on the disk before the name leads to them. */
  sync?: boolean;
  /** An existing file of that name stays, and nothing is thrown. */
  keepFormer?: boolean;
}

/**
 * Makes or replaces a file (0600) in one step: its name never leads to half of it. Drafts carry the number of their
 * process, so that `removeDrafts` finds those of killed ones.
 *
 * @param content the bytes, or what writes them; a writer that returns false has changed its mind, and nothing is put
 *   in place
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
    // Already gone where it was renamed.
    removeFile(draft);
  }
}

/** An existing draft of that name was left by a killed process whose number this process now has. */
function openDraft(draft: string): number {
  removeFile(draft);
  return openSync(draft, 'wx', 0o600);
}

/** Unlike a rename, a link fails if another process was faster. */
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

/** What is at a path, without following a link there; null where nothing is, also because something above it is not a folder. */
export function lstatOrNull(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}
