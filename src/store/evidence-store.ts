import { type LineEvidence, NO_EVIDENCE } from '../log/evidence.ts';
import type { QueueName } from '../session/item.ts';
import { asLevel, worseOf } from '../session/result.ts';
import { ALL_PHASE_PAIRS, phaseOf } from '../session/tally.ts';
import { integer, numberCell, textCell } from './cell.ts';
import { type Database, inTransaction, type Row, type SqlValue } from './driver.ts';
import { addResults, countLogState, type EvidenceState } from './result-store.ts';

/** A log of an item, and how far it has been searched. */
export interface DueLog {
  itemId: number;
  queue: QueueName;
  /** Null: the master log names none. */
  logfile: string | null;
  /** Whether the item has ended in the queue. */
  hasEnded: boolean;
  /** Whether the phase ended well: then there was a log. */
  hasMoved: boolean;
  attempts: number;
  /** Why the item failed in this queue. */
  failure: string | null;
  file: { dev: number; ino: number } | null;
  offset: number;
  evidence: LineEvidence;
}

const COLUMN = { TRANSFER: 't', RESTORE: 'r' } as const;

/**
 * Logs of ended items that have not been searched to their end, in the order of the items' rows.
 *
 * @param after the number of the last item of the previous call; 0 at the beginning
 */
export function dueLogs(
  db: Database,
  sid: number,
  queue: QueueName,
  after: number,
  limit: number,
): DueLog[] {
  const q = COLUMN[queue];
  const ends =
    db
      .prepare('SELECT min(item_id) AS low, max(item_id) AS high FROM item WHERE sid = ?')
      .get(sid) ?? {};
  // With a plain `sid` SQLite uses an index on it, and sorts everything that is left for each call.
  const where = `item.item_id > ? AND item.item_id <= ? AND +item.sid = ?
    AND ${q}_status IN ('success', 'warning', 'failed') AND (e.state IS NULL OR e.state = 'reading')`;
  const from = Math.max(after, (numberCell(ends, 'low') ?? 0) - 1);
  const params = [from, numberCell(ends, 'high') ?? 0, sid];
  return selectLogs(db, queue, `${where} ORDER BY item.item_id`, params, limit);
}

/** Logs of items at work. A server works on a few at a time, but a log can claim any number. */
export function activeLogs(db: Database, sid: number, queue: QueueName, limit: number): DueLog[] {
  const phasePairs = ALL_PHASE_PAIRS.filter((combo) => phaseOf(combo, queue) === 'active');
  // The numbers are our own; the index of items finds these few by them.
  return selectLogs(
    db,
    queue,
    `item.sid = ? AND item.combo IN (${phasePairs.join(', ')})`,
    [sid],
    limit,
  );
}

function selectLogs(
  db: Database,
  queue: QueueName,
  where: string,
  params: readonly SqlValue[],
  limit: number,
): DueLog[] {
  const q = COLUMN[queue];
  return db
    .prepare(
      `SELECT item.item_id, ${q}_logfile AS logfile, ${q}_status AS status, ${q}_attempts AS attempts,
        ${q}_failure AS failure, e.dev, e.ino, e.offset, e.errors, e.level, e.first_at, e.first_text, e.modules,
        e.error_at, e.failure_at, e.open_lines
        FROM item LEFT JOIN evidence AS e ON e.item_id = item.item_id AND e.queue = ?
        WHERE ${where} LIMIT ?`,
    )
    .all(queue, ...params, limit)
    .map((row) => ({
      itemId: integer(row, 'item_id'),
      queue,
      logfile: textCell(row, 'logfile'),
      hasEnded: textCell(row, 'status') !== 'active',
      hasMoved: textCell(row, 'status') !== 'failed',
      attempts: integer(row, 'attempts'),
      failure: textCell(row, 'failure'),
      file: readFile(row),
      offset: numberCell(row, 'offset') ?? 0,
      evidence: readEvidenceCells(row),
    }));
}

function readFile(row: Row): DueLog['file'] {
  const [dev, ino] = [numberCell(row, 'dev'), numberCell(row, 'ino')];
  return dev === null || ino === null ? null : { dev, ino };
}

function readEvidenceCells(row: Row): LineEvidence {
  const errors = numberCell(row, 'errors');
  if (errors === null) return NO_EVIDENCE;
  const [at, text] = [numberCell(row, 'first_at'), textCell(row, 'first_text')];
  return {
    errors,
    level: asLevel(numberCell(row, 'level')),
    first: at === null || text === null ? null : { at, text },
    modules: readModules(textCell(row, 'modules')),
    errorAt: numberCell(row, 'error_at'),
    failureAt: numberCell(row, 'failure_at'),
    open: readOpen(textCell(row, 'open_lines')),
  };
}

/** Only written below; a damaged value is read again from the log. */
function readOpen(json: string | null): LineEvidence['open'] {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? (value as LineEvidence['open']) : 'many';
  } catch {
    return 'many';
  }
}

function readModules(json: string | null): string[] {
  const value: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(value)
    ? value.filter((name): name is string => typeof name === 'string')
    : [];
}

/** What is known of the places in an item's log; null where nobody has looked at it. */
export function readPlaces(
  db: Database,
  sid: number,
  { type, name }: { type: string; name: string },
  queue: QueueName,
): Pick<LineEvidence, 'errorAt' | 'failureAt'> | null {
  const row = db
    .prepare(
      `SELECT error_at, failure_at FROM item JOIN evidence USING (item_id)
        WHERE item.sid = ? AND type = ? AND name = ? AND queue = ?`,
    )
    .get(sid, type, name, queue);
  if (!row) return null;
  return { errorAt: numberCell(row, 'error_at'), failureAt: numberCell(row, 'failure_at') };
}

/** What an item's issues and failures say. */
export function reportedOf(db: Database, itemId: number): string[] {
  const texts = db.prepare('SELECT text FROM issue WHERE item_id = ? LIMIT 1000').all(itemId);
  const item =
    db.prepare('SELECT t_failure, r_failure FROM item WHERE item_id = ?').get(itemId) ?? {};
  const failures = ['t_failure', 'r_failure'].map((column) => textCell(item, column));
  return [...texts.map((row) => textCell(row, 'text')), ...failures].filter(
    (text) => text !== null,
  );
}

/** The result of searching a log. */
export interface EvidenceChange {
  state: EvidenceState;
  file: DueLog['file'];
  offset: number;
  evidence: LineEvidence;
}

/**
 * Stores the results of searching logs, in one transaction; not for a log that another process has searched meanwhile,
 * or whose item has started again.
 *
 * @throws the driver's busy error
 */
export function saveEvidence(
  db: Database,
  sid: number,
  looks: readonly { due: DueLog; change: EvidenceChange }[],
): void {
  if (looks.length === 0) return;
  inTransaction(db, () => {
    const selectItem = db.prepare(
      `SELECT combo, issue_level, evidence_level, t_attempts, r_attempts, state, offset
        FROM item LEFT JOIN evidence AS e ON e.item_id = item.item_id AND e.queue = ?
        WHERE item.item_id = ? AND item.sid = ?`,
    );
    const insert = db.prepare(
      `INSERT OR REPLACE INTO evidence (sid, item_id, queue, logfile, attempts, state, dev, ino, offset, errors, level,
        first_at, first_text, modules, error_at, failure_at, open_lines)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const states = new Map<string, number>();
    for (const { due, change } of looks) {
      const { itemId, queue } = due;
      const item = selectItem.get(queue, itemId, sid);
      if (!item || integer(item, `${COLUMN[queue]}_attempts`) !== due.attempts) continue;
      const known = textCell(item, 'state');
      const isSame =
        known === null
          ? due.offset === 0
          : known === 'reading' && integer(item, 'offset') === due.offset;
      if (!isSame) continue;
      const { evidence, file, offset, state } = change;
      insert.run(
        sid,
        itemId,
        queue,
        due.logfile ?? '',
        due.attempts,
        state,
        file?.dev ?? null,
        file?.ino ?? null,
        offset,
        evidence.errors,
        evidence.level,
        evidence.first?.at ?? null,
        evidence.first?.text ?? null,
        JSON.stringify(evidence.modules),
        evidence.errorAt,
        evidence.failureAt,
        evidence.open === null ? null : JSON.stringify(evidence.open),
      );
      states.set(state, (states.get(state) ?? 0) + 1);
      if (state === 'read' || state === 'reading') saveLevel(db, sid, itemId, item);
    }
    for (const [state, count] of states) countLogState(db, sid, state, count);
  });
}

function saveLevel(db: Database, sid: number, itemId: number, item: Row): void {
  const before = numberCell(item, 'evidence_level');
  const row = db.prepare('SELECT max(level) AS level FROM evidence WHERE item_id = ?').get(itemId);
  const after = asLevel(row ? numberCell(row, 'level') : null);
  if (before === after) return;
  db.prepare('UPDATE item SET evidence_level = ? WHERE item_id = ?').run(after, itemId);
  const issues = asLevel(numberCell(item, 'issue_level'));
  const [old, now] = [worseOf(issues, asLevel(before)), worseOf(issues, after)];
  if (old === now) return;
  const combo = integer(item, 'combo');
  addResults(db, sid, [
    { combo, level: old, count: -1 },
    { combo, level: now, count: 1 },
  ]);
}

/** How many logs of a session have been searched, and for how many there is nothing to search. */
export interface EvidenceSum {
  read: number;
  gone: number;
  none: number;
}

/** @param row of the table `evidence_sum`; none where nothing has been looked at */
export function readEvidenceSum(row: Row | undefined): EvidenceSum {
  const cell = (column: string): number => (row ? integer(row, column) : 0);
  return { read: cell('read'), gone: cell('gone'), none: cell('none') };
}
