/** What the session's queue says of an account: how it was to be moved. Null: the queue does not say. */
export interface QueuedAccount {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  /** Bytes; null where the source did not know. */
  size: number | null;
  files: number | null;
  /** A dedicated address was requested, whichever or a certain one. */
  wantsIp: boolean;
  customIp: string | null;
  skipsHome: boolean;
  skipsDatabases: boolean;
  skipsMail: boolean;
  skipsDns: boolean;
  sharesMysql: boolean;
  /** It may replace an existing account of its name on this server, or be restored into it. */
  mayReplace: boolean;
  /** Databases with its names are overwritten, whoever owns them. */
  overwritesDatabases: boolean;
}

/** An account that the session's log calls moved. */
export interface MovedAccount {
  type: string;
  name: string;
  /** Its name on this server. */
  localName: string;
  domain: string | null;
  queued: QueuedAccount | null;
  /** New names of databases and database users, according to the log. */
  databaseNames: ReadonlyMap<string, string>;
  databaseUserNames: ReadonlyMap<string, string>;
}

/** Types of items that are accounts: others (packages, settings of the server) are not compared. */
export const ACCOUNT_TYPES: readonly string[] = [
  'AccountRemoteRoot',
  'AccountRemoteUser',
  'AccountLocal',
  'LegacyAccountBackup',
  'AccountUpload',
];

export function isVerifiable(type: string): boolean {
  return ACCOUNT_TYPES.includes(type);
}

const QUOTED = String.raw`["'“”‘’„«»]?([^\s"'“”‘’„«»,;]{1,128})["'“”‘’„«»]?`;
const RENAMED = new RegExp(
  `(database|user) ${QUOTED} (?:was |has been )?(?:restored|renamed) (?:as|to) ${QUOTED}`,
  'i',
);

/** The renaming that a message of the log reports: “MySQL database “shop_crm” restored as “shop_crm4””. */
export function renamingOf(
  text: string,
  repair: { params: Readonly<Record<string, string>> } | null,
): { kind: 'database' | 'user'; from: string; to: string } | null {
  const match = RENAMED.exec(text);
  if (!match) return null;
  const [, word = '', from = '', to = ''] = match;
  const kind = word.toLowerCase() === 'user' ? 'user' : 'database';
  // The link that repairs it has the names without language-dependent quotes.
  const { orig, new: next } = repair?.params ?? {};
  if (orig && next) return { kind, from: orig, to: next };
  return { kind, from, to: to.replace(/[.:]+$/, '') };
}
