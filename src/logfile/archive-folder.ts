import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { hashText } from '../session/hash.ts';
import { isSessionId } from '../session/header.ts';
import { errnoOf } from '../system/errno.ts';
import { writeAtomically } from '../system/safe-file.ts';

/** A log in the archive: blocks of its text, each compressed separately, so that any part of it can be read alone. */
export interface ArchivedLog {
  /** As in the session's folder, without the dot. */
  name: string;
  /** Its file beside the list: one gzip member a block, which `zcat` reads as one. */
  file: string;
  /** Bytes of the text, and of the file. */
  size: number;
  bytes: number;
  /** When it grew last, epoch seconds. */
  modifiedAt: number;
  /** Where each block begins, in the text and in the file. */
  blocks: (readonly [number, number])[];
}

/** What is known of a session's archived logs without reading their list. */
export interface ArchiveNote {
  /** Size of the master log that was archived: another size means that the session has gone on. */
  masterSize: number;
  /** False when the size limit left logs out. */
  isWhole: boolean;
  /** Bytes of all files. */
  bytes: number;
}

const VERSION = 1;
const LIST = 'logs.json';
const NOTE = 'archive.json';
const MAX_FILE_NAME_LENGTH = 240;

export function archivedSessionPath(archive: string, id: string): string {
  if (!isSessionId(id)) throw new Error(`not a session id: ${JSON.stringify(id)}`);
  return join(archive, id);
}

/** Ids of all sessions that have logs in the archive. */
export function listArchivedSessions(archive: string): string[] {
  if (!existsSync(archive)) return [];
  return readdirSync(archive, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isSessionId(entry.name))
    .map((entry) => entry.name);
}

/** The name of a log's file; names of items can be as long as a file name may be, which leaves no room for an ending. */
export function archivedFileName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_FILE_NAME_LENGTH) return `${name}.gz`;
  return `item-${hashText(name)}.gz`;
}

/** Null where the archiving of this session was never finished. */
export function readArchiveNote(folder: string): ArchiveNote | null {
  const value = readJson(join(folder, NOTE));
  const { version, masterSize, isWhole, bytes } = value ?? {};
  if (version !== VERSION || !isCount(masterSize) || !isCount(bytes)) return null;
  return { masterSize, bytes, isWhole: isWhole === true };
}

export function writeArchiveNote(folder: string, note: ArchiveNote): void {
  writeJson(folder, NOTE, { version: VERSION, ...note });
}

/** The logs in a session's archive; invalid entries are skipped. */
export function readArchivedLogs(folder: string): ArchivedLog[] {
  const value = readJson(join(folder, LIST));
  const logs: unknown = value?.version === VERSION ? value.logs : [];
  return Array.isArray(logs) ? logs.filter(isArchivedLog) : [];
}

export function writeArchivedLogs(folder: string, logs: readonly ArchivedLog[]): void {
  writeJson(folder, LIST, { version: VERSION, logs });
}

/** Bytes of a session's files, including one whose archiving was interrupted. */
export function archivedBytes(folder: string): number {
  const note = readArchiveNote(folder);
  if (note) return note.bytes;
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** A folder of this process in which to write a session's archive, beside its final place. */
export function makeArchiveDraft(folder: string): string {
  const draft = `${folder}.${process.pid}`;
  removeArchiveFolder(draft);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  return draft;
}

/** Replaces what was there with a draft. If another process was faster, its work stays. */
export function placeArchive(draft: string, folder: string): void {
  try {
    // This also fails where another draft takes the place that was just emptied.
    removeArchiveFolder(folder);
    renameSync(draft, folder);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    removeArchiveFolder(draft);
  }
}

/** Removes drafts of processes that were killed; `before` is epoch seconds. */
export function removeOldDrafts(archive: string, before: number): void {
  if (!existsSync(archive)) return;
  for (const name of readdirSync(archive)) {
    if (!/^\w+\.\d+$/.test(name)) continue;
    const stat = statSync(join(archive, name), { throwIfNoEntry: false });
    if (stat && stat.mtimeMs / 1000 < before) removeArchiveFolder(join(archive, name));
  }
}

export function removeArchiveFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function writeJson(folder: string, name: string, value: unknown): void {
  writeAtomically(join(folder, name), JSON.stringify(value));
}

function readJson(path: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // Missing or damaged: then the session is archived again, or has no logs in the archive.
    return null;
  }
}

function isArchivedLog(value: unknown): value is ArchivedLog {
  if (typeof value !== 'object' || value === null) return false;
  const { name, file, size, bytes, modifiedAt, blocks } = value as Record<string, unknown>;
  if (typeof name !== 'string' || typeof file !== 'string' || /[/\0]/.test(file)) return false;
  if (![size, bytes, modifiedAt].every(isCount) || !Array.isArray(blocks)) return false;
  return blocks.every(
    (block) => Array.isArray(block) && block.length === 2 && block.every(isCount),
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
