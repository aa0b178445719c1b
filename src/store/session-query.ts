import { MOST } from '../session/amount.ts';
import type { OddityKind } from '../session/event.ts';
import type { SessionFacts } from '../session/facts.ts';
import { QUEUES, type QueueName } from '../session/queue.ts';
import type { EndingBucket, Mark, OddityCount, WorkerFacts } from '../session/slice.ts';
import type { Tally } from '../session/tally.ts';
import type { Database, Row } from './driver.ts';
import { numberCell, textCell } from './item-row.ts';
import type { StoredSession } from './session-row.ts';

/** What the cache holds of a session besides its items and issues. */
export function readFacts(db: Database, session: StoredSession): SessionFacts {
  const { sid, id, header, seen, queueRows, archived } = session;
  return {
    id,
    header,
    seen,
    queueRows,
    archived,
    tallies: readTallies(db, sid),
    oddities: readOddities(db, sid),
    workers: readWorkers(db, sid),
  };
}

function readTallies(db: Database, sid: number): Tally[] {
  return db
    .prepare('SELECT combo, count, size FROM tally WHERE sid = ? AND count > 0')
    .all(sid)
    .map((row) => ({
      combo: integer(row, 'combo'),
      count: integer(row, 'count'),
      size: integer(row, 'size'),
    }));
}

function readOddities(db: Database, sid: number): OddityCount[] {
  return db
    .prepare('SELECT * FROM oddity WHERE sid = ? ORDER BY at')
    .all(sid)
    .map((row) => ({
      // Written from an OddityKind only.
      oddity: textCell(row, 'oddity') as OddityKind,
      detail: textCell(row, 'detail') ?? '',
      sample: textCell(row, 'sample') ?? '',
      count: integer(row, 'count'),
      at: integer(row, 'at'),
    }));
}

function readWorkers(db: Database, sid: number): WorkerFacts[] {
  return db
    .prepare('SELECT * FROM worker WHERE sid = ? ORDER BY queue DESC, child')
    .all(sid)
    .map((row) => {
      const type = textCell(row, 'item_type');
      const name = textCell(row, 'item_name');
      return {
        queue: queueCell(row),
        childNumber: integer(row, 'child'),
        pid: numberCell(row, 'pid'),
        item: type === null || name === null ? null : { type, name },
        since: numberCell(row, 'since'),
        restarts: integer(row, 'restarts'),
      };
    });
}

/** A sum of sizes: SQLite's own `sum` fails where it goes beyond its integers, which sizes that a log makes up can do. */
const SIZE = `CAST(min(total(size), ${MOST}) AS INTEGER)`;

/** Endings by minute, in the order of time, from a moment on (epoch seconds). */
export function readBuckets(db: Database, sid: number, from: number): EndingBucket[] {
  return db
    .prepare('SELECT * FROM bucket WHERE sid = ? AND start >= ? ORDER BY start')
    .all(sid, from)
    .map(readBucket);
}

/**
 * Endings from a moment on by minute, and those before it as two of each queue: the last one, and all others as one that
 * has the start of the first. A long session has thousands of minutes, of which an estimate looks at the newest.
 */
export function readEndings(db: Database, sid: number, from: number): EndingBucket[] {
  return [
    ...QUEUES.flatMap((queue) => endingsBefore(db, sid, queue, from)),
    ...readBuckets(db, sid, from),
  ];
}

function endingsBefore(
  db: Database,
  sid: number,
  queue: QueueName,
  before: number,
): EndingBucket[] {
  const where = 'WHERE sid = ? AND start < ? AND queue = ?';
  const last = db
    .prepare(`SELECT * FROM bucket ${where} ORDER BY start DESC LIMIT 1`)
    .get(sid, before, queue);
  if (!last) return [];
  const newest = readBucket(last);
  const others = db
    .prepare(
      `SELECT ? AS queue, min(start) AS start, ${SIZE} AS size, sum(items) AS items FROM bucket ${where}`,
    )
    .get(queue, sid, newest.start, queue);
  return others && numberCell(others, 'start') !== null ? [readBucket(others), newest] : [newest];
}

/** Endings summed over longer spans, from the first bucket's start to the last one's; `start` is that of the span. */
export function sumBuckets(
  db: Database,
  sid: number,
  { first, last }: { first: number; last: number },
  seconds: number,
): EndingBucket[] {
  // Each span is a range of the key: nothing is sorted.
  const inSpan = `FROM bucket WHERE sid = ? AND bucket.start >= span.start
    AND bucket.start < span.start + ? AND bucket.queue = queue.name`;
  return db
    .prepare(
      `WITH RECURSIVE span (start) AS (
          SELECT ? UNION ALL SELECT start + ? FROM span WHERE start + ? <= ?
        )
        SELECT queue.name AS queue, span.start AS start,
          (SELECT ${SIZE} ${inSpan}) AS size, (SELECT sum(items) ${inSpan}) AS items
        FROM span, (SELECT 'RESTORE' AS name UNION ALL SELECT 'TRANSFER') AS queue
        ORDER BY span.start, queue.name`,
    )
    .all(first, seconds, seconds, last, sid, seconds, sid, seconds)
    .map(readBucket);
}

/** Starts of the first and the last bucket; null where nothing has ended. */
export function findBucketSpan(db: Database, sid: number): { first: number; last: number } | null {
  const row = db
    .prepare('SELECT min(start) AS first, max(start) AS last FROM bucket WHERE sid = ?')
    .get(sid);
  const first = row ? numberCell(row, 'first') : null;
  return row && first !== null ? { first, last: integer(row, 'last') } : null;
}

function readBucket(row: Row): EndingBucket {
  return {
    queue: queueCell(row),
    start: integer(row, 'start'),
    size: integer(row, 'size'),
    items: integer(row, 'items'),
  };
}

/** The session's moments (start, pause, resume, a child's death, end), in the order of the log. */
export function readMarks(db: Database, sid: number): Mark[] {
  return db
    .prepare('SELECT at, time, word FROM mark WHERE sid = ? ORDER BY at')
    .all(sid)
    .map((row) => ({
      at: integer(row, 'at'),
      time: numberCell(row, 'time'),
      word: textCell(row, 'word') ?? '',
    }));
}

export function integer(row: Row, column: string): number {
  return numberCell(row, column) ?? 0;
}

export function queueCell(row: Row): QueueName {
  return textCell(row, 'queue') === 'TRANSFER' ? 'TRANSFER' : 'RESTORE';
}
