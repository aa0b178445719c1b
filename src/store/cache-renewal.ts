import { createTables, inTransaction, isDamage } from './cache.ts';
import { type Database, isBusyError, type Row, type SqliteDriver } from './driver.ts';
import { textCell } from './item-row.ts';
import { replaceDatabase } from './new-database.ts';
import { integer } from './session-query.ts';

/** What came of a damaged cache. */
export interface Renewal {
  /** Where the damaged file lies now. */
  aside: string;
  /** How many ticks were taken over. */
  ticks: number;
  /** Archived sessions that were taken over, and those that could not be read. */
  kept: string[];
  lost: string[];
}

/**
 * Puts a new cache in the place of a damaged one, with what no log can give back as far as it can be read: the ticks, and
 * the sessions that the server has deleted. The damaged file stays, under another name.
 *
 * @throws the driver's busy error while another process has the cache open; system errors of the folder
 */
export function renewCache(driver: SqliteDriver, path: string, busyMs: number): Renewal {
  closeLog(driver, path, busyMs);
  const taken = { ticks: 0, kept: [] as string[], lost: [] as string[] };
  const aside = replaceDatabase(driver, path, (db) => {
    createTables(db);
    db.prepare('ATTACH ? AS old').run(path);
    try {
      taken.ticks = takeTicks(db);
      takeArchived(db, taken);
    } finally {
      db.exec('DETACH old');
    }
  });
  return { aside, ...taken };
}

/**
 * Writes what the write-ahead log holds into the file and takes the log away, which SQLite does only while nobody else has
 * the cache open: a log that was left would be played into the new file.
 */
function closeLog(driver: SqliteDriver, path: string, busyMs: number): void {
  const db = driver.open(path, busyMs);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  try {
    for (let waited = 0; ; waited += PAUSE_MS) {
      try {
        db.prepare('PRAGMA journal_mode = DELETE').get();
        return;
      } catch (error) {
        // Damage: the log cannot be played in. What it holds is lost with the file.
        if (!isBusyError(error)) return;
        if (waited >= busyMs) throw error;
        Atomics.wait(pause, 0, 0, PAUSE_MS);
      }
    }
  } finally {
    db.close();
  }
}

const PAUSE_MS = 100;

/** The rows up to the damage. */
function readable(db: Database, sql: string): Row[] {
  const rows: Row[] = [];
  try {
    for (const row of db.prepare(sql).iterate()) rows.push(row);
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  return rows;
}

const TICK = ['session_id', 'issue', 'type', 'name'];

function takeTicks(db: Database): number {
  const columns = [...TICK, 'done', 'note', 'who', 'at'];
  const insert = db.prepare(
    `INSERT OR IGNORE INTO main.follow_up (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let count = 0;
  inTransaction(db, () => {
    // From both ends: one damaged page stops each of them, and hides no more than itself.
    for (const way of ['', ' DESC']) {
      const order = TICK.map((column) => column + way).join(', ');
      for (const row of readable(db, `SELECT * FROM old.follow_up ORDER BY ${order}`)) {
        count += insert.run(...columns.map((column) => row[column] ?? null)).changes;
      }
    }
  });
  return count;
}

/** The new cache is empty: rows keep their numbers, and so fit together as they did. */
function takeArchived(db: Database, taken: { kept: string[]; lost: string[] }): void {
  const tables = readable(
    db,
    `SELECT m.name AS name FROM main.sqlite_master AS m JOIN pragma_table_info(m.name) AS c
      WHERE m.type = 'table' AND c.name = 'sid'`,
  ).map((row) => textCell(row, 'name') ?? '');
  const sessions = new Map<number, string>();
  for (const way of ['', ' DESC']) {
    const sql = `SELECT sid, id FROM old.session WHERE archived = 1 ORDER BY sid${way}`;
    for (const row of readable(db, sql)) {
      sessions.set(integer(row, 'sid'), textCell(row, 'id') ?? '');
    }
  }
  for (const [sid, id] of sessions) {
    try {
      inTransaction(db, () => takeSession(db, tables, sid));
      taken.kept.push(id);
    } catch (error) {
      if (isBusyError(error)) throw error;
      taken.lost.push(id);
    }
  }
}

function takeSession(db: Database, tables: readonly string[], sid: number): void {
  for (const table of tables) {
    db.prepare(`INSERT INTO main."${table}" SELECT * FROM old."${table}" WHERE sid = ?`).run(sid);
  }
  db.prepare(
    `INSERT OR IGNORE INTO main.issue_group SELECT * FROM old.issue_group
      WHERE group_id IN (SELECT group_id FROM main.session_group WHERE sid = ?)`,
  ).run(sid);
}
