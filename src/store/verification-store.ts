import { asObject, isObject } from '../log/value.ts';
import { CHECK_RESULTS, CHECKS, type Check, VERIFIED, type Verified } from '../verify/check.ts';
import type { QueuedAccount } from '../verify/moved-account.ts';
import type { VerifiedAccount, VerifySummary } from '../verify/verify-account.ts';
import { integer, jsonCell, numberCell, textCell, wordCell } from './cell.ts';
import { type Database, inTransaction, prepareOnce, type Row } from './driver.ts';

export function hasQueueLook(db: Database, sid: number): boolean {
  return prepareOnce(db, 'SELECT 1 AS one FROM queue_look WHERE sid = ?').get(sid) !== undefined;
}

/** Stores how accounts were to be moved; entries from an earlier look stay. */
export function saveQueuedAccounts(
  db: Database,
  sid: number,
  accounts: readonly QueuedAccount[],
): void {
  inTransaction(db, () => {
    const put = db.prepare(
      'INSERT OR REPLACE INTO queued_account (sid, type, name, local_name, domain, size, files, settings) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    for (const { type, name, localName, domain, size, files, ...settings } of accounts) {
      put.run(sid, type, name, localName, domain, size, files, JSON.stringify(settings));
    }
    db.prepare('INSERT OR REPLACE INTO queue_look (sid, accounts) VALUES (?, ?)').run(
      sid,
      accounts.length,
    );
  });
}

export function readQueued(db: Database, sid: number): Map<string, QueuedAccount> {
  const rows = db.prepare('SELECT * FROM queued_account WHERE sid = ?').all(sid);
  return new Map(
    rows.map((row) => {
      const account = queuedOf(row);
      return [accountKey(account), account];
    }),
  );
}

function queuedOf(row: Row): QueuedAccount {
  return {
    type: textCell(row, 'type') ?? '',
    name: textCell(row, 'name') ?? '',
    localName: textCell(row, 'local_name'),
    domain: textCell(row, 'domain'),
    size: numberCell(row, 'size'),
    files: numberCell(row, 'files'),
    ...readAccountSettings(row),
  };
}

export type QueuedSettings = Omit<
  QueuedAccount,
  'type' | 'name' | 'localName' | 'domain' | 'size' | 'files'
>;

/** The column `settings` of a queued account. */
export function readAccountSettings(row: Row): QueuedSettings {
  const settings = asObject(jsonCell(row, 'settings')) ?? {};
  const is = (name: string): boolean => settings[name] === true;
  return {
    wantsIp: is('wantsIp'),
    customIp: typeof settings.customIp === 'string' ? settings.customIp : null,
    skipsHome: is('skipsHome'),
    skipsDatabases: is('skipsDatabases'),
    skipsMail: is('skipsMail'),
    skipsDns: is('skipsDns'),
    sharesMysql: is('sharesMysql'),
    mayReplace: is('mayReplace'),
    overwritesDatabases: is('overwritesDatabases'),
  };
}

export function accountKey({ type, name }: { type: string; name: string }): string {
  return `${type}\0${name}`;
}

/** A look at this server, without its accounts. Times are epoch seconds. */
export interface VerificationHead {
  checkedAt: number;
  serverAt: number;
  /** Functions that did not answer. */
  unanswered: string[];
}

export function findVerification(db: Database, sid: number): VerificationHead | null {
  const row = db.prepare('SELECT * FROM verification WHERE sid = ?').get(sid);
  if (!row) return null;
  const unanswered = jsonCell(row, 'unanswered');
  return {
    checkedAt: integer(row, 'checked_at'),
    serverAt: integer(row, 'server_at'),
    unanswered: Array.isArray(unanswered)
      ? unanswered.filter((name) => typeof name === 'string')
      : [],
  };
}

/** An account as the last look found it. */
export interface StoredVerification extends VerifiedAccount {
  /** What the look before that found; null: there was none. */
  before: Verified | null;
  checkedAt: number;
}

/**
 * Stores a look at accounts of a session, together with what the look before found.
 *
 * @param isWhole all accounts of the session were looked at: those of an earlier look that are not in this one are
 *   deleted
 */
export function saveVerification(
  db: Database,
  sid: number,
  head: VerificationHead,
  accounts: readonly VerifiedAccount[],
  isWhole: boolean,
): void {
  inTransaction(db, () => {
    db.prepare(
      'INSERT OR REPLACE INTO verification (sid, checked_at, server_at, unanswered) VALUES (?, ?, ?, ?)',
    ).run(sid, head.checkedAt, head.serverAt, JSON.stringify(head.unanswered));
    const put = db.prepare(
      `INSERT INTO verified_account (sid, type, name, local_name, result, checked_at, checks) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sid, type, name) DO UPDATE SET before = result, local_name = excluded.local_name,
        result = excluded.result, checked_at = excluded.checked_at, checks = excluded.checks`,
    );
    for (const { type, name, localName, result, checks } of accounts) {
      put.run(sid, type, name, localName, result, head.checkedAt, JSON.stringify(checks));
    }
    if (!isWhole) return;
    const known = new Set(accounts.map(accountKey));
    const drop = db.prepare('DELETE FROM verified_account WHERE sid = ? AND type = ? AND name = ?');
    for (const row of db
      .prepare('SELECT type, name FROM verified_account WHERE sid = ?')
      .all(sid)) {
      const key = { type: textCell(row, 'type') ?? '', name: textCell(row, 'name') ?? '' };
      if (!known.has(accountKey(key))) drop.run(sid, key.type, key.name);
    }
  });
}

const IN_ORDER = `SELECT * FROM verified_account WHERE sid = ? ORDER BY CASE result WHEN 'differs' THEN 0
  WHEN 'not-looked' THEN 1 ELSE 2 END, name, type`;

/** The accounts of a session as the last look found them, what differs first. */
export function* iterateVerified(db: Database, sid: number): Generator<StoredVerification> {
  for (const row of db.prepare(IN_ORDER).iterate(sid)) yield verifiedOfRow(row);
}

/** One page of them. */
export function listVerified(
  db: Database,
  sid: number,
  { limit, offset }: { limit: number; offset: number },
): StoredVerification[] {
  return db.prepare(`${IN_ORDER} LIMIT ? OFFSET ?`).all(sid, limit, offset).map(verifiedOfRow);
}

/** What the last look found of one account; null: it did not look at it. */
export function findVerified(
  db: Database,
  sid: number,
  { type, name }: { type: string; name: string },
): StoredVerification | null {
  const row = db
    .prepare('SELECT * FROM verified_account WHERE sid = ? AND type = ? AND name = ?')
    .get(sid, type, name);
  return row ? verifiedOfRow(row) : null;
}

function verifiedOfRow(row: Row): StoredVerification {
  const checks = jsonCell(row, 'checks');
  return {
    type: textCell(row, 'type') ?? '',
    name: textCell(row, 'name') ?? '',
    localName: textCell(row, 'local_name') ?? '',
    result: wordCell(row, 'result', VERIFIED) ?? 'not-looked',
    before: wordCell(row, 'before', VERIFIED),
    checkedAt: integer(row, 'checked_at'),
    checks: Array.isArray(checks) ? checks.flatMap((check) => readCheck(check) ?? []) : [],
  };
}

function readCheck(value: unknown): Check | null {
  if (!isObject(value)) return null;
  const check = CHECKS.find((name) => name === value.check);
  const result = CHECK_RESULTS.find((word) => word === value.result);
  if (check === undefined || result === undefined) return null;
  const text = (cell: unknown): string | null => (typeof cell === 'string' ? cell : null);
  const either = (cell: unknown): string | number | null =>
    typeof cell === 'number' ? cell : text(cell);
  return {
    check,
    result,
    subject: text(value.subject),
    source: either(value.source),
    here: either(value.here),
    note: text(value.note),
  };
}

/** How many accounts have which result, and how many differed before and no longer do. */
export function summarizeVerified(db: Database, sid: number): VerifySummary & { fixed: number } {
  const summary = { items: 0, confirmed: 0, differs: 0, notLooked: 0, fixed: 0 };
  const rows = db
    .prepare(
      'SELECT result, before, count(*) AS n FROM verified_account WHERE sid = ? GROUP BY result, before',
    )
    .all(sid);
  for (const row of rows) {
    const n = integer(row, 'n');
    const result = wordCell(row, 'result', VERIFIED) ?? 'not-looked';
    summary.items += n;
    summary[result === 'not-looked' ? 'notLooked' : result] += n;
    if (textCell(row, 'before') === 'differs' && result === 'confirmed') summary.fixed += n;
  }
  return summary;
}

/** Accounts of all sessions, by what the last look found. */
export function countVerified(db: Database): Record<Verified, number> {
  const counts: Record<Verified, number> = { confirmed: 0, differs: 0, 'not-looked': 0 };
  const rows = db
    .prepare('SELECT result, count(*) AS n FROM verified_account GROUP BY result')
    .all();
  for (const row of rows) {
    const result = wordCell(row, 'result', VERIFIED);
    if (result !== null) counts[result] += integer(row, 'n');
  }
  return counts;
}

/** A look at this server that is going on, or has failed. Times are epoch seconds. */
export interface VerifyRun {
  startedAt: number;
  pid: number | null;
  done: number;
  total: number;
  /** Why it failed, in words. */
  failure: string | null;
}

export function findVerifyRun(db: Database, sid: number): VerifyRun | null {
  const row = db.prepare('SELECT * FROM verify_run WHERE sid = ?').get(sid);
  if (!row) return null;
  return {
    startedAt: integer(row, 'started_at'),
    pid: numberCell(row, 'pid'),
    done: integer(row, 'done'),
    total: integer(row, 'total'),
    failure: textCell(row, 'failure'),
  };
}

export function saveVerifyRun(db: Database, sid: number, run: VerifyRun): void {
  const { startedAt, pid, done, total, failure } = run;
  db.prepare(
    'INSERT OR REPLACE INTO verify_run (sid, started_at, pid, done, total, failure) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(sid, startedAt, pid, done, total, failure);
}

export function endVerifyRun(db: Database, sid: number): void {
  db.prepare('DELETE FROM verify_run WHERE sid = ?').run(sid);
}
