import { ODDITY_KINDS } from '../session/event.ts';
import type { SessionFacts } from '../session/facts.ts';
import { QUEUES, type QueueName } from '../session/item.ts';
import {
  type EndingBucket,
  MARK_WORDS,
  type Mark,
  type OddityCount,
  type WorkerFacts,
} from '../session/slice.ts';
import { MAX_AMOUNT, type Tally } from '../session/tally.ts';
import { integer, numberCell, queueCell, textCell, wordCell } from './cell.ts';
import type { Database, Row } from './driver.ts';
import { readEvidenceSum } from './evidence-store.ts';
import { countAllFollowUps, countFollowUps } from './follow-up-store.ts';
import { readResult } from './result-store.ts';
import type { StoredSession } from './session-row.ts';

/** The tables that a session's facts are read from, and the order of their rows within a session. */
const SOURCES = {
  tallies: 'SELECT sid, combo, count, size FROM tally WHERE count > 0',
  results: 'SELECT sid, combo, level, count FROM result_tally WHERE count > 0',
  evidence: 'SELECT * FROM evidence_sum WHERE true',
  oddities: 'SELECT * FROM oddity WHERE true',
  workers: 'SELECT * FROM worker WHERE true',
} as const;
type FactRows = Record<keyof typeof SOURCES, readonly Row[]>;
const ORDER: Partial<Record<keyof typeof SOURCES, string>> = {
  oddities: 'at',
  workers: 'queue DESC, child',
};
const NAMES = Object.keys(SOURCES) as (keyof typeof SOURCES)[];

/** What the cache holds of a session besides its items and issues. */
export function readFacts(db: Database, session: StoredSession): SessionFacts {
  const { sid, id } = session;
  const rows = NAMES.map((name) => {
    const order = ORDER[name] === undefined ? '' : ` ORDER BY ${ORDER[name]}`;
    return [name, db.prepare(`${SOURCES[name]} AND sid = ?${order}`).all(sid)];
  });
  return factsOf(session, Object.fromEntries(rows) as FactRows, countFollowUps(db, sid, id));
}

/** Only those facts that tell whether logs of items still have to be searched: needed whenever a session is looked at. */
export function readLogFacts(
  db: Database,
  sid: number,
): Pick<SessionFacts, 'tallies' | 'evidence'> {
  return {
    tallies: db.prepare(`${SOURCES.tallies} AND sid = ?`).all(sid).map(readTally),
    evidence: readEvidenceSum(db.prepare(`${SOURCES.evidence} AND sid = ?`).get(sid)),
  };
}

/** The same for any session, from a few queries over the whole cache: for a view of all of them. */
export function readFactsOfAll(db: Database): (session: StoredSession) => SessionFacts {
  const bySession = NAMES.map((name) => {
    const rows = new Map<number, Row[]>();
    const order = ORDER[name] === undefined ? '' : ` ORDER BY sid, ${ORDER[name]}`;
    for (const row of db.prepare(`${SOURCES[name]}${order}`).iterate()) {
      const sid = integer(row, 'sid');
      const own = rows.get(sid);
      if (own) own.push(row);
      else rows.set(sid, [row]);
    }
    return [name, rows] as const;
  });
  const followUps = countAllFollowUps(db);
  return (session) => {
    const rows = bySession.map(([name, all]) => [name, all.get(session.sid) ?? []]);
    return factsOf(
      session,
      Object.fromEntries(rows) as FactRows,
      followUps.get(session.sid) ?? { total: 0, done: 0 },
    );
  };
}

function factsOf(
  { id, header, seen, queueRows, archived }: StoredSession,
  rows: FactRows,
  followUps: SessionFacts['followUps'],
): SessionFacts {
  return {
    id,
    header,
    seen,
    queueRows,
    archived,
    tallies: rows.tallies.map(readTally),
    results: rows.results.map(readResult),
    evidence: readEvidenceSum(rows.evidence[0]),
    followUps,
    oddities: rows.oddities.map(readOddity),
    workers: rows.workers.map(readWorker),
  };
}

function readTally(row: Row): Tally {
  return {
    combo: integer(row, 'combo'),
    count: integer(row, 'count'),
    size: integer(row, 'size'),
  };
}

function readOddity(row: Row): OddityCount {
  return {
    // A line of a kind that this version does not know was still not understood.
    oddity: wordCell(row, 'oddity', ODDITY_KINDS) ?? 'text',
    detail: textCell(row, 'detail') ?? '',
    sample: textCell(row, 'sample') ?? '',
    count: integer(row, 'count'),
    at: integer(row, 'at'),
  };
}

function readWorker(row: Row): WorkerFacts {
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
}

/** Endings by minute, in order of time, from a moment on (epoch seconds). */
export function readBuckets(db: Database, sid: number, from: number): EndingBucket[] {
  return db
    .prepare('SELECT * FROM bucket WHERE sid = ? AND start >= ? ORDER BY start')
    .all(sid, from)
    .map(readBucket);
}

/**
 * Endings by minute from a moment on, and those before it as two entries a queue: the last one, and all others as one
 * that has the start of the first. A long session has thousands of minutes, of which an estimate looks at the newest.
 */
export function readEndings(db: Database, sid: number, from: number): EndingBucket[] {
  return [...endingsBefore(db, sid, from), ...readBuckets(db, sid, from)];
}

/**
 * One pass over both queues: what does not belong to one belongs to the other. `total`, because `sum` fails beyond
 * SQLite’s integers, which sizes that a log makes up can exceed.
 */
function endingsBefore(db: Database, sid: number, before: number): EndingBucket[] {
  const [one, other] = QUEUES;
  const where = 'FROM bucket WHERE sid = ? AND start < ?';
  const sums = db
    .prepare(
      `SELECT total(size) AS size, sum(items) AS items, total(size * (queue = ?)) AS one_size,
        sum(items * (queue = ?)) AS one_items ${where}`,
    )
    .get(one, one, sid, before);
  if (!sums || numberCell(sums, 'items') === null) return [];
  const oneSum = { size: integer(sums, 'one_size'), items: integer(sums, 'one_items') };
  const otherSum = {
    size: integer(sums, 'size') - oneSum.size,
    items: integer(sums, 'items') - oneSum.items,
  };
  const at = (queue: QueueName, order: 'ASC' | 'DESC'): EndingBucket | null => {
    const row = db
      .prepare(`SELECT * ${where} AND queue = ? ORDER BY start ${order} LIMIT 1`)
      .get(sid, before, queue);
    return row ? readBucket(row) : null;
  };
  return [
    ...splitLast(at(one, 'ASC'), at(one, 'DESC'), oneSum),
    ...splitLast(at(other, 'ASC'), at(other, 'DESC'), otherSum),
  ];
}

/** The endings of one queue, whose first, last and sum are known, as the last one and the others. */
function splitLast(
  first: EndingBucket | null,
  last: EndingBucket | null,
  sum: { size: number; items: number },
): EndingBucket[] {
  if (first === null || last === null) return [];
  if (first.start === last.start) return [last];
  const size = Math.min(MAX_AMOUNT, Math.max(0, sum.size - last.size));
  return [{ ...first, size, items: sum.items - last.items }, last];
}

function readBucket(row: Row): EndingBucket {
  return {
    queue: queueCell(row),
    start: integer(row, 'start'),
    size: integer(row, 'size'),
    items: integer(row, 'items'),
  };
}

/** The session's moments (start, pause, resume, end), in the order of the log. */
export function readMarks(db: Database, sid: number): Mark[] {
  return db
    .prepare('SELECT at, time, word FROM mark WHERE sid = ? ORDER BY at')
    .all(sid)
    .flatMap((row) => {
      const word = wordCell(row, 'word', MARK_WORDS);
      return word === null ? [] : [{ at: integer(row, 'at'), time: numberCell(row, 'time'), word }];
    });
}
