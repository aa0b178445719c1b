import { asName } from '../log/value.ts';
import { lookUp } from '../session/look-up.ts';
import {
  type ForeignDatabase,
  type ForeignDriver,
  type ForeignResult,
  foreignColumns,
  readForeign,
  textOrNull,
} from './foreign-database.ts';

/** How an item was to be moved. */
export interface ItemSettings {
  /** Parameters that the reference of `enqueue_transfer_item` names. */
  known: Readonly<Record<string, string>>;
  /** Columns that the reference does not name and that contain a digit: newer releases add more of them. */
  others: Readonly<Record<string, string>>;
  /** Such columns with any other content, which is not read: it could be anything. */
  filled: readonly string[];
  /** The full path of the archive that was restored. */
  archive: string | null;
}

/** What an account has besides its names, according to the reference of `enqueue_transfer_item`. */
const FLAGS: readonly string[] = [
  'ip',
  'reseller',
  'shared_mysql_server',
  'overwrite_sameowner_dbs',
  'overwrite_sameowner_dbusers',
  'overwrite_with_delete',
  'skipaccount',
  'skipacctdb',
  'skipbwdata',
  'skiphomedir',
  'skipres',
];

/** Types whose tables have a row for each account, with the flags that they have besides those of all types. */
const MORE_FLAGS: Readonly<Record<string, readonly string[]>> = {
  AccountRemoteRoot: ['force', 'live_transfer', 'xferpoint'],
  AccountRemoteUser: [],
  AccountLocal: ['force'],
};

/** Columns with a word, and the form that it must have, so that nothing else gets through. */
const WORDS: Readonly<Record<string, RegExp>> = {
  customip: /^[0-9a-fA-F.:]{2,45}$/,
  replaceip: /^(?:all|basic)$/,
  mail_location: /^\.?[A-Za-z0-9_-]{1,60}$/,
  detected_remote_user: /^[A-Za-z0-9._-]{1,64}$/,
};

/** Columns that the server itself fills, or whose value is passed in another way. */
const OWN: readonly string[] = [
  'user',
  'localuser',
  'domain',
  'size',
  'files',
  'disabled',
  'priority',
  'prerequisite_user',
  'copypoint',
  'cpmovefile',
];

const PATH = /^\/[^\0-\x1f\x7f]{1,1000}$/;

/** SQLite accepts some hundred parameters in one statement. */
const NAMES_AT_ONCE = 500;

/**
 * Reads how items of one type were to be moved, by their names, from the table of that type in a session's queue
 * database. The table `session`, which holds credentials, is never touched.
 *
 * @returns an empty map for a type whose table is not known; null where the table does not exist
 */
export function readItemSettings(
  driver: ForeignDriver,
  path: string,
  type: string,
  names: readonly string[],
): ForeignResult<ReadonlyMap<string, ItemSettings> | null> {
  const more = lookUp(MORE_FLAGS, type);
  if (more === undefined) return { ok: true, value: new Map() };
  return readForeign(driver, path, (db) => {
    const columns = foreignColumns(db, type);
    if (!columns.has('user')) return null;
    const flags = [...FLAGS, ...more].filter((column) => columns.has(column));
    const others = [...columns].filter(
      (column) =>
        !OWN.includes(column) &&
        !flags.includes(column) &&
        !Object.hasOwn(WORDS, column) &&
        /^\w{1,64}$/.test(column),
    );
    const settings = new Map<string, ItemSettings>();
    for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
      const some = names.slice(at, at + NAMES_AT_ONCE);
      for (const row of readRows(db, type, columns, [...flags, ...others], some)) {
        const name = asName(lookUp(row, 'user'));
        if (name !== null) settings.set(name, readSettings(row, flags, others));
      }
    }
    return settings;
  });
}

const PLAIN: readonly string[] = ['user', 'copypoint', 'cpmovefile', ...Object.keys(WORDS)];

/** A digit; null where the column is empty, and a sign where it contains anything else: that is not read. */
function digitOf(column: string): string {
  const cell = `"${column}"`;
  return `CASE WHEN ${cell} IS NULL OR ${cell} = '' THEN NULL
    WHEN typeof(${cell}) IN ('integer', 'real') AND ${cell} IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9) THEN CAST(CAST(${cell} AS INTEGER) AS TEXT)
    WHEN typeof(${cell}) = 'text' AND ${cell} GLOB '[0-9]' THEN ${cell} ELSE '?' END AS ${cell}`;
}

function readRows(
  db: ForeignDatabase,
  table: string,
  columns: ReadonlySet<string>,
  digits: readonly string[],
  names: readonly string[],
): Record<string, unknown>[] {
  const list = [...PLAIN.map((column) => textOrNull(columns, column)), ...digits.map(digitOf)];
  const places = names.map(() => '?').join(', ');
  return db.all(`SELECT ${list.join(', ')} FROM "${table}" WHERE "user" IN (${places})`, ...names);
}

function readSettings(
  row: Record<string, unknown>,
  flags: readonly string[],
  unknown: readonly string[],
): ItemSettings {
  const known: Record<string, string> = {};
  for (const flag of flags) {
    const value = lookUp(row, flag);
    if (value === '0' || value === '1') known[flag] = value;
  }
  for (const [column, pattern] of Object.entries(WORDS)) {
    const word = asName(lookUp(row, column));
    if (word !== null && pattern.test(word)) known[column] = word;
  }
  // A dedicated address counts only with this flag.
  if (known.ip !== '1') delete known.customip;
  const others: Record<string, string> = {};
  const filled: string[] = [];
  for (const column of unknown) {
    const value = asName(lookUp(row, column));
    if (value === '?') filled.push(column);
    else if (value !== null) others[column] = value;
  }
  return { known, others, filled, archive: archiveOf(row) };
}

function archiveOf(row: Record<string, unknown>): string | null {
  const file = asName(lookUp(row, 'cpmovefile')) ?? '';
  const folder = asName(lookUp(row, 'copypoint')) ?? '';
  const path = file.startsWith('/') || file === '' ? file : `${folder.replace(/\/+$/, '')}/${file}`;
  return PATH.test(path) ? path : null;
}
