import type { Level } from '../session/item.ts';
import { asLevel, worseOf } from '../session/result.ts';
import type { PhasePair } from '../session/tally.ts';
import { VERIFIED, type Verified } from '../verify/check.ts';
import { ACCOUNT_TYPES } from '../verify/moved-account.ts';
import { integer, numberCell, textCell, wordCell } from './cell.ts';
import type { Database, Row } from './driver.ts';

/** What a session did with one account: only what a list of thousands needs. */
export interface StoredAttempt {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  combo: PhasePair;
  level: Level;
  endedAt: number | null;
  verified: Verified | null;
}

const TYPES = ACCOUNT_TYPES.map((type) => `'${type}'`).join(', ');

/**
 * All accounts of a session, without their logs and phases. What a verification found is read in one query: with a
 * join, each of its rows, which are large, would be looked up.
 */
export function listAttempts(db: Database, sid: number): StoredAttempt[] {
  const verified = verifiedResults(db, sid);
  return db
    .prepare(
      `SELECT item.type, item.name, coalesce(item.local_name, item.seen_local_name) AS local_name,
        coalesce(item.seen_domain, q.domain) AS domain, item.combo, item.issue_level, item.evidence_level,
        coalesce(item.r_ended_at, item.t_ended_at) AS ended_at FROM item
        LEFT JOIN queued_account AS q ON q.sid = item.sid AND q.type = item.type AND q.name = item.name
        WHERE item.sid = ? AND item.type IN (${TYPES})`,
    )
    .all(sid)
    .map((row) => ({
      type: textCell(row, 'type') ?? '',
      name: textCell(row, 'name') ?? '',
      localName: textCell(row, 'local_name'),
      domain: textCell(row, 'domain'),
      combo: integer(row, 'combo'),
      level: worseOf(
        asLevel(numberCell(row, 'issue_level')),
        asLevel(numberCell(row, 'evidence_level')),
      ),
      endedAt: numberCell(row, 'ended_at'),
      verified: verified.get(keyOf(row)) ?? null,
    }));
}

function verifiedResults(db: Database, sid: number): Map<string, Verified> {
  const rows = db.prepare('SELECT type, name, result FROM verified_account WHERE sid = ?').all(sid);
  return new Map(
    rows.flatMap((row) => {
      const result = wordCell(row, 'result', VERIFIED);
      return result === null ? [] : [[keyOf(row), result] as const];
    }),
  );
}

function keyOf(row: Row): string {
  return `${textCell(row, 'type') ?? ''}\0${textCell(row, 'name') ?? ''}`;
}
