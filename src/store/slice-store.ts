import type { QueueName } from '../session/item.ts';
import type {
  EndingBucket,
  Mark,
  OddityCount,
  Slice,
  SliceFinders,
  SliceItem,
  WorkerFacts,
} from '../session/slice.ts';
import { MAX_AMOUNT, type PhasePair } from '../session/tally.ts';
import { numberCell, textCell } from './cell.ts';
import type { Database, SqlValue, Statement } from './driver.ts';
import { IssueStore } from './issue-store.ts';
import { BEGUN_COLUMNS, ITEM_COLUMNS, itemCells, readSliceItem } from './item-row.ts';
import { ResultTally } from './result-store.ts';
import { LOG_TABLES, WAITING_AT } from './schema.ts';
import { deleteIndexes } from './search-index.ts';

/**
 * Looks up what a fold needs of a session and writes back what it changed, within one transaction. Row ids of items are
 * kept here: new items get theirs before they are written, so that issues can be written first.
 */
export class SliceStore implements SliceFinders {
  readonly #db: Database;
  readonly #sid: number;
  readonly #issues: IssueStore;
  readonly #selectItem: Statement | null;
  readonly #selectWorker: Statement | null;
  readonly #selectTally: Statement | null;
  readonly #hasItems: boolean;
  /** Row ids of the items that have a row. */
  readonly #stored = new Map<SliceItem, number>();
  readonly #added = new Map<SliceItem, number>();
  /** Rows of items that so far only the server's queue database has named. */
  readonly #waiting = new Map<string, number>();
  #lastId: number | null = null;
  readonly #results: ResultTally;

  /** @param isFirst true when the log starts with this transaction: then nothing of it is stored yet */
  constructor(db: Database, sid: number, isFirst: boolean) {
    this.#db = db;
    this.#sid = sid;
    this.#issues = new IssueStore(db, sid, isFirst);
    this.#results = new ResultTally(db, sid);
    this.#hasItems = db.prepare('SELECT 1 FROM item WHERE sid = ? LIMIT 1').get(sid) !== undefined;
    this.#selectItem = this.#hasItems
      ? db.prepare('SELECT * FROM item WHERE sid = ? AND type = ? AND name = ?')
      : null;
    this.#selectWorker = isFirst
      ? null
      : db.prepare('SELECT * FROM worker WHERE sid = ? AND queue = ? AND child = ?');
    this.#selectTally = isFirst
      ? null
      : db.prepare('SELECT count, size FROM tally WHERE sid = ? AND combo = ?');
  }

  findItem(type: string, name: string): SliceItem | null {
    const row = this.#selectItem?.get(this.#sid, type, name);
    if (!row) return null;
    const id = numberCell(row, 'item_id') ?? 0;
    const item = readSliceItem(row);
    if (item) {
      this.#stored.set(item, id);
      this.#results.remember(item, row);
    } else this.#waiting.set(keyOf(type, name), id);
    return item;
  }

  findTypes(name: string): string[] {
    if (!this.#hasItems) return [];
    return this.#db
      .prepare('SELECT type FROM item WHERE sid = ? AND name = ? AND first_at < ?')
      .all(this.#sid, name, WAITING_AT)
      .map((row) => textCell(row, 'type') ?? '');
  }

  findTally(combo: PhasePair): { count: number; size: number } | null {
    const row = this.#selectTally?.get(this.#sid, combo);
    if (!row) return null;
    return { count: numberCell(row, 'count') ?? 0, size: numberCell(row, 'size') ?? 0 };
  }

  findWorker(queue: QueueName, childNumber: number): WorkerFacts | null {
    const row = this.#selectWorker?.get(this.#sid, queue, childNumber);
    if (!row) return null;
    const itemType = textCell(row, 'item_type');
    const itemName = textCell(row, 'item_name');
    return {
      queue,
      childNumber,
      pid: numberCell(row, 'pid'),
      item: itemType === null || itemName === null ? null : { type: itemType, name: itemName },
      since: numberCell(row, 'since'),
      restarts: numberCell(row, 'restarts') ?? 0,
    };
  }

  /** Writes the issues that a slice has gathered so far, and removes them from it. */
  writeIssues(slice: Slice): void {
    this.#issues.write(slice.issues, (item) => this.#idOf(item));
    slice.issues = [];
  }

  /** Writes everything that a fold changed. The slice must not be used afterwards. */
  write(slice: Slice): void {
    const db = this.#db;
    const sid = this.#sid;
    this.writeIssues(slice);
    this.#writeItems(slice.items.values());
    this.#issues.close();
    this.#results.write();
    writeTallies(db, sid, slice);
    writeWorkers(db, sid, slice.workers.values());
    writeBuckets(db, sid, slice.buckets.values());
    writeMarks(db, sid, slice.marks);
    writeOddities(db, sid, slice.oddities.values());
  }

  #idOf(item: SliceItem): number {
    const known = this.#stored.get(item) ?? this.#added.get(item);
    if (known !== undefined) return known;
    const waiting =
      this.#waiting.size === 0 ? undefined : this.#waiting.get(keyOf(item.type, item.name));
    if (waiting !== undefined) {
      this.#stored.set(item, waiting);
      return waiting;
    }
    this.#lastId ??=
      numberCell(this.#db.prepare('SELECT max(item_id) AS id FROM item').get() ?? {}, 'id') ?? 0;
    this.#lastId += 1;
    this.#added.set(item, this.#lastId);
    return this.#lastId;
  }

  #writeItems(items: Iterable<SliceItem>): void {
    const update = this.#db.prepare(
      `UPDATE item SET ${ITEM_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE item_id = ?`,
    );
    const insert = this.#insertOf(ITEM_COLUMNS);
    const insertBegun = this.#insertOf(BEGUN_COLUMNS);
    for (const item of items) {
      const id = this.#idOf(item);
      const isStored = this.#stored.has(item);
      const outcome = this.#results.count(item, id, this.#issues.effectsHeldBy(id, !isStored));
      const cells: SqlValue[] = itemCells(item, outcome);
      if (isStored) {
        update.run(...cells, id);
        continue;
      }
      const isBegun = item.phases.RESTORE === null && item.restoresBefore === 0;
      if (isBegun) cells.length = BEGUN_COLUMNS.length;
      (isBegun ? insertBegun : insert).run(id, this.#sid, item.type, item.name, ...cells);
    }
  }

  /** Columns that are left out are empty. */
  #insertOf(told: readonly string[]): Statement {
    const columns = ['item_id', 'sid', 'type', 'name', ...told];
    return this.#db.prepare(
      `INSERT INTO item (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
  }
}

function keyOf(type: string, name: string): string {
  return `${type}\0${name}`;
}

/** Deletes a session's items and everything else that came from its log, before the log is read again. */
export function deleteLogRows(db: Database, sid: number): void {
  for (const table of LOG_TABLES) db.prepare(`DELETE FROM ${table} WHERE sid = ?`).run(sid);
  deleteIndexes(db, sid);
  // The queue database is read again, and gives the waiting items back. There are no rows behind the offset 0.
  db.prepare('UPDATE session SET seen_queue_stamp = NULL, log_offset = 0 WHERE sid = ?').run(sid);
}

function writeBuckets(db: Database, sid: number, buckets: Iterable<EndingBucket>): void {
  const upsert = db.prepare(
    `INSERT INTO bucket (sid, queue, start, size, items) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (sid, start, queue) DO UPDATE SET size = min(size + excluded.size, ${MAX_AMOUNT}), items = items + excluded.items`,
  );
  for (const { queue, start, size, items } of buckets) upsert.run(sid, queue, start, size, items);
}

function writeMarks(db: Database, sid: number, marks: Iterable<Mark>): void {
  const insert = db.prepare('INSERT INTO mark (sid, at, time, word) VALUES (?, ?, ?, ?)');
  for (const { at, time, word } of marks) insert.run(sid, at, time, word);
}

function writeOddities(db: Database, sid: number, oddities: Iterable<OddityCount>): void {
  const upsert = db.prepare(
    `INSERT INTO oddity (sid, oddity, detail, sample, count, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (sid, oddity, detail) DO UPDATE SET count = count + excluded.count`,
  );
  for (const { oddity, detail, sample, count, at } of oddities) {
    upsert.run(sid, oddity, detail, sample, count, at);
  }
}

function writeTallies(db: Database, sid: number, slice: Slice): void {
  const upsert = db.prepare(
    `INSERT INTO tally (sid, combo, count, size) VALUES (?, ?, ?, ?)
      ON CONFLICT (sid, combo) DO UPDATE SET count = excluded.count, size = excluded.size`,
  );
  for (const [combo, { count, size }] of slice.tallies) upsert.run(sid, combo, count, size);
}

function writeWorkers(db: Database, sid: number, workers: Iterable<WorkerFacts>): void {
  const upsert = db.prepare(
    `INSERT OR REPLACE INTO worker (sid, queue, child, pid, item_type, item_name, since, restarts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { queue, childNumber, pid, item, since, restarts } of workers) {
    upsert.run(
      sid,
      queue,
      childNumber,
      pid,
      item?.type ?? null,
      item?.name ?? null,
      since,
      restarts,
    );
  }
}
