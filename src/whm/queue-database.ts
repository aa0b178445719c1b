import { maskedKey, maskedName } from '../log/mask.ts';
import { asCount, asName, asNumber } from '../log/value.ts';
import { lookUp } from '../session/look-up.ts';
import {
  type ForeignDatabase,
  type ForeignDriver,
  type ForeignResult,
  foreignColumns,
  readForeign,
  textOrNull,
} from './foreign-database.ts';

/** Names of the numeric item types in a session's queue. An unknown number is shown as it is. */
const TYPE_BY_NUMBER: Readonly<Record<number, string>> = {
  1000: 'FeatureListRemoteRoot',
  1045: 'BackupsRemoteRoot',
  1050: 'EximRemoteRoot',
  1052: 'ThemesRemoteRoot',
  1054: 'ApacheRemoteRoot',
  1056: 'MySQLRemoteRoot',
  1058: 'WHMConfRemoteRoot',
  1060: 'GreyListRemoteRoot',
  1061: 'HulkRemoteRoot',
  1062: 'AutoSSLOptionsRemoteRoot',
  1070: 'ModSecurityRemoteRoot',
  2000: 'PackageRemoteRoot',
  3000: 'AccountRemoteRoot',
  4000: 'AccountRemoteUser',
  5000: 'AccountLocal',
  6000: 'LegacyAccountBackup',
  7000: 'AccountUpload',
  8000: 'RearrangeAccount',
  9000: 'MailboxConversion',
};

/** The types whose numbers are known. */
export const LISTED_TYPES: readonly string[] = Object.values(TYPE_BY_NUMBER);

/** An item of a session's queue, waiting or not. */
export interface QueuedItem {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  size: number | null;
}

/**
 * Reads the items of a session's queue: the only place that names those which still wait. Named columns of the tables
 * `queue` and of the item types only; the table `session` holds credentials and is never touched. Names are masked like
 * those of the logs: an item has the same name in both.
 */
export function readQueue(driver: ForeignDriver, path: string): ForeignResult<QueuedItem[]> {
  return readForeign(driver, path, (db) => {
    const columns = foreignColumns(db, 'queue');
    if (!columns.has('keyname')) throw new Error('it has no table “queue” with item names');
    const list = ['type', 'keyname', 'size'].map((column) => textOrNull(columns, column));
    const order = columns.has('priority') ? 'priority, rowid' : 'rowid';
    const rows = db.all(`SELECT ${list.join(', ')} FROM queue ORDER BY ${order}`);
    const details = new Map<string, Map<string, AccountDetail>>();
    const items: QueuedItem[] = [];
    for (const row of rows) {
      const name = asName(row.keyname);
      if (name === null) continue;
      const type = typeName(row.type);
      const known = details.get(type) ?? readDetails(db, type);
      details.set(type, known);
      const detail = known.get(name);
      items.push({
        type,
        name: maskedKey(name) ?? name,
        localName: detail?.localName ?? null,
        domain: detail?.domain ?? null,
        size: asCount(row.size) ?? detail?.size ?? null,
      });
    }
    return items;
  });
}

/** Names of the numeric states of an item in the queue. */
const STATE_BY_NUMBER: Readonly<Record<number, string>> = {
  0: 'TRANSFER_PENDING',
  10: 'TRANSFER_INPROGRESS',
  30: 'RESTORE_PENDING',
  40: 'RESTORE_INPROGRESS',
  100: 'COMPLETED',
  200: 'FAILED',
};

/** How many items the queue has in each state, in the order of the states; an unknown state is shown as it is. */
export function countQueueStates(
  driver: ForeignDriver,
  path: string,
): ForeignResult<Map<string, number>> {
  return readForeign(driver, path, (db) => {
    const counts = new Map<string, number>();
    if (!foreignColumns(db, 'queue').has('state')) return counts;
    const rows = db.all(
      'SELECT substr(CAST(state AS TEXT), 1, 64) AS state, count(*) AS count FROM queue GROUP BY 1 ORDER BY min(state) LIMIT 20',
    );
    for (const row of rows) {
      const number = asNumber(row.state);
      const name =
        number === null ? maskedName(row.state) : (lookUp(STATE_BY_NUMBER, number) ?? `${number}`);
      const state = name ?? 'without a state';
      counts.set(state, (counts.get(state) ?? 0) + (asCount(row.count) ?? 0));
    }
    return counts;
  });
}

function typeName(value: unknown): string {
  const number = asNumber(value);
  if (number === null) return maskedKey(value) ?? '';
  return lookUp(TYPE_BY_NUMBER, number) ?? String(number);
}

interface AccountDetail {
  localName: string | null;
  domain: string | null;
  size: number | null;
}

const ACCOUNT_TABLES = new Set([
  'AccountRemoteRoot',
  'AccountRemoteUser',
  'AccountLocal',
  'LegacyAccountBackup',
  'AccountUpload',
]);

function readDetails(db: ForeignDatabase, type: string): Map<string, AccountDetail> {
  const details = new Map<string, AccountDetail>();
  if (!ACCOUNT_TABLES.has(type)) return details;
  const columns = foreignColumns(db, type);
  if (!columns.has('user')) return details;
  const list = ['user', 'localuser', 'domain', 'size'].map((c) => textOrNull(columns, c));
  for (const row of db.all(`SELECT ${list.join(', ')} FROM "${type}"`)) {
    const user = asName(row.user);
    if (user === null) continue;
    details.set(user, {
      localName: maskedKey(row.localuser),
      domain: maskedName(row.domain),
      size: asCount(row.size),
    });
  }
  return details;
}
