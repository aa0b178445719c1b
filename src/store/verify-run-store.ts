import { integer, numberCell, textCell } from './cell.ts';
import type { Database } from './driver.ts';

/** A look at this server that goes on, or has failed. Times are epoch seconds. */
export interface VerifyRun {
  startedAt: number;
  pid: number | null;
  done: number;
  total: number;
  /** Why it came to nothing, in words. */
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
