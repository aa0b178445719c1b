import { hashText } from '../session/hash.ts';
import { inTransaction, requireOwnFile } from '../store/cache.ts';
import { numberCell, textCell } from '../store/cell.ts';
import {
  DamageError,
  type Database,
  isDamage,
  type Row,
  type SqliteDriver,
} from '../store/driver.ts';
import { migrate, type Schema } from '../store/migrate.ts';
import { notificationsSteps } from '../store/migrations/notices-steps.ts';
import { makeDatabase } from '../store/new-database.ts';
import type { PageFile } from '../store/page-file.ts';
import { rowOf, shapesOf } from '../store/row-shape.ts';
import { rowInserter } from '../store/session-copy.ts';
import { errorMessage } from '../system/errno.ts';

/**
 * What has been reported to whom. It has a database of its own, since the cache may be deleted at any time, and nobody
 * wants to be told everything again then.
 */
export const NOTICES_SCHEMA: Schema = {
  name: 'list of notifications',
  layout: 1,
  steps: notificationsSteps,
};

export type NotificationState = 'waiting' | 'sent' | 'failed';

/** One event of one session for one channel. Times are epoch seconds. */
export interface NotificationKey {
  sessionId: string;
  /** Identifies an event of a session over all processes and checks. */
  event: string;
  /** Identifies the channel; contains no secret. */
  channel: string;
}

export interface NewNotification extends NotificationKey {
  /** The channel in words, for the log. */
  label: string;
  foundAt: number;
  /** The notice, as JSON; dropped once it is sent. */
  message: string;
}

/** A notice that only this process may send until its lease ends. */
export interface ClaimedNotification extends NotificationKey {
  id: number;
  message: string;
  foundAt: number;
  attempts: number;
}

/** An entry in the record of what was sent. */
export interface NotificationRecord extends NotificationKey {
  label: string;
  state: NotificationState;
  foundAt: number;
  endedAt: number | null;
  attempts: number;
  trouble: string | null;
}

/** The list of notifications is damaged: the cache is not, and `ingest` rebuilds the list. */
export class NotificationsError extends Error {}

/** @throws NotificationsError, NewerFileError; the driver's busy error */
export function openNotifications(driver: SqliteDriver, path: string, busyMs: number): Database {
  try {
    return openSound(driver, path, busyMs);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const words = errorMessage(error);
    throw new NotificationsError(
      `The list of notifications is damaged (${words}). “whm-transfers ingest” rebuilds it.`,
      { cause: error },
    );
  }
}

function openSound(driver: SqliteDriver, path: string, busyMs: number): Database {
  if (path !== ':memory:') {
    makeDatabase(driver, path, createNotifications);
    requireOwnFile(path);
  }
  const db = driver.open(path, busyMs);
  try {
    migrate(db, NOTICES_SCHEMA, path);
    // It is small, so damage is found here, and not in the middle of sending.
    const [word] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
    if (word !== 'ok') throw new DamageError(String(word));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function createNotifications(db: Database): void {
  migrate(db, NOTICES_SCHEMA, ':memory:');
}

/** The name of a channel in the table: the address itself may be secret. */
export function channelKey(kind: string, address: string): string {
  return `${kind}:${hashText(address)}`;
}

/**
 * Whether an event was reported, or is on the list. A stall is the same one however often its log was read again: going
 * back to 0.1.0 and forth gives the reading another generation, and only the place in the log shows that it has grown.
 */
export function hasNotification(
  db: Database,
  { sessionId, event, channel }: NotificationKey,
): boolean {
  return (
    db
      .prepare(
        'SELECT 1 AS found FROM notice WHERE session_id = ? AND event GLOB ? AND channel = ?',
      )
      .get(sessionId, event.replace(/^stall:[^:]*:/, 'stall:*:'), channel) !== undefined
  );
}

/** Adds a notice to the list unless the same one is there, sent or not. */
export function addNotification(db: Database, notice: NewNotification): void {
  db.prepare(
    `INSERT INTO notice (session_id, event, channel, label, found_at, next_at, message) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (session_id, event, channel) DO NOTHING`,
  ).run(
    notice.sessionId,
    notice.event,
    notice.channel,
    notice.label,
    notice.foundAt,
    notice.foundAt,
    notice.message,
  );
}

/** A next attempt or a lease further ahead than this was set while the clock was wrong: it must not delay anything. */
const MAX_WAIT_SECONDS = 2 * 86_400;

/**
 * Takes the next notice that is due, for this process alone: nobody else gets it until the lease ends, and if this
 * process dies before, somebody else sends it afterwards.
 *
 * @param dueBy notices that became due later are left alone
 * @param channels only these
 */
export function claimNotification(
  db: Database,
  time: { dueBy: number; now: number; leaseSeconds: number },
  channels: readonly string[],
): ClaimedNotification | null {
  if (channels.length === 0) return null;
  return inTransaction(db, () => {
    const row = db
      .prepare(
        `SELECT * FROM notice WHERE state = 'waiting' AND (next_at <= ? OR next_at > ?)
          AND (lease_until <= ? OR lease_until > ?) AND channel IN (${channels.map(() => '?').join(', ')}) ORDER BY notice_id LIMIT 1`,
      )
      .get(
        time.dueBy,
        time.now + MAX_WAIT_SECONDS,
        time.now,
        time.now + time.leaseSeconds,
        ...channels,
      );
    if (!row) return null;
    const id = numberCell(row, 'notice_id') ?? 0;
    const attempts = (numberCell(row, 'attempts') ?? 0) + 1;
    db.prepare('UPDATE notice SET lease_until = ?, attempts = ? WHERE notice_id = ?').run(
      time.now + time.leaseSeconds,
      attempts,
      id,
    );
    return {
      id,
      ...keyOf(row),
      attempts,
      foundAt: numberCell(row, 'found_at') ?? 0,
      message: textCell(row, 'message') ?? '{}',
    };
  });
}

/** Call it with the notice as it was claimed: if another process holds the lease by now, nothing changes. */
export function markSent(db: Database, { id, attempts }: ClaimedNotification, now: number): void {
  db.prepare(
    `UPDATE notice SET state = 'sent', ended_at = ?, message = NULL, trouble = NULL
      WHERE notice_id = ? AND attempts = ?`,
  ).run(now, id, attempts);
}

/** @param nextAt when to try again; null gives up */
export function markFailed(
  db: Database,
  { id, attempts }: ClaimedNotification,
  trouble: string,
  now: number,
  nextAt: number | null,
): void {
  db.prepare(
    `UPDATE notice SET state = ?, ended_at = ?, next_at = ?, lease_until = 0, trouble = ?
      WHERE notice_id = ? AND attempts = ?`,
  ).run(
    nextAt === null ? 'failed' : 'waiting',
    nextAt === null ? now : null,
    nextAt ?? now,
    trouble,
    id,
    attempts,
  );
}

/** Notices for channels that are no longer configured are not kept waiting. */
export function dropOtherChannels(db: Database, channels: readonly string[], now: number): void {
  const others = channels.map(() => '?').join(', ');
  db.prepare(
    `UPDATE notice SET state = 'failed', ended_at = ?, trouble = 'the channel is no longer in config.json'
      WHERE state = 'waiting' AND lease_until <= ? AND channel NOT IN (${others})`,
  ).run(now, now, ...channels);
}

export function countNotifications(db: Database): Record<NotificationState, number> {
  const counts = { waiting: 0, sent: 0, failed: 0 };
  for (const row of db
    .prepare('SELECT state, count(*) AS count FROM notice GROUP BY state')
    .all()) {
    counts[stateOf(row)] += numberCell(row, 'count') ?? 0;
  }
  return counts;
}

/** The record of what was sent, newest first. */
export function listNotifications(db: Database, limit: number): NotificationRecord[] {
  return db
    .prepare('SELECT * FROM notice ORDER BY notice_id DESC LIMIT ?')
    .all(limit)
    .map((row) => ({
      ...keyOf(row),
      label: textCell(row, 'label') ?? '',
      state: stateOf(row),
      foundAt: numberCell(row, 'found_at') ?? 0,
      endedAt: numberCell(row, 'ended_at'),
      attempts: numberCell(row, 'attempts') ?? 0,
      trouble: textCell(row, 'trouble'),
    }));
}

/** Deletes notices from before a moment, unless they still wait: their sessions are too old to be news again. */
export function deleteOldNotifications(db: Database, before: number): void {
  db.prepare("DELETE FROM notice WHERE found_at < ? AND state <> 'waiting'").run(before);
}

function keyOf(row: Row): NotificationKey {
  return {
    sessionId: textCell(row, 'session_id') ?? '',
    event: textCell(row, 'event') ?? '',
    channel: textCell(row, 'channel') ?? '',
  };
}

function stateOf(row: Row): NotificationState {
  const state = textCell(row, 'state');
  return state === 'sent' || state === 'failed' ? state : 'waiting';
}

/** Takes over what can be read of a damaged list. */
export function salvageNotifications(file: PageFile, db: Database): void {
  const add = rowInserter(db, 'notice');
  const shapes = shapesOf(db, ['notice']);
  for (const record of file.records()) {
    for (const shape of shapes) {
      const row = rowOf(shape, record);
      if (row !== null) add(row);
    }
  }
}
