import type { Slice, SliceItem, WorkerFacts } from '../session/fold.ts';
import type { Database, SqlValue } from './driver.ts';
import { writeIssues } from './issue-store.ts';
import { ITEM_COLUMNS, itemCells, numberCell, readSliceItem, textCell } from './item-row.ts';

/**
 * What a fold needs to look up of a session.
 *
 * @param isFirst true when the log starts with this piece: then nothing of it is stored yet
 */
export function sliceFinders(
  db: Database,
  sid: number,
  isFirst: boolean,
): Pick<Slice, 'findItem' | 'findWorker'> {
  if (isFirst) return { findItem: () => null, findWorker: () => null };
  const item = db.prepare('SELECT * FROM item WHERE sid = ? AND type = ? AND name = ?');
  const worker = db.prepare('SELECT * FROM worker WHERE sid = ? AND queue = ? AND child = ?');
  return {
    findItem(type, name) {
      const row = item.get(sid, type, name);
      return row ? readSliceItem(row) : null;
    },
    findWorker(queue, childNumber) {
      const row = worker.get(sid, queue, childNumber);
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
    },
  };
}

/** Forgets a session's items and all else that came from its log, before the log is read anew. */
export function deleteLogRows(db: Database, sid: number): void {
  for (const table of ['issue', 'session_group', 'tally', 'worker', 'bucket', 'mark', 'oddity']) {
    db.prepare(`DELETE FROM ${table} WHERE sid = ?`).run(sid);
  }
  db.prepare('DELETE FROM item WHERE sid = ?').run(sid);
  // The queue database is read again: it gives the waiting items back.
  db.prepare('UPDATE session SET seen_queue_stamp = NULL WHERE sid = ?').run(sid);
}

/** Writes back what a fold changed. Call within the transaction that moves the cursor. */
export function writeSlice(db: Database, sid: number, slice: Slice, isFirst: boolean): void {
  const ids = writeItems(db, sid, slice.items.values());
  writeIssues(db, sid, slice.issues, ids, isFirst);
  writeTallies(db, sid, slice);
  writeWorkers(db, sid, slice.workers.values());
  const bucket = db.prepare(
    `INSERT INTO bucket (sid, queue, start, size, items) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (sid, start, queue) DO UPDATE SET size = size + excluded.size, items = items + excluded.items`,
  );
  for (const { queue, start, size, items } of slice.buckets.values()) {
    bucket.run(sid, queue, start, size, items);
  }
  const mark = db.prepare('INSERT INTO mark (sid, at, time, word) VALUES (?, ?, ?, ?)');
  for (const { at, time, word } of slice.marks) mark.run(sid, at, time, word);
  const oddity = db.prepare(
    `INSERT INTO oddity (sid, oddity, detail, sample, count, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (sid, oddity, detail) DO UPDATE SET count = count + excluded.count`,
  );
  for (const { oddity: kind, detail, sample, count, at } of slice.oddities.values()) {
    oddity.run(sid, kind, detail, sample, count, at);
  }
}

function writeItems(db: Database, sid: number, items: Iterable<SliceItem>): Map<SliceItem, number> {
  const columns = ['sid', 'type', 'name', ...ITEM_COLUMNS];
  const upsert = db.prepare(
    `INSERT INTO item (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
      ON CONFLICT (name, sid, type) DO UPDATE SET
      ${ITEM_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
      RETURNING item_id`,
  );
  const ids = new Map<SliceItem, number>();
  for (const item of items) {
    const cells: SqlValue[] = [sid, item.type, item.name, ...itemCells(item)];
    ids.set(item, Number(upsert.get(...cells)?.item_id));
  }
  return ids;
}

function writeTallies(db: Database, sid: number, slice: Slice): void {
  const upsert = db.prepare(
    `INSERT INTO tally (sid, combo, count, size) VALUES (?, ?, ?, ?)
      ON CONFLICT (sid, combo) DO UPDATE SET count = count + excluded.count, size = size + excluded.size`,
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
