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
 * Whether the cache already has a session without a folder as looking at it would leave it. A server has dozens of
 * sessions with a folder, while an index can name thousands without one.
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
 * The same, with the index entries of new sessions without a folder: there can be thousands, which are stored in one
 * transaction.
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
