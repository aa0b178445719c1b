/**
 * The language of servers' messages: short words and the nouns of hosting, in the singular. A word of it is taken as part of the
 * sentence, not as somebody's name, unless its place says otherwise. Grows without harm. Names that accounts like to have (shop,
 * demo, blog) are left out on purpose.
 */
const WORDS = `
able abort about above absent accept access account acl across actual ad add addon address adjust affect after again against agent ago ai alias align all
allow almost already also alt always amavis among amount an and another answer any anybody anyone apache api app appear append apt ar arch are area arg around
array as ascii ask asp aspx assets assign async at ate attach attempt author auto autossl avatars avoid await away awstats back backend backup bad base bash
basic batch be became because become been before began begin behind below best better between beyond big bin binary bind bit blank blob block body boolean
boot both bounce bound br brace branch break broke broken browser buffer bug build built builtin bundle bus busy but button by bypass byte cache cagefs caldav
call came can cancel cannot carddav cart case cause cd center cert certain cfg cgi chain change char charge charset check child chmod choose chosen chown ci
ciphers clamav clamd clash class clean cleanup clear cli click client close cloud cluster cmake cmp cname co code codec collect colon color column combine
come comma command commit common comodo compare compile compute conf config confirm connect console const consult contain content context control convert
cookie copy core correct corrupt could count counter country course cover cpan cpanel cpdavd cphulkd cpmove cpsrvd cpuser crash cron crond crontab cross
cscope csf csh css csv curl current cursor custom cut cycle daemon data date day db dba dbuser de deal debian debug decide decimal declare decline decode
default defect define definer delay delete deliver demand deny depend depot depth desktop destroy detail detect device did died diff differ dig digest digit
dir direct discard disk display dist dkim dmarc dnf dns dnssec do doc docroot does doesn domain domlogs don done double dovecot down dpkg drew driver drop
drupal dry ds due dump dynamic ea each earlier easier ed edit editor effect either el else em email empty en encode end endian enforce engine enough enter
entire entry env equal err error escape etc even event every ex exact example except exclude exec execute exim exit expand expect expire expiry explain export
expr ext extra extract fail false fashion fast faster fatal fault fcgi fcgid felt fetch few fewer field file fill filter final find first fit fix flag flatten
flew flush folder follow font for force fork form format forward found four fpm frame free from front ftp ftpd full further gateway gave general generic get
gid git github give given glob global gnu gnutls go goes gone google got grace grant greater grep grew group guess guest guide gzip had half handle handler
happen hard has hash have head header heard height held help helper her here hereby hex hidden high him his history hit hold home homedir hook host hour how
however href html http httpd iam id idle ie if ignore illegal image imap img import imunify in inbox include indent index ini initial innodb inode input
insert inside inspect install instead int integer into invalid invoke io ip ipv is isn issue issuer it item its itself jail java jetty job join joomla journal
js json jsp jump just keep kept kernel key keyword kill kind knew know known ksh label large larger last late later latest launch lay layout lead leaf lease
least leave led left legacy length less let letter level lfd lib libc libcurl libexec library license like limit line link linux list listen literal little
load local locale locator lock log login logo long longer look lookup lose loss lost low lower ls lsphp lsws lve machine macro made magento mail mailbox
maildir mailman main major make malware man manage manager manual many map march margin mariadb mark master match max maximum may mbox mdbox me mean media
meet member memory merge message met meta method metric middle might min minimal minimum minor minute mirror mistake mix mkdir mnt mod mode model modify
modsec module mongodb monitor month more most mount move much multi munin must mx my mydns mysql mysqld name nan narrow nat near need neither net netrc
network never new newer newline next nginx nh nice nicer nil no nobody node nodejs nologin non none nor normal noshell not note notice notify now npm ns nsd
ntpd null num number numeric object obtain occur octal of off offline offset often ok old older on once one online only onto op opcache open openssl operand
opt or order org origin orphan other our out output outside over overall overlap owasp own owner pack package packet page pair panel parent parse parser part
partial pass passwd past patch path pattern pause people per percent perform perhaps period perl permit persons pgsql php pid ping pipe pkg pkgacct place
plain plan please plugin plus png point pointer policy pool pop port posix post pre predict prefer prefix prepare present preset prevent preview primary print
printf prior problem proc process produce product profile proftpd program project promote prompt props proto provide proxy prune pseudo ptr public publish
pull purge purpose push put python query queue quiet quit quite quota quote raise random rang range rate rather raw reach read reader readme ready real reason
reboot rebuild rebuilt recent record recover redis reduce ref refer refresh refuse regex region regular reject relay release reload rely remain remap remote
removal remove rename renew renewal repair repeat replace report req request require reserve reset resolve rest restart restore result resume retain retry
return revert review revoke rewrite right role root route routine row rpm rsync rsyslog ruby rule run runtime safe said same sample sang sank save saw say
sbin scale scan schema scheme scope screen script seal search sec second sectigo see seek seem seen select self sell semver send sent serial series server
service set setup several severe sh shadow shall share shell short should show shown side sign signal similar simple since single site size skip slash slave
slept slice slot slow small smaller smtp so soa socket soft solr some soon sort source sp space spam spamd spawn spec special specify spent spf split spool
sql sqlite src srv ss ssh sshd ssi ssl stack stage stale stamp start startup static stats status stay stderr stdout step still stood stop storage stream
strict strip struct stuck style su sub subject submit subset success such sudo suexec suffix suggest suite summary suphp sure surplus suspend svg swap switch
symbol symlink sync syntax syslog system systemd tab tag tail take taken tar target task tcp tell terms tests text than that the their them theme then there
these they third this those though thread three threw through throw thus tick ticket tilde till time timeout title tls tmp to token told tomcat too took tool
top total touch trace track traffic trap treat tree trigger trim trojan true trust try tunnel turn twice two txt type typical uid umount unaware unbound under
undo unique unit unix unknown unless unlike unlink unlock unmount unpack unsafe unset until up upcp upgrade upload upon urgent uri url us usage use used user
usr usual utf utils valid value var variant vary vendor verb verbose verify very vhost via view viewer virtual virus visit void volume vs wait want warn was
way we webdav webdisk webmail website well went were what when where whether which while whm whmapi who whois whole whom whose why wide widget width will
window wipe wish with within without won word work worker worm would wp wrap wrapper write written wrong www xfer xml yaml year yes yet yield you your yum
zero zip zlib zone zsh
`;

/** Endings of words that are no names. */
const ENGLISH =
  /.{2}(?:tion|sion|ment|ness|ance|ence|able|ible|ally|ly|ing|ed|ity|ive|ous|ful|ure|ate)s?$/;

let words: ReadonlySet<string> | null = null;

/** Whether a lower-case word belongs to the language of messages. */
export function isMessageWord(word: string): boolean {
  words ??= new Set(WORDS.split(/\s+/));
  if (words.has(word) || ENGLISH.test(word)) return true;
  if (!word.endsWith('s')) return false;
  return (
    words.has(word.slice(0, -1)) ||
    words.has(word.replace(/ie?s$|es$/, (end) => (end === 'es' ? '' : 'y')))
  );
}
