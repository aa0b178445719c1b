import { maskedKey, maskedName } from '../log/mask.ts';
import { asNumber } from '../log/value.ts';
import { lookUp } from '../session/look-up.ts';
import { isVerifiable, type QueuedAccount } from '../verify/moved-account.ts';
import { knownCount } from '../verify/source-inventory.ts';
import {
  type ForeignDatabase,
  type ForeignDriver,
  type ForeignResult,
  foreignColumns,
  readForeign,
  textOrNull,
} from './foreign-database.ts';
import { LISTED_TYPES } from './queue-database.ts';

/** Columns of the tables of accounts that say what was to be moved, and how (docs/whm-api.md#transfers). */
const COLUMNS = [
  'user',
  'localuser',
  'domain',
  'size',
  'files',
  'ip',
  'restoreip',
  'customip',
  'skiphomedir',
  'skipacctdb',
  'skipemail',
  'shared_mysql_server',
  'force',
  'overwrite_with_delete',
  'skipaccount',
  'overwrite_all_dbs',
] as const;

/** No column for DNS is documented, though WHM’s page has the choice: a column with “dns” in its name is taken for it. */
const DNS = /^[a-z_]{0,30}dns[a-z_]{0,30}$/;
const OFF = /^(?:skip|no|without|disable)/;

/**
 * Reads how the accounts of a session were to be moved, and what the source said about their sizes. Named columns only;
 * the table `session`, which holds credentials, is never touched.
 */
export function readQueuedAccounts(
  driver: ForeignDriver,
  path: string,
): ForeignResult<QueuedAccount[]> {
  return readForeign(driver, path, (db) =>
    LISTED_TYPES.filter(isVerifiable).flatMap((type) => readTable(db, type)),
  );
}

function readTable(db: ForeignDatabase, type: string): QueuedAccount[] {
  const columns = foreignColumns(db, type);
  if (!columns.has('user')) return [];
  const dns = [...columns].filter((column) => DNS.test(column));
  const list = [...COLUMNS, ...dns].map((column) => textOrNull(columns, column));
  const accounts: QueuedAccount[] = [];
  for (const row of db.all(`SELECT ${list.join(', ')} FROM "${type}"`)) {
    const name = maskedKey(row.user);
    if (name === null) continue;
    const is = (column: string): boolean => asNumber(lookUp(row, column)) === 1;
    const isOff = (column: string): boolean =>
      OFF.test(column) ? is(column) : asNumber(lookUp(row, column)) === 0;
    const customIp = maskedName(row.customip);
    accounts.push({
      type,
      name,
      localName: maskedKey(row.localuser),
      domain: maskedName(row.domain),
      size: knownCount(row.size),
      files: knownCount(row.files),
      wantsIp: is('ip') || is('restoreip'),
      customIp,
      skipsHome: is('skiphomedir'),
      skipsDatabases: is('skipacctdb'),
      skipsMail: is('skipemail'),
      skipsDns: dns.some(isOff),
      sharesMysql: is('shared_mysql_server'),
      mayReplace: is('force') || is('overwrite_with_delete') || is('skipaccount'),
      overwritesDatabases: is('overwrite_all_dbs'),
    });
  }
  return accounts;
}
