/**
 * Words that messages of servers are made of: English function words, verbs, and the nouns of hosting.
 * A bare word of this list is taken as part of the sentence, not as somebody's name, unless its place
 * says otherwise (see `template-word.ts`). Names that accounts like to have (shop, test, admin, blog) are
 * left out on purpose or listed in `NAME_LIKE`. Grows without harm.
 */
const WORDS = `
gave given broke sees saw felt knew grew drew threw flew rang sang sank ate heard lay led slept spent stood
able abort aborted aborting about above absent absolute accept accepted accepting accepts access
accessible according account accounting accounts acl across action actions active actual
actually ad add added adding addition additional addon addons address addresses adds adjust
administrator advanced affect affected affects after again against agent ago ai algorithm
algorithms alias aliases align all allocate allocated allow allowed allowing allows almost
already also alt altered alternative although always amavis among amount an and announce another
answer answered answers any anybody anyone anything apache api app appear appears append
appended application applications applied applies apply appropriate approval apps apt ar
arbitrary arch architecture archive archived archives are area arg args argument arguments
arithmetic around array as ascii ask asked asks asp aspx assembler assets assign assigned
assignment assignments associate associated assumed async at attach attached attempt attempted
attempting attempts attribute attributes authenticate authenticated authentication author
authority authorization authorized auto automatic automatically autoresponder autoresponders
autossl available avatars avoid await away awstats back backed backend background backing
backslash backup backups backward bad bandwidth base based bash basic batch be became because
become becomes been before began begin beginning begins behavior behaviour behind being below
benchmark best better between beyond big billing bin binaries binary bind binding bit bits blank
blob block blocked blocks body boolean boot both bounce bound br brace braces branch branding
break breaks broke broken browser browsers buffer bug bugs build building builds built builtin
builtins bundle bus busy but button by bypass byte bytes cache caches cagefs calculate
calculated caldav calendar calendars call callback called calling calls came can cancel canceled
cancelled cannot capabilities capability carddav cart case cases catchall category cause caused
causes cd center cert certain certificate certificates cfg cgi chain change changed changelog
changes char character characters charge chars charset check checked checking checks checksum
child children chmod choose chosen chown ci ciphers clamav clamd clamscan clash clashes class
classes clean cleaned cleanup clear cleared cli click client clients close closed closing cloud
cloudflare cloudlinux cluster clustering cmake cmp cname co code codec collation collect
collected collection colon color colors column columns combine come comes comma command commands
comment comments commit commits common community comodo compare comparison compatibility
compatible compilation compile compiled compiler complete completed completion completions
component components composer compound compress compressed compression compute computed
concurrent condition conditional conditions conf conffile config configuration configure
configured confirm conflict conflicts connect connected connecting connection connections
consider considered consists console const constraint consult contain contained containing
contains content contents context continue continued continues contributors control controls
convention convert converted converting cookie cookies copied copies copy copying copyright core
coreutils correct correctly corresponding corrupt corrupted corrupting could count counted
counter country course cover coverage cpan cpanel cpanellogd cpbackup cpdavd cphulkd cpmove
cpsrvd cpuser crash crashed create created creates creating creation critical cron crond crontab
crontabs cross cscope csf csh css csv curl current currently cursor custom customer customers
customize cut cycle daemon damaged dangerous dashboard data database databases datastore date
day days db dba dbuser de deactivate deactivated deal debian debug debugging decide decimal
declare decline declined decode decompress decompression dedicated default defaults defect
define defined definer defines definition definitions degraded delay delayed delete deleted
delimiter deliver delivered delivery demand denied deny depend dependencies dependency dependent
depending depends deployed depot deprecated depth describe described describes description
descriptor designed desired desktop destination destroy destroyed detail detailed details detect
detected determine determined determines developer developers development device devices did
died diff differ difference different differs dig digest digicert digit digits dir direct
directive directives directly directories directory dirs disable disabled disables disallowed
discard discarded disconnect disconnected disk display displayed displays dist distribute
distributed distribution division dkim dmarc dnf dns dnssec do doc docroot docs document
documentation documented documents does doesn doing domain domains domlogs don done double
dovecot down download downloaded downloads dpkg drive driver drop dropped drupal dry ds due dump
dumped dumping dumps duplicate duration during dynamic ea each earlier early easier ed edit
editing editor effect effective either el elapsed element elements else em email emails embedded
empty en enable enabled enables encode encoded encoding encountered encrypted encryption end
ended endian ending endpoint endpoints ends enforce engine engines enough ensure enter entire
entries entry env environment equal equals equivalent err error errors escape essential
establish established estimate etc evaluate evaluated evaluates even event events every
everything ex exact exactly example examples exceed exceeded exceeds except exception exclude
excluded exclusive exec executable execute executed executes executing execution exhausted exim
exist existing exists exit exited exits expand expanded expands expansion expansions expect
expected expire expired expires expiry explain explicit explicitly export expr expression
expressions ext extended extension extensions external extra extract extracted extracting
extraction extras facility fail failed failing fails failure failures fallback false fashion
fast faster fatal fault fcgi fcgid feature featurelist features fetch fetched fetching few fewer
field fields file filename filenames files filesystem fill filled filter filters final find
finds finished firewall first fit fits fix fixed flag flags flatten flush folder folders follow
followed following follows font fonts for forbidden force forced foreground fork form format
formats formatted formatting forward forwarder forwarders forwarding found four fpm fraction
frame free from front frontpage ftp ftpd full fully function functionality functions furnished
further future gateway general generally generate generated generates generating generation
generator generic geotrust get gets getting gid git github give given glob global gnu gnutls go
goes gone google got grace grant granted granting grants greater grep greylist greylisting group
groups guess guest guide gzip had half halted handle handled handler handlers handling happen
happened hard hardly has hash have having head header headers height held help helper her here
hereby hex hidden high him his history hit hold home homedir hook hooks horizontal host hostname
hosts hour hourly hours how however href htaccess html http httpd https hyphenation iam id
identical identifier identifiers identity idle ie if ignore ignored ignoring illegal image
images imap img immediately implementation implemented import important imported importing
imports imunify in inaccessible inbox include included includes including incoming incompatible
incomplete incorrect increase increased incremental indent independent index indexed indexes
indicate indicates individual information inherited ini initial initialize initialized innodb
inode inodes input insecure insensitive insert inside inspect install installation installed
installing instance instances instead instruction instructions insufficient int integer
integrity intended interactive interface interfaces intermediate internal interpreted
interpreter interrupted interval into introduced invalid invalidate invocation invoke invoked io
ip ipv is isn issue issued issuer issues it item items iteration its itself jail jailed
jailshell java javascript jetty job jobs join joined joomla journal js json jsp jump just
justification keep keeps kept kernel key keys keyword kill killed kind kinds know known knows
ksh label labels language languages large larger last late later latest launch layout lead
leading leaf lease least leave leaves left legacy length less let letsencrypt letter letters
level levels lfd lib libc libcurl libexec libraries library license licenses like likely limit
limitation limited limiting limits line lines link linked links linux list listed listen
listener listening listing lists literal litespeed little load loaded loading local locale
locales localhost locally locate located location locator lock locked locking log logged logging
login logins logo logs long longer look looked looking looks lookup lose loss lost low lower
lowercase ls lsphp lsws lve machine macro made magento mail mailbox mailboxes maildir mailing
mailman mailnull mails main maintained maintainer maintenance major make makes making malformed
malware man manage managed manager mandatory manual manually many map mapped mapping mappings
maps march margin mariadb mark marked master match matched matches matching material max maximum
may mbox mdbox me mean meaning meaningful means meanwhile measure mechanism media meet member
members memcached memory merge merged message messages met meta metadata method methods metric
microsoft middle might migrate migrated migration min minimal minimum minor minute minutes
mirror misconfigured mismatch missing mistake mistakes mix mixed mkdir mnt mod mode model models
modification modified modify modsec modsecurity module modules mongodb monitor month months more
most mount mounted move moved moving much multi multiple munin must mutually mx my mydns mysql
mysqld mysqldump name named names nameserver nameservers namespace naming nan narrow nat native
near nearly necessary need needed needs negative neither nested net netrc network never new
newer newline newlines next nginx nh nice nicer nil no nobody node nodejs nologin non none
nonexistent nor normal normally noshell not note notes nothing notice notification notified
notify now npm ns nsd ntpd null num number numbers numeric object objects obsolete obtain
obtained obtaining occupied occur occurred occurs octal of off offline offset often ok old older
omitted on once one ones online only onto op opcache open opened opening openssl operand operate
operating operation operations operator operators opt option optional optionally options or
order org organization organizations orgs origin original orphan orphaned other others otherwise
our out outbound outdated outgoing output outside over overall overflow overlap overloaded
override overrides overwrite overwrites overwriting overwritten owasp own owned owner owners
ownership owns pack package packaged packages packaging packet packets padding page pages pair
pairs panel parallel parameter parameters parent parked parse parsed parser parsing part partial
partially particular partition parts pass passed passing passwd password passwords past patch
patches path pathname paths pattern patterns pause paused pausing pending people per percent
perform performance performed performing perhaps period perl permanent permanently permission
permissions permit permitted personal persons pgsql php phpmyadmin physical pid ping pipe piped
pipeline pkg pkgacct place placed placeholder plain plan planned plans platform please plugin
plugins plus png point pointer pointing points policies policy pool pools pop port portion
portions ports position positional posix possible possibly post postgres postgresql potential
powerdns pre preamble prebuild preceded precedence preceding predefined predict prediction
prefer preference preferences prefers prefix prefixed prefixes prepare prepared preparing
preprocessor prerelease prerequisite prerequisites presence present preserve preserved preset
prevent preview previous previously primary print printed printf printing prints prior priority
private privilege privileges probably problem problems proc procedure procedures proceed process
processed processes processing processor produce produced product production profile proftpd
program programs progress prohibited project projects promote prompt prompted properly
properties property props protected proto protocol protocols prototype provide provided provides
proxy prune pseudo ptr public publish pull pureftpd purge purpose push put python query queue
queued queueprocd quiet quit quite quota quotas quote quoted quotes quoting raise raised random
range ranges rate rather raw reach reached read readable reader reading readline readme readonly
reads ready real really rearrange reason reasons reassign reassigned reboot rebuild rebuilding
rebuilt receive received recent recently recipient recognize recognized recommended reconnect
record recorded records recover recovered recreate recreated recursive redirect redirected
redirecting redirection redirections redirects redis redistribute reduce reduced redundant ref
refer reference referenced references refers refresh refuse refused refuses regenerate
regenerated regex region regional regions register registered registrar regular reinstall reject
rejected related relation relative relay release releases relevant reliable reload reloaded rely
remain remaining remains remap remapped remote remotely removal remove removed removes removing
rename renamed renaming renew renewal renewed repair repaired repeat repeated replace replaced
replacement replacing report reported reports repository represent representing represents req
request requested requests require required requires reseller resellers reserve reserved reset
resolution resolve resolved resource resources respectively response rest restart restarted
restarting restarts restore restored restores restoring restrict restricted restriction result
resulting results resume resumed retain retained retried retries retry retrying return returned
returns revert reverted review revoke revoked rewrite right rights rkhunter role roles root
rotate roundcube route routed routine routines routing row rows rpm rsync rsyslog ruby rule
rules run running runs runtime safe said same sample sampled save saved say says sbin scale scan
scanned scanning schedule scheduled schema scheme scope screen script scripts seal sealed search
searches sec second secondary seconds sectigo section sections secure security see seek seem
seems seen segment select selected selection self sell semver send sending sendmail sends
sensitive sent separate separated separately separator sequence sequences serial series server
servers service services session sessions set sets setting settings setup several severe sh
shadow shall share shared shares sharing shell shells short should show shown shows shutdown
side sign signal signed silently similar simple simply since single site sites size sizes skip
skipped skipping skips slash slave slice slot slow small smaller smtp snapshot so soa socket
soft softaculous software solr solution some something soon sort source sources sp space spaces
spam spamassassin spamd spawn spec special specially specific specification specified specifies
specify specifying speed spf split splitting spool sql sqlite squirrelmail src srv ss ssh sshd
ssi ssl stable stack stage staging stale stamp standalone standard start started starting starts
startup state statement statements static statistics stats status stay stays stderr stdout step
steps still stop stopped storage stored stream streaming strict string strings strip struct
structure stuck style su sub subdomain subdomains subject submit subscriber subscribers
subsections subsequent subset subshell substantial substitute substituted substitution substring
success successful successfully such suddenly sudo suexec suffix suggest suitable suite summary
suphp supplied supported supports supposed suppress sure surplus survive suspend suspended
suspending suspicious svg swap switch symbol symbolic symbols symlink symlinks sync synchronize
syntax syslog system systemctl systemd systems tab table tables tag tags tail tailwatchd take
taken takes taking tar target targets task tasks tcp technical tell tells template templates
temporarily temporary terminal terminate terminated termination terms tested testing tests text
than that the their them theme themes themselves then there therefore these they thing things
third this those though thread threads three through throw thus tick ticket tilde till time
timed timeout times timestamp timezone title titles tls tmp to together token tokens told tomcat
too took tool tools top total touch trace track traffic trailing training transaction transfer
transferred transferring transfers transform transient translation translations transport trap
treat treated tree tried tries trigger triggers trim trojan true truncated trust trusted try
trying tuning tunnel turn turned turning twice two txt type typed types typescript typical uid
umount unable unattended unauthorized unavailable unaware unbound unbreakable unchanged
undefined under underlying undo unexpected unexpectedly unfinished unfortunately uninstall
unique unit units unix unknown unless unlike unlimited unlink unlock unmatched unmount unneeded
unpack unpacked unpacking unreachable unreadable unrecognized unresolved unsafe unset unsigned
unsupported unsuspend unsuspended until unusable unused up upcoming upcp update updated updates
updating upgrade upgraded upload uploaded uploading upon uppercase upstream urgent uri url us
usage use used useful user userdata username usernames users uses using usr usual usually utf
utility utils valid validate validated validation value values vanished var variable variables
variant variants various vary vendor verb verbatim verbose verbosity verification verified
verify version versions very vhost vhosts via view viewer views virtual virus visible visit void
volume vs wait waited waiting want wants warn warned warning warnings warns was way ways we
webdav webdisk webmail website well went were what whatever when whenever where wherever whether
which while whitelist whitespace whm whmapi who whois whole whom whose why wide widget width
wildcard will window wipe wiped wish wished with within without won word wordpress words work
worker workflows working works worm would wp wrap wrapper write writing written wrong www xfer
xml yaml year years yes yet yield you your yourself yum zero zip zlib zone zones zsh
`;

let vocabulary: Set<string> | null = null;

/** Whether a lower-case word belongs to the language of messages. The set is built on first use. */
export function isMessageWord(word: string): boolean {
  vocabulary ??= new Set(WORDS.split(/\s+/));
  return vocabulary.has(word);
}
