import type { IndexEntry } from '../session/facts.ts';
import { inTransaction } from '../store/cache.ts';
import type { Database } from '../store/driver.ts';
import {
  allSessions,
  ensureSession,
  hasOutdatedText,
  type StoredSession,
  saveIndexEntry,
} from '../store/session-row.ts';

/**
 * Whether a session without a folder is in the cache as it would be there after it was looked at. A server has dozens of
 * sessions with a folder, and an index can name thousands without one.
 */
export function isAtRest(
  session: StoredSession,
  entry: IndexEntry | null,
  isIndexKnown: boolean,
): boolean {
  if (entry !== null && !isSameEntry(session.seen, entry)) return false;
  if (session.archived !== (entry === null) && (isIndexKnown || entry !== null)) return false;
  return !session.hasUnnamedTypes && !hasOutdatedText(session);
}

export function isSameEntry(seen: IndexEntry, entry: IndexEntry): boolean {
  return (Object.keys(entry) as (keyof IndexEntry)[]).every((key) => seen[key] === entry[key]);
}

/** The sessions of the cache by their id. */
export function knownSessions(db: Database): Map<string, StoredSession> {
  return new Map(allSessions(db).map((session) => [session.id, session]));
}

/**
 * The same, with what the index says of sessions that are new and have no folder: of those there can be thousands, which are kept in
 * one transaction.
 */
export function withNewEntries(
  db: Database,
  entries: ReadonlyMap<string, IndexEntry>,
  folders: ReadonlySet<string>,
): Map<string, StoredSession> {
  const known = knownSessions(db);
  const fresh = [...entries.values()].filter(({ id }) => !known.has(id) && !folders.has(id));
  if (fresh.length === 0) return known;
  inTransaction(db, () => {
    for (const entry of fresh) saveIndexEntry(db, ensureSession(db, entry.id), entry);
  });
  return knownSessions(db);
}
