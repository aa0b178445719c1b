import { once } from '../look-up.ts';

/**
 * What a noun says about the text beside it.
 * - `label`: a name is beside it: database “x”, user “x”, the “x” zone. With `bare` also without quotes: "for user bob2".
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

/** Nouns in the singular; the label is that of the names beside them. */
const NOUNS: readonly (readonly [Noun, string])[] = [
  [{ label: 'account', bare: true }, 'account'],
  [
    { label: 'user', bare: true },
    'user username login owner reseller customer grantee role cpuser definer dbuser uid',
  ],
  [{ label: 'database', bare: true }, 'database db'],
  [{ label: 'domain', bare: true }, 'domain subdomain zone'],
  [{ label: 'package', bare: true }, 'package'],
  [{ label: 'list', bare: true }, 'list'],
  [{ label: 'address', bare: true }, 'mailbox'],
  [{ label: 'item', bare: true }, 'item prerequisite'],
  [{ label: 'id', bare: true }, 'id session token xid'],
  [{ label: 'host' }, 'host hostname server nameserver node'],
  [{ label: 'file' }, 'file archive backup dump'],
  [
    { label: 'path' },
    'directory folder path docroot root symlink link partition device disk mount',
  ],
  [{ label: 'table' }, 'table view trigger column'],
  [{ label: 'text' }, 'entry value text string'],
  [
    { fixed: true },
    'module function option setting directive variable parameter privilege permission handler feature method command engine collation charset mode queue type hook system protocol driver api class syntax statement keyword component acl capability service daemon program shell flag key state action step phase operation version field attribute header property constraint tool script task message reason warning output response exception execute',
  ],
  [
    { fixed: true, code: true },
    'error errno errcode err code status exit signal sqlstate http http/1.1 http/1.0 http/2 rc ret smtp xferstatus errnum',
  ],
];

const allNouns = once((): ReadonlyMap<string, Noun> => {
  const found = new Map<string, Noun>();
  for (const [noun, words] of NOUNS) {
    for (const word of words.split(' ')) found.set(word, noun).set(pluralOf(word), noun);
  }
  for (const word of ['name', 'names', 'named', 'called']) found.set(word, { joint: true });
  return found;
});

function pluralOf(noun: string): string {
  return `${noun.replace(/(s|x|ch|sh)$/, '$1e').replace(/([^aeiou])y$/, '$1ie')}s`;
}

/** What is known of a lower-case word as a noun; undefined for most words. */
export function nounOf(word: string): Noun | undefined {
  return allNouns().get(word);
}

/** Words that are part of the message in whatever place, though they look like names. */
const VALUES: ReadonlySet<string> = new Set(
  'TRANSFER RESTORE Account Package MySQL MariaDB PostgreSQL InnoDB MyISAM localhost local remote auto secondary on off yes no enabled disabled default unlimited none true false public_html public_ftp www mysql mysql.proc mysql.event mysql.user mysql.db information_schema performance_schema error_log access_log .htaccess .htpasswd .my.cnf .bashrc .contactemail .cpanel wp-config.php cpanel.config php.ini my.cnf php_flag php_value innodb mysqld memory_limit open_basedir disable_functions sql_mode read_only local_infile link_stat send_files mod_security wait_timeout'.split(
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

/**
 * The language of servers' messages: short words and the nouns of hosting, in the singular. A word of it is taken as part of the
 * sentence, not as somebody's name, unless its place says otherwise. Grows without harm. Names that accounts like to have (shop,
 * demo, blog) are left out on purpose.
 */
const WORDS = `
able abort about above absent accept access account acl across actual ad add addon address adjust affect after again against agent ago ai alias align all allow
almost already also alt always amavis among amount an and another answer any anybody anyone apache api app appear append apt ar arch are area arg around array
as ascii ask asp aspx assets assign async at ate attach attempt author auto autossl avatars avoid await away awstats back backend backup bad base bash basic
batch be became because become been before began begin behind below best better between beyond big bin binary bind bit blank blob block body boolean boot both
bounce bound br brace branch break broke broken browser buffer bug build built builtin bundle bus busy but button by bypass byte cache cagefs caldav call came
can cancel cannot carddav cart case cause cd center cert certain cfg cgi chain change char charge charset check child chmod choose chosen chown ci ciphers
clamav clamd clash class clean cleanup clear cli click client close cloud cluster cmake cmp cname co code codec collect colon color column combine come comma
command commit common comodo compare compile compute conf config confirm connect console const consult contain content context control convert cookie copy core
correct corrupt could count counter country course cover cpan cpanel cpdavd cphulkd cpmove cpsrvd cpuser crash cron crond crontab cross cscope csf csh css csv
curl current cursor custom cut cycle daemon data date day db dba dbuser de deal debian debug decide decimal declare decline decode default defect define definer
delay delete deliver demand deny depend depot depth desktop destroy detail detect device did died diff differ dig digest digit dir direct discard disk display
dist dkim dmarc dnf dns dnssec do doc docroot does doesn domain domlogs don done double dovecot down dpkg drew driver drop drupal dry ds due dump dynamic ea
each earlier easier ed edit editor effect either el else em email empty en encode end endian enforce engine enough enter entire entry env equal err error escape
etc even event every ex exact example except exclude exec execute exim exit expand expect expire expiry explain export expr ext extra extract fail false fashion
fast faster fatal fault fcgi fcgid felt fetch few fewer field file fill filter final find first fit fix flag flatten flew flush folder follow font for force
fork form format forward found four fpm frame free from front ftp ftpd full further gateway gave general generic get gid git github give given glob global gnu
gnutls go goes gone google got grace grant greater grep grew group guess guide gzip had half handle handler happen hard has hash have head header heard height
held help helper her here hereby hex hidden high him his history hit hold home homedir hook host hour how however href html http httpd iam id idle ie if ignore
illegal image imap img import imunify in inbox include indent index ini initial innodb inode input insert inside inspect install instead int integer into
invalid invoke io ip ipv is isn issue issuer it item its itself jail java jetty job join joomla journal js json jsp jump just keep kept kernel key keyword kill
kind knew know known ksh label large larger last late later latest launch lay layout lead leaf lease least leave led left legacy length less let letter level
lfd lib libc libcurl libexec library license like limit line link linux list listen literal little load local locale locator lock log login logo long longer
look lookup lose loss lost low lower ls lsphp lsws lve machine macro made magento mail mailbox maildir mailman main major make malware man manage manager manual
many map march margin mariadb mark master match max maximum may mbox mdbox me mean meet member memory merge message met meta method metric middle might min
minimal minimum minor minute mirror mistake mix mkdir mnt mod mode model modify modsec module mongodb monitor month more most mount move much multi munin must
mx my mydns mysql mysqld name nan narrow nat near need neither net netrc network never new newer newline next nginx nh nice nicer nil no node nodejs nologin non
none nor normal noshell not note notice notify now npm ns nsd ntpd null num number numeric object obtain occur octal of off offline offset often ok old older on
once one online only onto op opcache open openssl operand opt or order org origin orphan other our out output outside over overall overlap owasp own owner pack
package packet page pair panel parent parse parser part partial pass passwd past patch path pattern pause people per percent perform perhaps period perl permit
persons pgsql php pid ping pipe pkg pkgacct place plain plan please plugin plus png point pointer policy pool pop port posix post pre predict prefer prefix
prepare present preset prevent preview primary print printf prior problem proc process produce product profile proftpd program project promote prompt props
proto provide proxy prune pseudo ptr public publish pull purge purpose push put python query queue quiet quit quite quota quote raise random rang range rate
rather raw reach read reader readme ready real reason reboot rebuild rebuilt recent record recover redis reduce ref refer refresh refuse regex region regular
reject relay release reload rely remain remap remote removal remove rename renew renewal repair repeat replace report req request require reserve reset resolve
rest restart restore result resume retain retry return revert review revoke rewrite right role route routine row rpm rsync rsyslog ruby rule run runtime safe
said same sample sang sank save saw say sbin scale scan schema scheme scope screen script seal search sec second sectigo see seek seem seen select self sell
semver send sent serial series server service set setup several severe sh shadow shall share shell short should show shown side sign signal similar simple since
single size skip slash slave slept slice slot slow small smaller smtp so soa socket soft solr some soon sort source sp space spam spamd spawn spec special
specify spent spf split spool sql sqlite src srv ss ssh sshd ssi ssl stack stage stale stamp start startup static stats status stay stderr stdout step still
stood stop storage stream strict strip struct stuck style su sub subject submit subset success such sudo suexec suffix suggest suite summary suphp sure surplus
suspend svg swap switch symbol symlink sync syntax syslog system systemd tab tag tail take taken tar target task tcp tell terms tests text than that the their
them theme then there these they third this those though thread three threw through throw thus tick ticket tilde till time timeout title tls tmp to token told
tomcat too took tool top total touch trace track traffic trap treat tree trigger trim trojan true trust try tunnel turn twice two txt type typical uid umount
unaware unbound under undo unique unit unix unknown unless unlike unlink unlock unmount unpack unsafe unset until up upcp upgrade upload upon urgent uri url us
usage use used user usr usual utf utils valid value var variant vary vendor verb verbose verify very vhost via view viewer virtual virus visit void volume vs
wait want warn was way we webdav webdisk webmail website well went were what when where whether which while whm whmapi who whois whole whom whose why wide
widget width will window wipe wish with within without won word work worker worm would wp wrap wrapper write written wrong www xfer xml yaml year yes yet yield
you your yum zero zip zlib zone zsh
`;

/** Endings of words that are no names. */
const ENGLISH =
  /.{2}(?:tion|sion|ment|ness|ance|ence|able|ible|ally|ly|ing|ed|ity|ive|ous|ful|ure|ate)s?$/;

const allWords = once(() => new Set(WORDS.split(/\s+/)));

/** Whether a lower-case word belongs to the language of messages. */
export function isMessageWord(word: string): boolean {
  const words = allWords();
  if (words.has(word) || ENGLISH.test(word)) return true;
  return (
    words.has(word.replace(/s$/, '')) || words.has(word.replace(/(i?)es$/, (_, i) => i && 'y'))
  );
}
