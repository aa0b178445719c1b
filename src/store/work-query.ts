import type { ItemName } from '../session/activity.ts';
import type { WorkRows } from '../session/work-span.ts';
import { integer, numberCell, textCell } from './cell.ts';
import type { Database } from './driver.ts';

/** Items in one piece: they take a quarter of a megabyte of text. */
const PIECE = 8192;

/** The cells of one phase in `WorkRows`, with the session's beginning as the parameter. */
const phaseCells = (q: 't' | 'r'): string =>
  `iif(${q}_started, ifnull(${q}_child, 0) || ',' || ifnull(${q}_started_at - CAST(? AS INTEGER), '') || ','
    || ifnull(${q}_ended_at - ${q}_started_at, ''), '0,,')`;

/**
 * When which worker had which item, for all items in the log, piece by piece. As texts: rows of cells would take three
 * times as long, and a session can have 100,000 items. In the order of their changes, which is close to the storage
 * order.
 */
export function* readWorkRows(
  db: Database,
  sid: number,
  { begin, until }: Pick<WorkRows, 'begin' | 'until'>,
): Generator<WorkRows> {
  const statement = db.prepare(
    `SELECT group_concat(cells, '') AS cells, max(changed_at) AS last, count(*) AS count FROM (
      SELECT item_id || ',' || combo || ',' || ifnull(size, '') || ','
          || ${phaseCells('t')} || ',' || ${phaseCells('r')} || ',' AS cells, changed_at
        FROM item WHERE sid = ? AND changed_at > ? ORDER BY changed_at LIMIT ${PIECE})`,
  );
  for (let from = -1; ; ) {
    const piece = statement.get(begin, begin, sid, from);
    const cells = piece ? textCell(piece, 'cells') : null;
    if (!piece || cells === null) return;
    yield { cells, begin, until };
    if (integer(piece, 'count') < PIECE) return;
    from = integer(piece, 'last');
  }
}

/** When the first item of a session was taken; null: no line of the log says so. */
export function firstStart(db: Database, sid: number): number | null {
  const row = db
    .prepare(
      `SELECT min(ifnull(t_started_at, r_started_at)) AS first FROM item
        WHERE sid = ? AND ifnull(t_started_at, r_started_at) > 0`,
    )
    .get(sid);
  return row ? numberCell(row, 'first') : null;
}

/** The names of some items, by the numbers of their rows. */
export function readItemNames(db: Database, rows: Iterable<number>): Map<number, ItemName> {
  const names = new Map<number, ItemName>();
  const found = db
    .prepare(
      `SELECT item_id, type, name, t_logfile, r_logfile FROM item
        WHERE item_id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify([...rows]));
  for (const row of found) {
    names.set(integer(row, 'item_id'), {
      type: textCell(row, 'type') ?? '',
      name: textCell(row, 'name') ?? '',
      logfiles: { TRANSFER: textCell(row, 't_logfile'), RESTORE: textCell(row, 'r_logfile') },
    });
  }
  return names;
}
