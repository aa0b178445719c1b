import type { UpcomingAccount } from '../forecast/upcoming.ts';
import { type PhasePair, phaseOf } from '../session/tally.ts';
import { ACCOUNT_TYPES } from '../verify/moved-account.ts';
import { integer, numberCell, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';
import { firstInLogOrder } from './item-query.ts';
import { readAccountSettings } from './verification-store.ts';

/** An account with the times of its restore; epoch seconds. */
export type StoredUpcoming = Omit<UpcomingAccount, 'share'> & { endedAt: number | null };

const COLUMNS = `item.r_started_at, item.r_ended_at, item.type, item.name, item.combo, coalesce(item.local_name, item.seen_local_name, q.local_name) AS local_name,
  coalesce(item.seen_domain, q.domain) AS domain, coalesce(item.size, item.seen_size) AS size, q.size AS queued_size, q.files, q.settings`;

const TYPES = ACCOUNT_TYPES.map((type) => `'${type}'`).join(', ');
const QUEUED =
  'LEFT JOIN queued_account AS q ON q.sid = item.sid AND q.type = item.type AND q.name = item.name';

/**
 * The accounts that are still to come, in the order in which they run.
 *
 * @param phasePairs the pairs of phases of unfinished items
 */
export function listUpcoming(
  db: Database,
  sid: number,
  phasePairs: readonly PhasePair[],
  limit: number,
): StoredUpcoming[] {
  if (phasePairs.length === 0) return [];
  const wanted = firstInLogOrder(sid, phasePairs, { limit, offset: 0 });
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM ${wanted.sql} AS wanted
        JOIN item USING (item_id) ${QUEUED} WHERE item.type IN (${TYPES}) ORDER BY wanted.first_at`,
    )
    .all(...wanted.params)
    .map((row) => readComing(row, stageOf(integer(row, 'combo'))));
}

/**
 * Accounts that have arrived since a place in the log.
 *
 * @param phasePairs the pairs of phases of moved items
 */
export function listArrived(
  db: Database,
  sid: number,
  phasePairs: readonly PhasePair[],
  since: number,
  limit: number,
): StoredUpcoming[] {
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM item ${QUEUED} WHERE item.sid = ? AND item.changed_at > ? AND item.type IN (${TYPES})
        AND +item.combo IN (${phasePairs.map(() => '?').join(', ') || 'NULL'}) ORDER BY item.changed_at LIMIT ?`,
    )
    .all(sid, since, ...phasePairs, limit)
    .map((row) => readComing(row, 'ended'));
}

function stageOf(combo: PhasePair): UpcomingAccount['stage'] {
  return phaseOf(combo, 'RESTORE') === 'active' ? 'restoring' : 'waiting';
}

function readComing(row: Row, stage: UpcomingAccount['stage']): StoredUpcoming {
  const { wantsIp, customIp, mayReplace, skipsHome, skipsDatabases, sharesMysql, ...rest } =
    readAccountSettings(row);
  const name = textCell(row, 'name') ?? '';
  const size = numberCell(row, 'queued_size') ?? numberCell(row, 'size');
  return {
    type: textCell(row, 'type') ?? '',
    name,
    localName: textCell(row, 'local_name') ?? name,
    domain: textCell(row, 'domain'),
    // 1 is the server's word for "unknown".
    size: size !== null && size > 1 ? size : null,
    files: numberCell(row, 'files'),
    wantsIp,
    customIp: wantsIp ? customIp : null,
    mayReplace,
    skipsHome,
    skipsDatabases: skipsDatabases || sharesMysql,
    overwritesDatabases: rest.overwritesDatabases,
    stage,
    begunAt: stage === 'waiting' ? null : numberCell(row, 'r_started_at'),
    endedAt: stage === 'ended' ? numberCell(row, 'r_ended_at') : null,
  };
}
