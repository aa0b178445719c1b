import { maskedName } from '../log/mask.ts';
import { asName, asNumber, asTime } from '../log/value.ts';
import type { IndexEntry } from '../session/facts.ts';
import { isSessionId } from '../session/header.ts';
import { lookUp } from '../session/look-up.ts';
import { STATE_BY_NUMBER } from '../session/state.ts';
import {
  type ForeignDatabase,
  type ForeignDriver,
  type ForeignResult,
  foreignColumns,
  readForeign,
  textOrNull,
} from './foreign-database.ts';

const COLUMNS = [
  'sessionid',
  'initiator',
  'creator',
  'pid',
  'version',
  'target_host',
  'source_host',
  'state',
  'starttime',
  'endtime',
];

/**
 * Reads the server's index of transfer sessions (docs/server.md#the-index-of-sessions).
 *
 * @param id one session only; null: all
 */
export function readSessionIndex(
  driver: ForeignDriver,
  path: string,
  id: string | null,
): ForeignResult<Map<string, IndexEntry>> {
  return readForeign(driver, path, (db) => {
    const columns = foreignColumns(db, 'sessions');
    if (!columns.has('sessionid')) throw new Error('it has no table “sessions” with session ids');
    const entries = new Map<string, IndexEntry>();
    const name = nameReader();
    for (const row of selectRows(db, columns, id)) {
      const sessionId = asName(row.sessionid);
      if (sessionId === null || !isSessionId(sessionId)) continue;
      entries.set(sessionId, {
        id: sessionId,
        state: stateName(row.state),
        pid: processId(row.pid),
        initiator: name(row.initiator),
        creator: name(row.creator),
        sourceHost: name(row.source_host),
        targetHost: name(row.target_host),
        version: name(row.version),
        startedAt: utcTime(row.starttime),
        endedAt: utcTime(row.endtime),
      });
    }
    return entries;
  });
}

/** Thousands of rows contain the same few people and hosts, so each name is read only once. */
function nameReader(): (value: unknown) => string | null {
  const known = new Map<unknown, string | null>();
  return (value) => {
    let name = known.get(value);
    if (name === undefined) {
      name = maskedName(value);
      known.set(value, name);
    }
    return name;
  };
}

function selectRows(
  db: ForeignDatabase,
  columns: ReadonlySet<string>,
  id: string | null,
): Record<string, unknown>[] {
  const list = COLUMNS.map((column) => textOrNull(columns, column)).join(', ');
  return id === null
    ? db.all(`SELECT ${list} FROM sessions`)
    : db.all(`SELECT ${list} FROM sessions WHERE sessionid = ? LIMIT 1`, id);
}

/** A whole number from 1 on; anything else identifies no process. */
function processId(value: unknown): number | null {
  const pid = asNumber(value);
  return pid !== null && Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** A number according to the list of states; a name, or an unknown number, as it is. */
function stateName(value: unknown): string | null {
  const number = asNumber(value);
  if (number === null) return asName(value);
  return lookUp(STATE_BY_NUMBER, number) ?? String(number);
}

/** Epoch seconds from the index's UTC texts ("2026-11-02 04:13:20"); also from a plain number. */
export function utcTime(value: unknown): number | null {
  if (typeof value !== 'string') return asTime(value);
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/.exec(value.trim());
  if (!match) return asTime(value);
  const time = Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(time) ? null : asTime(time / 1000);
}
