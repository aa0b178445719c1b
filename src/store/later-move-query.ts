import { type PhasePair, phaseOf } from '../session/tally.ts';
import { integer, textCell } from './cell.ts';
import type { Database } from './driver.ts';

/**
 * An item that did not move in one session and got further in another. `sid`, `sessionId` and `combo` belong to the
 * other one.
 */
export interface LaterMove {
  /** The item's row in the session where it did not move, and its phases there. */
  itemId: number;
  ownCombo: PhasePair;
  type: string;
  name: string;
  sid: number;
  sessionId: string;
  combo: PhasePair;
}

const END = (item: string, session: string): string =>
  `coalesce(${item}.r_ended_at, ${item}.t_ended_at, ${session}.started_at, ${session}.seen_started_at, 0)`;

/**
 * Where items of a session occur again, later and without a failure, in sessions from the same source. Whether they
 * were moved there depends on the last queue of that session, which the caller has to check.
 *
 * @param phasePairs of the items that did not move
 * @param limit how many at most
 */
export function findLaterMoves(
  db: Database,
  sid: number,
  phasePairs: readonly PhasePair[],
  limit: number,
): LaterMove[] {
  // Most sessions are the only one from their source: then none of perhaps thousands of items is looked up.
  if (phasePairs.length === 0 || sessionsFromSameSource(db, sid, 1).length === 0) return [];
  return db
    .prepare(
      `SELECT i.item_id, i.type, i.name, i.combo AS own_combo, j.sid, j.combo, s.id FROM item AS i
        JOIN session AS own ON own.sid = i.sid
        JOIN item AS j ON j.name = i.name AND j.type = i.type AND j.sid <> i.sid
        JOIN session AS s ON s.sid = j.sid
        WHERE i.sid = ? AND i.combo IN (${phasePairs.map(() => '?').join(', ')})
        AND coalesce(s.source_host, s.seen_source_host) = coalesce(own.source_host, own.seen_source_host)
        AND ${END('j', 's')} > ${END('i', 'own')}
        ORDER BY ${END('j', 's')} DESC LIMIT ?`,
    )
    .all(sid, ...phasePairs, limit)
    .map((row) => ({
      itemId: integer(row, 'item_id'),
      ownCombo: integer(row, 'own_combo'),
      type: textCell(row, 'type') ?? '',
      name: textCell(row, 'name') ?? '',
      sid: integer(row, 'sid'),
      sessionId: textCell(row, 'id') ?? '',
      combo: integer(row, 'combo'),
    }))
    .filter(
      ({ combo }) =>
        phaseOf(combo, 'TRANSFER') !== 'failed' && phaseOf(combo, 'RESTORE') !== 'failed',
    );
}

/** Ids of the other sessions from a session's source, newest first. */
export function sessionsFromSameSource(
  db: Database,
  sid: number,
  limit: number,
): { id: string; startedAt: number | null }[] {
  return db
    .prepare(
      `SELECT s.id, coalesce(s.started_at, s.seen_started_at) AS started FROM session AS own
        JOIN session AS s ON s.sid <> own.sid
        AND coalesce(s.source_host, s.seen_source_host) = coalesce(own.source_host, own.seen_source_host)
        WHERE own.sid = ? ORDER BY started DESC, s.sid DESC LIMIT ?`,
    )
    .all(sid, limit)
    .map((row) => {
      const startedAt = row.started;
      return {
        id: textCell(row, 'id') ?? '',
        startedAt: typeof startedAt === 'number' ? startedAt : null,
      };
    });
}
