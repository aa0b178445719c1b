import { once } from '../look-up.ts';

/**
 * What a noun says about the text beside it.
 * - `label`: a name stands beside it: database “x”, user “x”, the “x” zone. With `bare` also without quotes: "for user bob2".
 * - `fixed`: its value tells problems apart: service “exim”, privilege “FILE”, command “php_flag”.
 * - `code`: a number behind it is an error number, status or exit code, and stays.
 * - `joint`: the noun before it still counts: "user name “x”", "database named x".
 */
export interface Noun {
  label?: string;
  bare?: boolean;
  fixed?: boolean;
  code?: boolean;
  joint?: boolean;
}

/** Nouns in the singular, each with the label that names beside it get. */
const BARE: Readonly<Record<string, string>> = {
  account: 'account',
  user: 'user username login owner reseller customer grantee role cpuser',
  database: 'database db',
  domain: 'domain subdomain zone',
  package: 'package',
  list: 'list',
  address: 'mailbox',
  item: 'item prerequisite',
  name: 'group',
  id: 'id session token',
};

const QUOTED: Readonly<Record<string, string>> = {
  user: 'definer dbuser uid',
  database: 'schema',
  domain: 'vhost realm record',
  host: 'host hostname server nameserver node',
  package: 'plan',
  address: 'email e-mail forwarder autoresponder address recipient sender ip',
  file: 'file archive backup dump',
  path: 'directory folder path docroot root symlink link partition device disk mount',
  table: 'table view trigger column',
  item: 'dependency',
  id: 'xid certificate pid',
  name: 'plugin addon application app extension theme style locale language timezone crontab',
  text: 'entry value near text string subject title comment label description line character',
};

const FIXED =
  'module function option setting directive variable parameter privilege permission handler feature method command engine collation charset mode queue type hook system protocol driver api class syntax statement keyword component acl capability service daemon program shell flag key state action step phase operation version field attribute header property constraint tool script task message reason warning output response exception execute';
const CODES =
  'error errno errcode err code status exit signal sqlstate http http/1.1 http/1.0 http/2 rc ret smtp xferstatus errnum';
/** Further nouns that are counted: "1 byte was", "2 bytes were". */
const COUNTED =
  'byte row job grant time attempt retry inode block site event index connection query filter password issue change redirect object member page part rule problem conflict failure limit update alias child';

const allNouns = once((): ReadonlyMap<string, Noun> => {
  const found = new Map<string, Noun>();
  const add = (words: string, noun: Noun): void => {
    for (const word of words.split(' ')) {
      for (const form of [word, pluralise(word)]) found.set(form, { ...found.get(form), ...noun });
    }
  };
  add(FIXED, { fixed: true });
  for (const [label, words] of Object.entries(QUOTED)) add(words, { label });
  for (const [label, words] of Object.entries(BARE)) add(words, { label, bare: true });
  add(CODES, { code: true, fixed: true });
  for (const word of ['name', 'names', 'named', 'called']) found.set(word, { joint: true });
  return found;
});

/** What is known of a lower-case word as a noun; undefined for most words. */
export function nounOf(word: string): Noun | undefined {
  return allNouns().get(word);
}

const COUNTED_NOUNS: ReadonlySet<string> = new Set(COUNTED.split(' '));

const WORD_AFTER = / ([A-Za-z][A-Za-z’']*)(?![\w.@_-][\w])/y;
const COUNTED_NOUN = / ([a-z]+)( was| is| has)?(?![\w’'-])/y;
const PLURAL_VERBS = new Map([
  [' was', ' were'],
  [' is', ' are'],
  [' has', ' have'],
]);

/** The word after an index where only one blank lies between, else null. */
export function wordAfter(text: string, at: number): string | null {
  WORD_AFTER.lastIndex = at;
  return WORD_AFTER.exec(text)?.[1] ?? null;
}

/** The plural of the noun and its verb at an index, ` files were` for ` file was`; null where none is counted there. */
export function readCountedNoun(
  text: string,
  at: number,
): { noun: string; words: string; end: number } | null {
  COUNTED_NOUN.lastIndex = at;
  const [, noun = '', verb = ''] = COUNTED_NOUN.exec(text) ?? [];
  if (!isCounted(noun)) return null;
  // In "1 email account" the second noun is the counted one.
  const next = wordAfter(text, at + 1 + noun.length) ?? '';
  if (isCounted(next) || nounOf(next) !== undefined) return null;
  const plural = pluralise(noun);
  const words = ` ${plural}${PLURAL_VERBS.get(verb) ?? ''}`;
  return { noun: plural, words, end: at + 1 + noun.length + verb.length };
}

function isCounted(word: string): boolean {
  return COUNTED_NOUNS.has(word) || (allNouns().has(word) && !word.endsWith('s'));
}

function pluralise(word: string): string {
  if (word === 'child') return 'children';
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Words that are part of the message in whatever place, though they look like names. */
const VALUES: ReadonlySet<string> = new Set(
  'TRANSFER RESTORE Account Package MySQL MariaDB PostgreSQL InnoDB MyISAM localhost local remote auto secondary on off yes no enabled disabled default unlimited none true false public_html public_ftp www mysql information_schema performance_schema error_log access_log .htaccess .htpasswd .my.cnf .bashrc .contactemail .cpanel wp-config.php cpanel.config php.ini my.cnf php_flag php_value innodb mysqld memory_limit open_basedir disable_functions sql_mode read_only local_infile link_stat send_files mod_security wait_timeout'.split(
    ' ',
  ),
);
/** Beginnings of products with digits (php74, utf8mb4, x86_64), and names of errors (HY000, AH00526). */
const TECHNICAL =
  /^(?:ea-?|alt-?|lib|mod_|cpanel-?)?(?:php|ipv[46]|utf-?(?:8|16)|latin\d|sha-?\d|md5|tlsv?\d|sslv?\d|pop3|imap4?|mysql\d|mariadb\d|apache2|python\d|ruby\d|perl5?|base64|x86|x64|ext[234]|oauth2|http\d|el\d|centos\d|rhel\d|innodb|ed25519|rsa\d|aes\d|ipv6|3rdparty|bzip2|l10n|i18n|ssh\d|(?:h2|s3|2fa|p0f|bz2|v\d)$|(?:AH|HY|IM|ORA|RFC|SQL|MY|PG|ERR?|E)\d{3,6}$|E2BIG$)/i;

/** A known value: “TRANSFER”, “localhost”, “.htaccess”. */
export function isValue(text: string): boolean {
  return VALUES.has(text);
}

/** A known value, a product with its version, an error's name, or a setting such as `max_allowed_packet`. */
export function isTechnical(chunk: string): boolean {
  return VALUES.has(chunk) || TECHNICAL.test(chunk) || /^[a-z]+(?:_[a-z]+){2,}$/.test(chunk);
}
