import type { IndexEntry } from '../session/facts.ts';
import { type HeaderFact, type SessionHeader, STATE_WORDS } from '../session/header.ts';
import { RULES, type RulesVersion } from '../session/rules-version.ts';
import { numberCell, textCell, wordCell } from './cell.ts';
import { type Database, prepareOnce, type Row, type SqlValue } from './driver.ts';

/** How far a session's master log has been read. All fields but `generation` identify the place in the file. */
export interface LogCursor {
  /** Null before the first line. */
  identity: { dev: number; ino: number } | null;
  /** Byte offset after the last whole line. */
  offset: number;
  /** Fingerprint of the bytes before the offset, see `PrefixHash`. */
  hash: string;
  /** The file's stamp when all of these bytes were last known to be unchanged; empty where they must be compared. */
  stamp: string;
  /** How often the log was started over because it was truncated or replaced. */
  generation: number;
}

/** A session as the cache knows it, without its items. */
export interface StoredSession {
  sid: number;
  id: string;
  cursor: LogCursor;
  header: SessionHeader;
  seen: IndexEntry;
  queueStamp: string | null;
  /** How many items the server's queue database had. */
  queueRows: number;
  /** The queue contains items of a numeric type that no list knows. */
  hasUnnamedTypes: boolean;
  archived: boolean;
  /** The rules that made the rows, and the place in the log up to which they did. */
  rules: RulesVersion & { cursor: string };
  /** How many of the cursor's generations were the same log, read by newer rules. */
  renewals: number;
}

export function findSession(db: Database, id: string): StoredSession | null {
  const row = prepareOnce(db, 'SELECT * FROM session WHERE id = ?').get(id);
  return row ? readSession(row) : null;
}

export function allSessions(db: Database): StoredSession[] {
  const sessions: StoredSession[] = [];
  // Row by row: there can be thousands, and loading all at once would only fill memory.
  for (const row of db.prepare('SELECT * FROM session').iterate()) sessions.push(readSession(row));
  return sessions;
}

/** The session's row, made where it is missing. */
export function ensureSession(db: Database, id: string): StoredSession {
  const known = findSession(db, id);
  if (known) return known;
  db.prepare(
    `INSERT INTO session (id, rules_reader, rules_masks, rules_grouping) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING`,
  ).run(id, ...RULE_CELLS);
  const session = findSession(db, id);
  if (!session) throw new Error(`session ${id}: its row was not made`);
  return session;
}

/** Stores what the index says, for the time when the server has deleted the session. */
export function saveIndexEntry(db: Database, session: StoredSession, entry: IndexEntry): void {
  db.prepare(
    `UPDATE session SET seen_state = ?, seen_pid = ?, seen_initiator = ?, seen_creator = ?, seen_source_host = ?,
      seen_target_host = ?, seen_version = ?, seen_started_at = ?, seen_ended_at = ? WHERE sid = ?`,
  ).run(
    entry.state,
    entry.pid,
    entry.initiator,
    entry.creator,
    entry.sourceHost,
    entry.targetHost,
    entry.version,
    entry.startedAt,
    entry.endedAt,
    session.sid,
  );
}

/** An archived session is known only from the cache: the server has deleted it. */
export function saveArchived(db: Database, session: StoredSession, archived: boolean): void {
  db.prepare('UPDATE session SET archived = ? WHERE sid = ?').run(archived ? 1 : 0, session.sid);
}

const FACT_COLUMNS: Record<HeaderFact, string> = {
  initiator: 'initiator',
  formatVersion: 'format_version',
  sourceHost: 'source_host',
};
const HEADER_FACTS = Object.keys(FACT_COLUMNS) as HeaderFact[];

const HEADER_COLUMNS = [
  ...HEADER_FACTS.map((fact) => FACT_COLUMNS[fact]),
  'log_state',
  'started_at',
  'ended_at',
  'last_event_at',
  'transfer_count',
  'restore_count',
  'transfer_size',
  'restore_size',
  'dangerous',
  'altered',
  'skipped',
  'warning',
];

export function headerCells(header: SessionHeader): SqlValue[] {
  return [
    ...HEADER_FACTS.map((fact) => header[fact]),
    header.state,
    header.startedAt,
    header.endedAt,
    header.lastEventAt,
    header.queueCount.TRANSFER,
    header.queueCount.RESTORE,
    header.queueSize.TRANSFER,
    header.queueSize.RESTORE,
    header.issueCounts.dangerous,
    header.issueCounts.altered,
    header.issueCounts.skipped,
    header.issueCounts.warning,
  ];
}

/**
 * Writes header and cursor. Call it within the transaction that found the cursor unmoved.
 *
 * Rows that this program's rules made from the log's beginning stay marked as theirs; adding lines to rows of other
 * rules does not change that mark. A log that is read from its beginning has the offset 0 until here.
 */
export function saveHeader(
  db: Database,
  sid: number,
  header: SessionHeader,
  next: LogCursor,
): void {
  db.prepare(
    `UPDATE session SET ${HEADER_COLUMNS.map((column) => `${column} = ?`).join(', ')},
      rules_reader = iif(log_offset = 0, ?, rules_reader), rules_masks = iif(log_offset = 0, ?, rules_masks),
      rules_grouping = iif(log_offset = 0, ?, rules_grouping),
      rules_cursor = iif(log_offset = 0 OR (rules_reader = ? AND rules_masks = ? AND rules_grouping = ? AND
        rules_cursor = log_generation || ':' || log_offset), ?, rules_cursor),
      log_dev = ?, log_ino = ?, log_offset = ?, log_hash = ?, log_generation = ? WHERE sid = ?`,
  ).run(
    ...headerCells(header),
    ...RULE_CELLS,
    ...RULE_CELLS,
    rulesCursor(next),
    next.identity?.dev ?? null,
    next.identity?.ino ?? null,
    next.offset,
    hashCell(next),
    next.generation,
    sid,
  );
}

const RULE_CELLS = [RULES.reader, RULES.masks, RULES.grouping];

function rulesCursor({ generation, offset }: LogCursor): string {
  return `${generation}:${offset}`;
}

/**
 * Which rules that made a session's rows are older than this program's; null where none are. Rows that a program
 * without this knowledge has added (0.1.0, after going back to it) are of unknown rules.
 */
export function outdatedRules({
  rules,
  cursor,
}: StoredSession): keyof RulesVersion | 'unknown' | null {
  if (cursor.offset === 0) return null;
  if (rules.reader < RULES.reader) return 'reader';
  if (rules.masks < RULES.masks) return 'masks';
  if (rules.grouping < RULES.grouping) return 'grouping';
  return rules.cursor === rulesCursor(cursor) ? null : 'unknown';
}

/** `rules_cursor` of rows that were taken from a damaged cache. */
export const SALVAGED = 'salvaged';

/**
 * Whether a session's follow-up marks stay where they are when its messages are grouped again: no rule has changed, but
 * damage can have put a message into another group.
 */
export function keepsFollowUps({ rules }: StoredSession): boolean {
  const isOfToday = rules.masks === RULES.masks && rules.grouping === RULES.grouping;
  return rules.cursor === SALVAGED && isOfToday;
}

/** Whether a session's texts and groups were made by older, or unknown, masks or grouping. */
export function hasOutdatedText(session: StoredSession): boolean {
  const { rules, cursor } = session;
  if (cursor.offset === 0) return false;
  const isOlder = rules.masks < RULES.masks || rules.grouping < RULES.grouping;
  return isOlder || rules.cursor !== rulesCursor(cursor);
}

/** Stores the stamp of a cursor whose bytes were compared; does nothing where another process has moved it. */
export function saveLogStamp(db: Database, sid: number, cursor: LogCursor, stamp: string): void {
  db.prepare('UPDATE session SET log_hash = ? WHERE sid = ? AND log_hash = ?').run(
    hashCell({ ...cursor, stamp }),
    sid,
    hashCell(cursor),
  );
}

/** The stamp follows the hash in one column: so no row of a session differs because of it. */
function hashCell({ hash, stamp }: LogCursor): string {
  return stamp === '' ? hash : `${hash} ${stamp}`;
}

/** How far a session's log has been read; null when the session is gone. */
export function findCursor(db: Database, sid: number): LogCursor | null {
  const row = db.prepare('SELECT * FROM session WHERE sid = ?').get(sid);
  return row ? readSession(row).cursor : null;
}

export function isSameCursor(a: LogCursor | null, b: LogCursor): boolean {
  return a?.offset === b.offset && a.hash === b.hash && a.generation === b.generation;
}

function factsOf(text: (column: string) => string | null): Record<HeaderFact, string | null> {
  const facts = HEADER_FACTS.map((fact) => [fact, text(FACT_COLUMNS[fact])]);
  return Object.fromEntries(facts) as Record<HeaderFact, string | null>;
}

function readSession(row: Row): StoredSession {
  const text = (column: string): string | null => textCell(row, column);
  const number = (column: string): number | null => numberCell(row, column);
  const dev = number('log_dev');
  const ino = number('log_ino');
  const id = text('id') ?? '';
  const [hash = '', stamp = ''] = (text('log_hash') ?? '').split(' ');
  return {
    sid: number('sid') ?? 0,
    id,
    cursor: {
      identity: dev === null || ino === null ? null : { dev, ino },
      offset: number('log_offset') ?? 0,
      hash,
      stamp,
      generation: number('log_generation') ?? 0,
    },
    header: {
      ...factsOf(text),
      state: wordCell(row, 'log_state', STATE_WORDS),
      startedAt: number('started_at'),
      endedAt: number('ended_at'),
      lastEventAt: number('last_event_at'),
      queueCount: { TRANSFER: number('transfer_count'), RESTORE: number('restore_count') },
      queueSize: { TRANSFER: number('transfer_size'), RESTORE: number('restore_size') },
      issueCounts: {
        dangerous: number('dangerous') ?? 0,
        altered: number('altered') ?? 0,
        skipped: number('skipped') ?? 0,
        warning: number('warning') ?? 0,
      },
    },
    seen: {
      id,
      state: text('seen_state'),
      pid: number('seen_pid'),
      initiator: text('seen_initiator'),
      creator: text('seen_creator'),
      sourceHost: text('seen_source_host'),
      targetHost: text('seen_target_host'),
      version: text('seen_version'),
      startedAt: number('seen_started_at'),
      endedAt: number('seen_ended_at'),
    },
    queueStamp: text('seen_queue_stamp'),
    queueRows: number('seen_queue_rows') ?? 0,
    hasUnnamedTypes: number('seen_queue_unnamed') === 1,
    archived: number('archived') === 1,
    rules: {
      reader: number('rules_reader') ?? 0,
      masks: number('rules_masks') ?? 0,
      grouping: number('rules_grouping') ?? 0,
      cursor: text('rules_cursor') ?? '',
    },
    renewals: number('renewals') ?? 0,
  };
}
