import { asName, asNumber } from '../log/value.ts';
import { lookUp } from '../session/look-up.ts';
import {
  columnsOf,
  type ForeignDatabase,
  type ForeignDriver,
  type ForeignResult,
  readForeign,
  textOrNull,
} from './foreign-database.ts';

/** Settings by the item's name; the keys are parameters of `enqueue_transfer_item`. */
export type ItemSettings = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Tables whose key column is known, and so can be asked about an item. */
const KEY_COLUMN: Readonly<Record<string, string>> = {
  AccountRemoteRoot: 'user',
  AccountRemoteUser: 'user',
};

/** Columns that say yes or no. A name of this pattern counts as well: newer releases bring more of them. */
const FLAG = /^(?:overwrite_[a-z_]{1,40}|skip[a-z_]{1,40})$/;
const FLAGS = new Set([
  'live_transfer',
  'force',
  'ip',
  'reseller',
  'shared_mysql_server',
  'xferpoint',
]);

/** Columns with a word: what it must look like to be one, so that nothing else gets through. */
const WORDS: Readonly<Record<string, RegExp>> = {
  customip: /^[0-9a-fA-F.:]{2,45}$/,
  replaceip: /^[a-z]{1,20}$/,
  mail_location: /^\.?[A-Za-z0-9-]{1,60}$/,
};

/** SQLite takes some hundred parameters in one statement. */
const NAMES_AT_ONCE = 500;

/**
 * Reads how items of one type were to be moved, from the table of that type in a session's queue database: named columns
 * and yes-or-no columns only. The table `session`, which holds credentials, is never touched.
 *
 * @returns an empty map for a type whose table is not known or not there
 */
export function readItemSettings(
  driver: ForeignDriver,
  path: string,
  type: string,
  names: readonly string[],
): ForeignResult<ItemSettings> {
  return readForeign(driver, path, (db) => {
    const settings = new Map<string, Record<string, string>>();
    const key = lookUp(KEY_COLUMN, type);
    const columns = key === undefined ? null : columnsOf(db, type);
    if (key === undefined || !columns?.has(key)) return settings;
    const wanted = [...columns].filter(
      (column) => FLAGS.has(column) || FLAG.test(column) || Object.hasOwn(WORDS, column),
    );
    for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
      const some = names.slice(at, at + NAMES_AT_ONCE);
      for (const row of readRows(db, type, [key, ...wanted], some)) {
        const name = asName(lookUp(row, key));
        if (name !== null) settings.set(name, readSettings(row, wanted));
      }
    }
    return settings;
  });
}

function readRows(
  db: ForeignDatabase,
  table: string,
  columns: readonly string[],
  names: readonly string[],
): Record<string, unknown>[] {
  const list = columns.map((column) => textOrNull(new Set(columns), column)).join(', ');
  const places = names.map(() => '?').join(', ');
  return db.all(`SELECT ${list} FROM "${table}" WHERE "${columns[0]}" IN (${places})`, ...names);
}

function readSettings(
  row: Record<string, unknown>,
  columns: readonly string[],
): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const column of columns) {
    const pattern = lookUp(WORDS, column);
    if (pattern === undefined) {
      const flag = asNumber(lookUp(row, column));
      if (flag === 0 || flag === 1) settings[column] = String(flag);
      continue;
    }
    const word = asName(lookUp(row, column));
    if (word !== null && pattern.test(word)) settings[column] = word;
  }
  return settings;
}
