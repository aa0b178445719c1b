import { once } from '../session/look-up.ts';
import { foreignLevelRules, perlRules, programRules } from './program-rules.ts';
import { ERRNO, ERRNO_SIGN, rule, type SeverityRule } from './severity-rule.ts';

/**
 * `pkgacct: `, `/usr/bin/rsync[123]: `, `psql:dump.sql:12: `, `dsync-local(a@b.org)<Yk2b>: `: the speaker, before the
 * word that counts.
 */
const BY = String.raw`(?:(?:psql:)?[\w./+-]{1,160}(?:\[\d{1,9}\]|\([^()\s]{1,120}\))?(?:<[^<>\s]{1,80}>){0,3}(?::\d{1,9})?:[ \t]{1,2}){0,2}`;
/** What follows a word that is meant as a level: `error: …`, `warn [pkgacct] …`, `ERROR 1064 (42000)`. */
const LEVEL_END = String.raw`[ \t]{0,4}(?:[:[(!]|$)`;

const level = (words: string): RegExp => new RegExp(`^${BY}(?:PHP )?(?:${words})${LEVEL_END}`, 'i');

/** The line's own word for its level, where it has one. It decides before anything else in the line. */
export const levelRules = once((): readonly SeverityRule[] => [
  // A banner announces an error, although it calls itself a warning.
  rule(
    'error',
    /REMOTE HOST IDENTIFICATION HAS CHANGED|UNPROTECTED PRIVATE KEY FILE|POSSIBLE DNS SPOOFING DETECTED/,
    'identification has|private key file|spoofing',
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
  ),
  rule(
    'error',
    /^ERROR (?:\d{3,5}\b|at line \d)/,
    'error',
    'ERROR 1227 (42000) at line 18: Access denied',
  ),
  rule(
    'error',
    level(
      '(?:fatal |parse |compile |core )?error|fatal|critical|panic|severe|alert|emerg(?:ency)?',
    ),
    'error|fatal|critical|panic|severe|alert|emerg',
    'PHP Fatal error: Uncaught Error',
  ),
  rule('error', /^die \[/, 'die \\[', 'die [pkgacct] Unable to write to /home/cpmove-bob/mysql'),
  rule('error', /^@?ERROR:/, 'error', '@ERROR: auth failed on module home'),
  rule(
    'error',
    new RegExp(
      `^${BY}(?:error|fatal|panic)\\b[ \\t]*\\d{1,5}(?:[ \\t]*:| at \\d{1,5} depth )`,
      'i',
    ),
    'error|fatal|panic',
    'zstd: error 37 : Read error',
  ),
  rule(
    'error',
    /^.{0,160}\[(?:\w{0,40}:)?(?:error|crit|critical|alert|emerg|fatal)\]/i,
    'error|crit|alert|emerg|fatal',
    '2026-11-02T04:13:22.1Z 0 [ERROR] InnoDB: Unable to lock ./ibdata1',
  ),
  rule('error', /^(?:[\w$.-]{1,200} )?error[ \t]{1,8}: /, 'error', 'error    : Corrupt'),
  rule('warn', level('warn(?:ing)?'), 'warn', 'warn [restorepkg] The quota is smaller'),
  rule(
    'warn',
    /^.{0,160}\[(?:\w{0,40}:)?warn(?:ing)?\]/i,
    'warn',
    'mysql: [Warning] Using a password on the command line interface can be insecure.',
  ),
  rule(
    'warn',
    /^\[?A warning occurred\b|^WARNING\b|^Warning \(Code \d/,
    'warn',
    '[A warning occurred while processing this directive.]',
  ),
  // A later version of PHP will no longer do it.
  rule('warn', /^(?:PHP )?Deprecated:/, 'deprecated', 'PHP Deprecated:  Function each() is'),
  rule('debug', level(String.raw`debug\d?|trace`), '', 'debug1: Connecting to old.example.net'),
  rule(
    'info',
    level('info|notice|note|deprecated|strict standards|detail|hint|context'),
    '',
    'info [restorepkg] Using archive from /home at /usr/local/cpanel/x.pm line 3.',
  ),
  rule(
    'info',
    /^.{0,160}\[(?:\w{0,40}:)?(?:note|notice|info|system|debug|trace\d)\]/i,
    '',
    '2026-11-02 4:13:22 0 [Note] Server socket created',
  ),
  ...foreignLevelRules(),
]);

/** Rules for what carries no level of its own. */
export const formRules = once((): readonly SeverityRule[] => [
  ...programRules(),
  rule(
    'warn',
    /\bfile has vanished: |\bsome files vanished\b/,
    'vanished',
    'file has vanished: "/home/a/tmp/x"',
  ),
  rule(
    'warn',
    /^(?:skipping (?:non-regular file|directory)|cannot delete non-empty directory|symlink has no referent)/,
    'skipping |non-empty|no referent',
    'skipping non-regular file "tmp/mysql.sock"',
  ),
  rule(
    'warn',
    /^g?tar: .{0,4096}(?:file changed as we read it|File removed before we read it|time stamp .{1,60} in the future|implausibly old|Ignoring unknown extended|File shrank by|lone zero block)/,
    'as we read|before we read|time stamp|implausibly|unknown extended|shrank|zero block',
    'tar: home/bob/logs: file changed as we read it',
  ),
  rule(
    'warn',
    /^[\w./-]{1,60}: .{0,200}(?:trailing garbage ignored|decompression OK)/,
    'trailing garbage|decompression ok',
    'gzip: stdin: decompression OK, trailing garbage ignored',
  ),
  rule(
    'warn',
    /^(?:rsync|g?tar|gzip|ssh|scp|perl|bash|sh|python\d?): warning\b/i,
    'warn',
    'rsync warning: some files vanished',
  ),
  rule(
    'warn',
    /\b(?:is|are) deprecated\b/i,
    'deprecated',
    "mysqldump: option '--ssl' is deprecated",
  ),
  rule(
    'error',
    new RegExp(
      `(?:^|: |\\] |\\) |\\()${ERRNO}(?=$|[.,:;)!]|[ \\t](?:\\(|at |\\[|while |when |for |on |in |during ))`,
    ),
    ERRNO_SIGN,
    'tar: ./x: Cannot open: Permission denied',
  ),
  rule(
    'error',
    /^.{0,80}\bOut of memory: Kill|^(?:.{0,200}[ \t:])?(?:Killed|Terminated|Aborted|Bus error|Segmentation fault|Floating point exception|Illegal instruction)(?:[ \t]|$|\.|:)(?:.{0,200}\(core dumped\))?/,
    'out of memory|killed|terminated|aborted|bus error|segmentation|floating point|illegal inst',
    'Killed',
  ),
  rule(
    'error',
    /\b(?:from|with|by|received|caught) (?:the )?(?:signal )?[“"']?(?:SIG)?(?:SEGV|KILL|ABRT|BUS|TERM|PIPE|XFSZ|XCPU)\b|\b(?:with|by|from|received) signal \d/i,
    'segv|kill|abrt|bus|term|pipe|xfsz|xcpu|signal \\d',
    'The restore process died from the “SEGV” signal.',
  ),
  rule(
    'error',
    /^Traceback \(most recent call last\):|^(?:[A-Za-z_]\w{0,40}\.){0,5}[A-Z]\w{0,60}(?:Error|Exception)(?:: |$)|^\[Errno \d{1,3}\]/,
    'traceback|error|exception|errno',
    "[Errno 2] No such file or directory: '/etc/postfix/main.cf'",
  ),
  rule('error', /\(XID [a-z0-9]{3,12}\)/, '\\(xid ', '(XID k3v9ab) The system received an error'),
  rule(
    'error',
    /\b(?:got|fatal|unexpected|unexplained|read|write|i\/o|IO|internal|syntax|protocol|unknown|authentication|fs|crc|data|socket|handshake) error\b(?:[:(\s,!.]|$)|\bmysqldump: Error\b|\b(?:an|the following) errors? (?:occurred|was|were)|because of an error|due to (?:an |previous |earlier )?errors?\b/i,
    'error',
    'mysqldump: Got error: 1045: "Access denied" when trying to connect',
  ),
  rule(
    'error',
    /^(?:\S{0,80}\/)?rsync: |^rsync error:|^(?:inflate|deflate)(?: \(token\))? returned -\d|^(?:unexpected tag|invalid file index|invalid message|overflow:|multiplexing overflow) |^rsync\b.{0,20} error: |^IO error encountered|\(code \d{1,3}\) at \S{1,80}\(\d{1,6}\)|^protocol version mismatch/,
    'rsync|io error|\\(code |mismatch|flate |unexpected tag|invalid |overflow',
    'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1179) [sender=3.1.3]',
  ),
  rule(
    'error',
    /^(?:\S{0,80}\/)?g?tar(?: \(child\))?: (?!Removing|Record|Write checkpoint|Read checkpoint|Substituting|Total bytes).{0,4096}(?:Cannot |Error|Unexpected EOF|Exiting with failure|Skipping to next header|does not look like|Not found in archive|Child (?:returned|died)|short read|Invalid|failed|rmtlseek|Wrote only|quitting now)/,
    'tar: |tar \\(child',
    'tar: Unexpected EOF in archive',
  ),
  rule(
    'error',
    /^(?:an? )?error (?:when|while|during|in|at|on|from|opening|reading|writing|creating|connecting|processing|parsing|loading|sending|receiving|executing|running)\b/i,
    'error (?:when|while|during|in|at|on|from|opening|reading|writing|creating|connecting|processing|parsing|loading|sending|receiving|executing|running)',
    'Error while reading the archive',
  ),
  rule(
    'error',
    /\b(?:authentication|login|access|connection|permission|request) (?:was |has been )?(?:refused|denied|rejected)\b/i,
    'refused|denied|rejected',
    'Authentication refused: bad ownership or modes for directory /home/bob',
  ),
  // In any language: a file's name, what could not be done with it, why not.
  rule(
    'error',
    /^(?:\S{0,80}\/)?g?tar(?: \(child\))?: [^:]{1,4096}: [^:]{1,200}: [^:]{1,200}$/,
    'tar: |tar \\(child',
    'tar: /home/a.tar.gz: Funktion open fehlgeschlagen: Datei oder Verzeichnis nicht gefunden',
  ),
  rule(
    'error',
    /^(?:\S{0,80}\/)?(?:gzip|gunzip|zcat|pigz|unpigz|bzip2|bunzip2|xz|unxz|zstd|unzstd|lbzip2|pzstd|unzip|cpio|7z): (?!.{0,200}(?:ignored|OK\b|% --))/,
    '(?:zip|zcat|pigz|unpigz|gunzip|zip2|xz|zstd|cpio|7z): ',
    'gzip: stdin: unexpected end of file',
  ),
  rule(
    'error',
    /^(?:End-of-central-directory signature not found|cannot find zipfile)|\bunexpected end of (?:file|archive|data|input)\b|\bnot in gzip format\b|\barchive is (?:corrupt|damaged|truncated|incomplete)/i,
    'end-of-central|zipfile|unexpected end|gzip format|archive is',
    'unexpected end of file',
  ),
  rule(
    'error',
    /^(?:ssh|scp|sftp|ssh-keyscan): (?!Warning)|^Unable to negotiate with|^Host key verification failed|^(?:kex|ssh)_exchange_identification: |^Connection (?:closed|reset|timed out)\b|^Connection to \S{1,255} (?:closed by remote host|timed out)|^(?:packet_write_wait|client_loop|Write failed|Read from remote host)\b|^Received disconnect from|^Timeout, server|^Bad owner or permissions|^Load key |^Too many authentication failures|^(?:lost connection|Permission denied[ ,(].{0,120})$|^Someone could be eavesdropping|^Offending \S{1,12} key in|^(?:[A-Z0-9]{3,10} )?[Hh]ost key for \S{1,255} has changed|^[Nn]o (?:matching|supported|compatible|common|hostkey|kex) |^Permissions \d{3,4} for .{1,500} are too open|^This private key will be ignored|^(?:ssh|kex|client|packet|sshpkt)_\w{2,40}: |no matching (?:host key|cipher|MAC|key exchange)/,
    '(?:ssh|scp|sftp|ssh-keyscan): |negotiate|verification failed|exchange_ident|connection |packet_write|client_loop|write failed|remote host|disconnect|timeout|bad owner|load key|authentication fail|permission denied|eavesdropping|offending|has changed|no (?:matching|supported|compatible|common|hostkey|kex)|too open|key will be|ssh_|kex_|client_|packet_|sshpkt_',
    'Unable to negotiate with 192.0.2.10 port 22: no matching host key type found.',
  ),
  rule(
    'error',
    /^(?:(?:[\w./-]{1,80}: )?line \d{1,9}: |(?:ba|da|k|z|c)?sh: (?:\d{1,9}: |line \d{1,9}: )?|\/bin\/(?:ba|da)?sh: ).{0,300}(?:command not found|: not found|syntax error|unexpected|No such|cannot |Killed|fault|fork:|unbound variable|bad interpreter)/,
    'not found|syntax error|unexpected|no such|cannot |killed|fault|fork|unbound|interpreter',
    'bash: pkgacct: command not found',
  ),
  rule(
    'error',
    /^(?:mysqldump|mysql|mariadb|mariadb-dump|mysqlcheck|mysqlimport|mysqladmin|mysql_upgrade|pg_dump|pg_dumpall|pg_restore|psql|createdb|dropdb): (?!\[?(?:warning|note)\b|.{0,80}(?:deprecated|Using a password))/i,
    '(?:mysql|mariadb|pg_|psql|createdb|dropdb)[a-z_-]*: ',
    "mysqldump: Couldn't execute 'SHOW TRIGGERS'",
  ),
  rule(
    'error',
    /\b(?:DBD|DBI)(?:::\w{1,20}){0,3}(?:\(| )?.{0,200} failed: |\bDBI connect\(/,
    'dbd|dbi',
    "DBD::mysql::st execute failed: Table 'x.users' doesn't exist",
  ),
  rule(
    'error',
    /\b(?:Table|Database|View|Function|Procedure|User|Role|Column|Tablespace|Schema) ['"`‘“]?\S{1,200}['"`’”]? (?:does not|doesn.{1,6}t) exist\b|\b(?:is marked as crashed|is probably corrupted|Incorrect key file for|Unknown (?:database|table|column|collation|command|storage engine|character set|system variable)|Duplicate entry|Access denied for user|server has gone away|Lost connection to MySQL)\b/,
    'exist|crashed|corrupted|key file|unknown (?:database|table|column|collation|command|storage|character|system)|duplicate entry|access denied|gone away|lost connection',
    "Table 'bob_wp.wp_options' doesn't exist",
  ),
  rule(
    'error',
    /^(?:chown|chgrp|chmod|cp|mv|ln|rm|mkdir|rmdir|install|touch|dd|cat|find|du|df|stat|useradd|usermod|groupadd|userdel|passwd|id|su|sudo|mount|umount|kill|crontab|edquota|setquota|quota|repquota|httpd|apachectl|exim|sendmail|named|rndc|systemctl|service|yum|dnf|rpm|apt-get|dpkg|curl|wget|git|openssl|node|npm|php|python\d?|java|perl): (?:.{0,300}(?:cannot|can.{1,6}t |could not|failed|invalid|illegal|unable|not found|refus|denied|missing operand|unrecognized|unknown|does not exist|already exists|syntax error|resolve)|\(\d{1,3}\) )/i,
    '(?:chown|chgrp|chmod|cp|mv|ln|rm|mkdir|rmdir|install|touch|dd|cat|find|du|df|stat|useradd|usermod|groupadd|userdel|passwd|id|su|sudo|mount|kill|crontab|quota|httpd|apachectl|exim|sendmail|named|rndc|systemctl|service|yum|dnf|rpm|apt-get|dpkg|curl|wget|git|openssl|node|npm|php|python\\d?|java|perl): ',
    'chown: invalid user: ‘bob’',
  ),
  rule(
    'error',
    /\bLOG: (?:MAIN )?PANIC\b|^Exim configuration error/,
    'panic|configuration error',
    'Exim configuration error in line 12 of /etc/exim.conf:',
  ),
  rule(
    'error',
    /^failed\b|[ \t.…](?:failed|FAILED)(?:[.!:]{0,3}$|: |!)|\[ ?FAILED ?\]|\bfailed (?:with|because|due to|at|on|in|while|when)\b/i,
    'failed',
    'Dumping database bob_wp … failed',
  ),
  rule(
    'error',
    /^(?:(?:The (?:system|server|process|program|script|restore|transfer|database|account|user|command|file|archive|backup)\b.{0,80}? )?(?:could not|couldn.{1,6}t|cannot|can.{1,6}t|unable to|failed to|was unable to|was not able to|did not (?:complete|finish|succeed))|[^:]{1,120}: (?:could not|couldn.{1,6}t|cannot|can.{1,6}t|unable to|failed to)) /i,
    'could not|couldn|can.{1,6}t |unable to|failed to|not able to|did not (?:complete|finish|succeed)',
    'Could not open the archive',
  ),
  rule(
    'error',
    /\bcould not be (?:dumped|restored|read|copied|created|opened|written|saved|imported|packaged|transferred|extracted)\b/i,
    'could not be',
    '3 of 47 databases could not be dumped.',
  ),
  rule(
    'error',
    /(?:^|[\s(])[1-9]\d{0,8} (?:[a-z]{1,20} ){0,2}failed\b(?! (?:login|log-in|attempt|password))/i,
    'failed',
    '12 databases failed, 0 skipped',
  ),
  rule(
    'error',
    /\bInternal Server Error\b|\b50[234] (?:Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)/i,
    'server error|bad gateway|unavailable|gateway time',
    '500 Internal Server Error',
  ),
  rule(
    'error',
    /\b(?:exited|exit(?:ed)? with|returned|ended with|failed with|terminated with)(?: an?| the)?(?: non-zero)? (?:exit )?(?:code|status|value)?:? ?[1-9]\d{0,5}\b|\bexit (?:code|status)[: ]{1,2}[1-9]/i,
    'exit|returned|ended with|failed with|terminated with',
    'The command exited with status 255',
  ),
  rule(
    'error',
    /\b(?:quota (?:was |has been )?exceeded|over (?:its |the )?quota|exceed(?:s|ed) (?:its |the |your )?(?:disk )?quota)\b/i,
    'quota',
    'Disk quota exceeded while writing mail',
  ),
  rule(
    'error',
    /\b(?:timed out|ended prematurely|died unexpectedly|exited unexpectedly|lost connection|core dumped|stack smashing|double free or corruption|assertion .{1,80} failed|uncaught exception)\b/i,
    'timed out|prematurely|unexpectedly|lost connection|core dumped|stack smashing|double free|assertion|uncaught',
    'The connection timed out',
  ),
  rule(
    'error',
    /^(?:curl|wget)\b.{0,200}\b(?:ERROR|error) \d{3}\b|\bERROR \d{3}: /,
    'error',
    '2026-11-02 04:13:22 ERROR 404: Not Found.',
  ),
  ...perlRules(),
]);
