import { asObject, type JsonObject } from '../log/value.ts';
import { integer, jsonCell, numberCell, textCell } from './cell.ts';
import type { Database } from './driver.ts';

/** What is known of a session's source, and since when. */
export interface SourceLook {
  askedAt: number;
  /** Null: it has not told anything. */
  takenAt: number | null;
  note: string | null;
  analysis: JsonObject | null;
}

export function findSourceLook(db: Database, sid: number): SourceLook | null {
  const row = db.prepare('SELECT * FROM source_look WHERE sid = ?').get(sid);
  if (!row) return null;
  return {
    askedAt: integer(row, 'asked_at'),
    takenAt: numberCell(row, 'taken_at'),
    note: textCell(row, 'note'),
    analysis: asObject(jsonCell(row, 'analysis')),
  };
}

/** Sessions whose source has told nothing, or has not been asked since a time. */
export function sessionsWithoutSource(db: Database, askedBefore: number): Set<number> {
  const rows = db
    .prepare(
      `SELECT sid FROM session WHERE sid NOT IN
        (SELECT sid FROM source_look WHERE analysis IS NOT NULL OR asked_at > ?)`,
    )
    .all(askedBefore);
  return new Set(rows.map((row) => integer(row, 'sid')));
}

/** An analysis that was stored stays: what the source says later is of another day. */
export function saveSourceLook(
  db: Database,
  sid: number,
  look: SourceLook,
  names: { host: string | null; hostname: string | null },
): void {
  const { askedAt, takenAt, note, analysis } = look;
  db.prepare(
    `INSERT INTO source_look (sid, asked_at, taken_at, note, analysis, host, hostname) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sid) DO UPDATE SET asked_at = excluded.asked_at, taken_at = excluded.taken_at, note = excluded.note,
      analysis = excluded.analysis, host = excluded.host, hostname = excluded.hostname WHERE analysis IS NULL`,
  ).run(
    sid,
    askedAt,
    takenAt,
    note,
    analysis === null ? null : JSON.stringify(analysis),
    names.host,
    names.hostname,
  );
}

/** The names that each session's source has given itself. */
export function sourceNames(db: Database): Map<number, string[]> {
  const rows = db.prepare('SELECT sid, host, hostname FROM source_look').all();
  return new Map(
    rows.map((row) => [
      integer(row, 'sid'),
      ['host', 'hostname'].flatMap((column) => textCell(row, column) ?? []),
    ]),
  );
}

/** The sessions whose source has told something, what was told last first. */
export function sessionsBySourceTold(db: Database, sids: readonly number[]): number[] {
  const wanted = new Set(sids);
  return db
    .prepare(
      'SELECT sid FROM source_look WHERE analysis IS NOT NULL AND taken_at IS NOT NULL ORDER BY taken_at DESC, sid DESC',
    )
    .all()
    .map((row) => integer(row, 'sid'))
    .filter((sid) => wanted.has(sid));
}
