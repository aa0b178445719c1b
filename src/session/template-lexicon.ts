/**
 * What a word of a message says about the words beside it.
 * - `label`: a noun that is followed (or preceded) by a name: database “x”, user “x”, the “x” zone.
 * - `bare`: its name also comes without quotes: "for user bob2".
 * - `fixed`: a noun whose value tells problems apart: service “exim”, privilege “FILE”, command “php_flag”.
 * - `keep`: the noun before still counts: "user name “x”", "database named x".
 * - `code`: a number that follows is an error number, status or exit code, and stays.
 * - `plural`: how the word reads after a number.
 */
export interface WordInfo {
  label?: string;
  bare?: boolean;
  fixed?: boolean;
  keep?: boolean;
  code?: boolean;
  plural?: string;
  isPlural?: boolean;
}

const NAME_NOUNS: Readonly<Record<string, string>> = {
  account: 'account accounts',
  user: 'user users username usernames login logins definer owner owners reseller resellers customer customers grantee role roles dbuser uid',
  database: 'database databases db dbs schema',
  domain: 'domain domains subdomain subdomains zone zones vhost vhosts realm record records',
  host: 'host hostname hosts server servers nameserver nameservers node',
  package: 'package packages plan plans',
  list: 'list lists',
  address:
    'mailbox mailboxes email emails e-mail forwarder forwarders autoresponder autoresponders address addresses recipient recipients sender ip ips',
  file: 'file files archive archives backup backups dump dumps',
  path: 'directory directories folder folders path paths docroot root symlink symlinks link links partition device disk mount',
  table: 'table tables view views trigger triggers column columns',
  item: 'item items prerequisite prerequisites dependency',
  id: 'id ids xid session sessions certificate certificates token tokens pid',
  name: 'plugin plugins addon addons application app extension extensions group groups theme themes style locale locales language timezone crontab crontabs',
  text: 'entry entries value values near text string subject title comment label description line character',
};

const BARE =
  'account accounts user users username usernames login owner reseller customer grantee role database databases db dbs domain domains subdomain zone zones package packages list lists mailbox dbuser item items group prerequisite id session token';

const FIXED_NOUNS =
  'module modules function functions option options setting settings directive directives variable variables parameter parameters privilege privileges permission permissions handler feature features method command commands engine collation charset mode queue type hook system protocol driver api call class syntax statement keyword component acl capability service services daemon program shell flag key status state action step phase operation version field attribute header property constraint tool script task error errors message reason warning output response exception execute';

const CODE_WORDS =
  'error errno errcode err code status exit signal sqlstate http http/1.1 http/1.0 http/2 rc ret smtp xferstatus errnum';

const COUNTABLE =
  'account accounts|database databases|user users|file files|domain domains|record records|entry entries|mailbox mailboxes|address addresses|byte bytes|character characters|table tables|row rows|item items|warning warnings|error errors|message messages|package packages|subdomain subdomains|alias aliases|forwarder forwarders|list lists|directory directories|folder folders|job jobs|line lines|key keys|certificate certificates|zone zones|grant grants|privilege privileges|time times|attempt attempts|retry retries|process processes|child children|module modules|inode inodes|block blocks|email emails|site sites|addon addons|plugin plugins|service services|host hosts|server servers|ip ips|link links|symlink symlinks|view views|trigger triggers|routine routines|procedure procedures|function functions|event events|index indexes|connection connections|query queries|backup backups|archive archives|filter filters|autoresponder autoresponders|task tasks|crontab crontabs|login logins|token tokens|password passwords|name names|issue issues|change changes|redirect redirects|permission permissions|owner owners|group groups|issue issues|object objects|pool pools|worker workers|session sessions|member members|subscriber subscribers|page pages|component components|part parts|chunk chunks|section sections|setting settings|feature features|option options|rule rules|problem problems|conflict conflicts|failure failures|limit limits|statement statements|device devices|application applications|version versions|update updates|directive directives';

const KEEP = 'name names named called';

/** Verbs after a counted noun, which follow its number: "1 file was", "2 files were". */
export const AGREEING: ReadonlyMap<string, string> = new Map([
  ['was', 'were'],
  ['is', 'are'],
  ['has', 'have'],
  ['does', 'do'],
  ['exists', 'exist'],
  ['remains', 'remain'],
]);

let lexicon: Map<string, WordInfo> | null = null;

/** What is known of a lower-case word; undefined for most words. The lexicon is built on first use. */
export function wordInfo(word: string): WordInfo | undefined {
  lexicon ??= buildLexicon();
  return lexicon.get(word);
}

function buildLexicon(): Map<string, WordInfo> {
  const words = new Map<string, WordInfo>();
  const add = (word: string, info: WordInfo) => words.set(word, { ...words.get(word), ...info });
  for (const word of FIXED_NOUNS.split(' ')) add(word, { fixed: true });
  for (const [label, nouns] of Object.entries(NAME_NOUNS)) {
    for (const word of nouns.split(' ')) add(word, { label, fixed: false });
  }
  for (const word of BARE.split(' ')) add(word, { bare: true });
  for (const word of CODE_WORDS.split(' ')) add(word, { code: true });
  for (const word of KEEP.split(' ')) add(word, { keep: true });
  for (const pair of COUNTABLE.split('|')) {
    const [singular = '', plural = ''] = pair.split(' ');
    add(singular, { plural });
    add(plural, { isPlural: true });
  }
  return words;
}

/** Names that accounts and databases like to have although they are words: after a noun they are names. */
export const NAME_LIKE: ReadonlySet<string> = new Set(
  'test admin shop demo blog info sales web store news forum support contact media webmaster office staging live site guest root nobody'.split(
    ' ',
  ),
);

/** Words that messages use as a verb's object ("Restoring mail"): such an account cannot be told from them. */
export const OBJECTS: ReadonlySet<string> = new Set(
  'mail email databases files users domains accounts zones packages quota quotas backups data ftp ssl dns cron php mysql grants passwords archives settings config configuration bandwidth services metadata sessions aliases records lists cache logs log tables views indexes shell homedir hostnames'.split(
    ' ',
  ),
);

/** First words of log lines that end in a colon and are no account's name. */
export const LINE_HEADS: ReadonlySet<string> = new Set(
  'error errors warning warn info notice fatal debug note rsync tar gzip mysql mysqldump psql ssh exim dovecot doveadm named php perl bash sh'.split(
    ' ',
  ),
);

/** Words and files in quotes that are part of the message, in whatever place. */
export const FIXED_VALUES: ReadonlySet<string> = new Set(
  'TRANSFER RESTORE Account Package MySQL MariaDB PostgreSQL InnoDB MyISAM localhost local remote auto secondary on off yes no enabled disabled default unlimited none true false public_html public_ftp www mysql information_schema performance_schema error_log access_log .htaccess .htpasswd .my.cnf .bashrc .contactemail .cpanel wp-config.php cpanel.config php.ini my.cnf php_value php_flag php_admin_value php_admin_flag mysql_upgrade mysql_install_db mysql_old_password mysql_native_password caching_sha2_password max_allowed_packet max_execution_time max_user_connections max_connections max_input_vars memory_limit post_max_size upload_max_filesize open_basedir disable_functions sql_mode innodb_strict_mode innodb_file_per_table innodb_large_prefix innodb_log_file_size innodb_buffer_pool_size skip_name_resolve skip_networking log_bin_trust_function_creators local_infile default_storage_engine default_authentication_plugin character_set_server collation_server lower_case_table_names link_stat send_files mail_max_userip_connections mod_security mod_rewrite mod_php error_page user_info table_open_cache open_files_limit wait_timeout read_only super_read_only cpanel_email_filters virtual_user virtual_alias dovecot_virtual_delivery dovecot_lmtp boxtrapper_autowhitelist'.split(
    ' ',
  ),
);

/** Beginnings of technical words that hold digits: php74, utf8mb4, x86_64. */
export const TECHNICAL =
  /^(?:ea-?|alt-?|lib|mod_|cpanel-?)?(?:php|ipv[46]|utf-?(?:8|16)|latin\d|sha-?\d|md5|tlsv?\d|sslv?\d|pop3|imap4?|mysql\d|mariadb\d|apache2|python\d|ruby\d|perl5?|base64|x86|x64|ext[234]|oauth2|http\d|http\/\d|el\d|centos\d|rhel\d|innodb|ed25519|rsa\d|aes\d|ipv6|3rdparty|bzip2|l10n|i18n|utf8\w*|(?:h2|s3|2fa|p0f|bz2)$)/i;
