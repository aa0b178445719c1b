import { linkSync, lstatSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { errnoOf } from '../system/errno.ts';
import { touch } from '../system/safe-file.ts';
import type { Database, SqliteDriver } from './driver.ts';

/**
 * Makes a database where there is none, whole or not at all: first under a name of its own, then linked to its place.
 * Of several processes at once one makes it and the others find it; SQLite itself would refuse the others while the
 * first one turns its write-ahead log on.
 *
 * @param write makes the tables
 */
export function makeDatabase(
  driver: SqliteDriver,
  path: string,
  write: (db: Database) => void,
): void {
  // Something other than a file, or a link to nothing, is left to the caller.
  if (lstatSync(path, { throwIfNoEntry: false })) return;
  const draft = writeDraft(driver, path, write);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!isThere(error)) throw error;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Replaces a damaged database with a new one, whole or not at all; at any moment the path names one of the two.
 *
 * @param write makes the tables; it can still read the old database by its path
 * @returns where the old one is now
 */
export function replaceDatabase(
  driver: SqliteDriver,
  path: string,
  write: (db: Database) => void,
): string {
  const draft = writeDraft(driver, path, write);
  const aside = linkAside(path);
  // SQLite would play the old one's leftovers into the new one.
  for (const side of ['-wal', '-shm']) rmSync(`${path}${side}`, { force: true });
  renameSync(draft, path);
  return aside;
}

/** Gives a damaged file a second name: `.damaged`, or `.damaged-2` and so on where that is taken. */
function linkAside(path: string): string {
  return underFreeName(path, (aside) => linkSync(path, aside));
}

/** The same for a folder, a pipe or a link to nothing, which lose their first name. */
export function moveAside(path: string): string {
  return underFreeName(path, (aside) => {
    if (lstatSync(aside, { throwIfNoEntry: false })) throw new TakenError();
    renameSync(path, aside);
  });
}

class TakenError extends Error {
  readonly code = 'EEXIST';
}

function underFreeName(path: string, give: (aside: string) => void): string {
  for (let number = 1; ; number++) {
    const aside = `${path}.damaged${number === 1 ? '' : `-${number}`}`;
    try {
      give(aside);
      return aside;
    } catch (error) {
      if (!isThere(error)) throw error;
    }
  }
}

/** @returns the path of the draft, which is closed; where it could not be made, nothing of it is left */
function writeDraft(driver: SqliteDriver, path: string, write: (db: Database) => void): string {
  const draft = `${path}.${process.pid}.new`;
  // For root only, whatever the umask of the process.
  touch(draft);
  try {
    const db = driver.open(draft, 0);
    try {
      db.exec('PRAGMA journal_mode = WAL');
      write(db);
    } finally {
      db.close();
    }
    return draft;
  } catch (error) {
    for (const side of ['', '-wal', '-shm']) rmSync(`${draft}${side}`, { force: true });
    throw error;
  }
}

function isThere(error: unknown): boolean {
  return errnoOf(error) === 'EEXIST';
}
