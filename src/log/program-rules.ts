import { foreignSource } from '../session/foreign-phrases.ts';
import { once } from '../session/look-up.ts';
import { rule, type SeverityRule } from './severity-rule.ts';

/**
 * Programs, by what their lines are tested for. The programs that move accounts run under modules, so an error in one
 * of their own lines counts against the module (`errorOfProgram`); programs that are translated use the language of
 * the server.
 */
const PROGRAMS = {
  both: 'tar|sh|cp|mv|chown|chmod|mkdir|rsync|ssh|psql',
  translated:
    'rm|ln|ls|dd|df|du|cat|chgrp|rmdir|mktemp|touch|stat|install|sort|split|tee|tail|env|find|xargs|grep|sed|awk|wget|su|sudo|useradd|usermod|groupadd|userdel|passwd|mysql|mysqldump|mysqld|pg_dump|pg_dumpall|pg_restore|gpg|nice|timeout|cpio|patch|git',
  underModules: 'mysql\\w{0,20}|mariadb[\\w-]{0,20}|pg_\\w{1,20}|gzip|pigz|bzip2|xz|scp|bash|exim',
};
const TRANSLATED = `${PROGRAMS.both}|${PROGRAMS.translated}`;

/** A line in which a program that runs under modules names itself, or uses a form that only such programs use. */
export const errorOfProgram = once(
  () =>
    new RegExp(
      `^(?:[\\w./+-]{0,120}/)?(?:${PROGRAMS.both}|${PROGRAMS.underModules})(?: \\(child\\)| error|\\[\\d{1,9}\\])?: |^ERROR \\d{4} \\(|^ssh_exchange|^kex_exchange|^Segmentation fault|^Killed$|^Out of memory!`,
    ),
);

const TRANSLATED_SIGN = `(?:${TRANSLATED}): |tar \\(child`;

/** A line of one of these programs with a phrase in another language; blanks and quotes can be typographic. */
function foreign(severity: 'error' | 'warn'): RegExp {
  const phrases = foreignSource(severity).replaceAll(' ', '[ \u00a0]');
  return new RegExp(
    `^(?:-|[\\w./+-]{0,120}[./-])?(?:[\\w-]{0,40}sh|${TRANSLATED})(?: \\(child\\)|\\[\\d{1,9}\\])?: .{0,4000}(?:${phrases})`,
    'i',
  );
}

/** An Exim message id, with its stamp where that has not been removed. */
const EXIM = String.raw`^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})? )?(?:\[\d{1,9}\] )?[0-9A-Za-z]{6}-[0-9A-Za-z]{4,11}-[0-9A-Za-z]{2,4}`;

/** What individual programs say in words of their own; these rules come before those for any program. */
export const programRules = once((): readonly SeverityRule[] => [
  // Exim: a warning if it will try again, whatever the other server said.
  rule(
    'warn',
    new RegExp(`${EXIM} (?:== |Frozen|Message is frozen|\\*\\*\\* Frozen)`),
    ' == | frozen',
    '1rABcd-000123-XY == bob@example.com R=virtual_user T=dovecot defer (-22): mailbox is full (quota exceeded)',
  ),
  rule(
    'raw',
    new RegExp(`${EXIM} (?:[=-]>|<=|>>|\\*>|Completed|Unfrozen)`),
    '',
    '1rABcd-000123-XY => bob <failed@example.com> R=localuser T=local_delivery',
  ),
  rule(
    'error',
    new RegExp(`${EXIM} \\*\\* `),
    ' \\*\\* ',
    '1rABcd-000123-XY ** bob@example.com: Unrouteable address',
  ),
  rule(
    'warn',
    /: .{0,400}, falling back (?:on|to) /,
    'falling back ',
    'default_perms_for_dir: sys_acl_get_file(a, ACL_TYPE_DEFAULT): No such file or directory, falling back on umask',
  ),
  rule(
    'error',
    /^(?:\[[\w ]{1,20}\] )?io timeout after \d/,
    'io timeout',
    '[sender] io timeout after 60 seconds -- exiting',
  ),
  rule('error', /^npm (?:ERR!|error\b)/, 'npm err', 'npm ERR! code EACCES'),
  rule('warn', /^npm (?:WARN|warn)\b/, 'npm warn', 'npm WARN deprecated har-validator@5.1.5'),
  rule(
    'error',
    /^(?:[0-9A-Fa-f]{3,20}:)?error:[0-9A-Fa-f]{6,8}:|^verify error:|^\s{0,8}Verify return code: [1-9]/,
    'error:|verify return code',
    '140735203902400:error:0906D06C:PEM routines:PEM_read_bio:no start line:pem_lib.c:707:',
  ),
  rule('error', /^Errors parsing \S/, 'errors parsing ', 'Errors parsing /home/bob/x.php'),
  rule(
    'warn',
    /^(?:AH\d{5}: )?(?:httpd|apache2): Could not reliably determine|^AH\d{5}: .{0,200}\b(?:has no VirtualHosts|overlaps|will probably never match|is deprecated|does NOT include an ID|is a CA certificate)/,
    'reliably determine|ah0\\d',
    'AH00558: httpd: Could not reliably determine the server’s fully qualified domain name',
  ),
  rule(
    'error',
    /^Invalid command '|^Syntax error on line \d|^\w{2,40}: file .{1,300} does not exist or is empty|^no listening sockets available|^\(\d{1,3}\)[A-Z].{1,80}: AH\d{5}: |^AH\d{5}: .{0,300}(?:Syntax error|[Ff]ailed|Failure|[Uu]nable to|[Cc]ould not|[Cc]annot|[Cc]an't|fatal|caught SIG(?:SEGV|BUS|ABRT)|denied|do(?:es)? not match|not found|no such|expired)/,
    "invalid command '|syntax error|does not exist|listening sockets|ah0\\d|ah1\\d",
    "Invalid command 'RailsEnv', perhaps misspelled or defined by a module not included in the server configuration",
  ),
  rule(
    'warn',
    /^(?:\S{0,200}\/)?\S{1,120}\.(?:conf|db|zone|hosts):\d{1,9}: .{0,300}(?:obsolete|deprecated|ignored|warning|no TTL specified|not recommended|out of zone|\(check-names\)$)/,
    'obsolete|deprecated|ignored|warning|ttl specified|recommended|out of zone|check-names',
    "/etc/named.conf:21: option 'dnssec-enable' is obsolete and should be removed",
  ),
  rule(
    'error',
    /^(?:\S{0,200}\/)?\S{1,120}\.(?:conf|db|zone|hosts):\d{1,9}: |^dns_(?:rdata|master|zone)_?\w{0,30}: /,
    '\\.conf:\\d|\\.db:\\d|\\.zone:\\d|\\.hosts:\\d|dns_(?:rdata|master|zone)',
    '/etc/named.conf:88: missing ";" before "}"',
  ),
  rule(
    'warn',
    /^zone \S{1,255}: .{0,300}no TTL specified|^(?:managed-keys-zone|zone \S{1,255}): No DNSKEY/,
    'ttl specified|no dnskey',
    'zone example.org/IN: example.org.db:3: no TTL specified; using SOA MINTTL instead',
  ),
  rule(
    'error',
    /^zone \S{1,255}: .{0,300}(?:not loaded|\bfailed\b|\bhas (?:no|0) (?:NS|SOA)\b|bad (?:owner|name))/i,
    'not loaded|failed|has (?:no|0) |bad (?:owner|name)',
    'zone example.org/IN: not loaded due to errors.',
  ),
  rule(
    'warn',
    /^zone \S{1,255}: .{0,300}(?:\(illegal\)|has no address records|out-of-zone|\bignor)/i,
    '\\(illegal|address records|out-of-zone|ignor',
    "zone example.org/IN: example.org/MX 'mail.example.org' is a CNAME (illegal)",
  ),
  rule(
    'warn',
    /^[\w./-]{1,60}: (?:Deprecated program name|WARNING - )/,
    'deprecated|warning - ',
    "mysqldump: Deprecated program name. It will be removed, use '/usr/bin/mariadb-dump' instead",
  ),
  rule(
    'warn',
    /^quota(?:check|on): (?:Your kernel probably supports|Old .{1,60} could not|Skipping )/,
    'quota(?:check|on): ',
    'quotacheck: Your kernel probably supports journaled quota but you are not using it.',
  ),
  rule(
    'error',
    /^(?:setquota|quotacheck|quotaon|quotaoff|repquota|edquota|warnquota|quota|convertquota|quotastats|xfs_quota): .{0,400}(?:[Cc]an(?:no|['’])t|[Cc]ould not|not found|[Nn]ot all|no quota|not (?:enabled|support|using)|does ?n[o’']t|[Ee]rror|[Ff]ailed|[Ii]nvalid|[Bb]ad |[Uu]nknown|wrong|No |denied|[Uu]nable|already)/,
    '(?:quota|quotacheck|quotaon|quotaoff|quotastats): ',
    'setquota: Not all specified mountpoints are using quota.',
  ),
  rule(
    'warn',
    /^(?:cp|rm|mv|scp|grep|df|du): (?:-r not specified; )?(?:omitting directory|no file systems processed|skipping )/,
    'omitting directory|no file systems|skipping ',
    "cp: -r not specified; omitting directory '/home/bob/x'",
  ),
  rule(
    'error',
    /^(?:\S{0,80}\/)?(?:cp|mv|ln|rm|mkdir|rmdir|install|df|du|tail|mktemp|useradd|usermod|groupadd|groupmod|userdel|groupdel|chpasswd|passwd|pwck|chage|crontab|mount|umount|losetup|fsck|resize2fs|e2fsck|wget|ls|sort|split|tee|sed|awk|grep|xargs|env|timeout|nice|ionice|flock|realpath|readlink|sha256sum|md5sum|gpg|semanage|restorecon|setfacl|getfacl|iptables|firewall-cmd|ping|dig): .{0,400}(?:same file|will not overwrite|not overwriting|is a directory|not a directory|not connected|is not unique|exists\b|currently used|too many|cannot |can['’]t |could not|unable to|failed|invalid |unrecognized|unknown |missing |not permitted|no such |not found|denied|FAILED|did NOT match|doesn['’]t exist|does not exist|not empty|busy|is write-protected|wrong fs type|bad (?:option|minute|hour|command|usage|day|entry))/,
    '(?:cp|mv|ln|rm|mkdir|rmdir|install|df|du|tail|mktemp|useradd|usermod|groupadd|groupmod|userdel|groupdel|chpasswd|passwd|pwck|chage|crontab|mount|losetup|fsck|resize2fs|wget|ls|sort|split|tee|sed|awk|grep|xargs|env|timeout|nice|flock|realpath|readlink|sum|gpg|semanage|restorecon|facl|iptables|firewall-cmd|ping|dig): ',
    "cp: '/home/bob/a' and '/backup/bob/a' are the same file",
  ),
  rule(
    'error',
    /^(?:[\w./-]{1,120}: )?line \d{1,9}: .{0,300}(?:too many arguments|integer expression|unary operator|binary operator|missing `|ambiguous redirect|division by|bad substitution|bad array|not a valid identifier|readonly variable|cannot |invalid |unterminated|here-document)/,
    'too many arg|integer exp|nary operator|missing |ambiguous|division by|bad substitution|bad array|valid identifier|readonly var|cannot |invalid |unterminated|here-document',
    '/home/bob/move.sh: line 9: [: too many arguments',
  ),
  rule(
    'error',
    /^(?:EXT[2-4]|XFS|BTRFS)(?:-fs)? (?:error|\(\S{1,40}\): (?:Corruption|Metadata|xfs_|I\/O|Internal error|log I\/O))|\bTransport endpoint is not connected\b/,
    'ext2|ext3|ext4|xfs|btrfs|transport endpoint',
    'df: /mnt/backup: Transport endpoint is not connected',
  ),
  rule(
    'warn',
    foreign('warn'),
    TRANSLATED_SIGN,
    'tar: ./homedir/logs/access.log: Datei hat sich beim Lesen geändert.',
  ),
  rule('error', foreign('error'), TRANSLATED_SIGN, 'tar: Unerwartetes Dateiende im Archiv.'),
]);

/** The program's name, in front of the words for a level in other languages. */
const BY = String.raw`(?:(?:psql:)?[\w./+-]{1,160}(?:\[\d{1,9}\]|\([^()\s]{1,120}\))?(?::\d{1,9})?: {1,2}|\[\d{1,9}\] ){0,2}`;
const foreignLevel = (words: string): RegExp =>
  new RegExp(`^${BY}(?:${words})[ \u00a0]?[:：](?=\\s|$)`, 'i');
/** PostgreSQL puts two blanks behind its levels, whatever the language. */
const FOREIGN_LEVEL_SIGN =
  ':  |(?:psql|pg_dump|pg_dumpall|pg_restore|createdb|dropdb|createuser|initdb|tar|cp|mysql|mysqldump|mysqld|rsync|wget|gpg): |(?:erreur|attention|avertissement) :|(?:erreur|fehler|erro|errore|warnung|avertissement|attention|advertencia|aviso|attenzione|avviso|waarschuwing|uwaga|hata|fout|fatale|panik):';

/** Words for a level in the languages of PostgreSQL and tar. */
export const foreignLevelRules = once((): readonly SeverityRule[] => [
  rule(
    'warn',
    foreignLevel(
      'warnung|avertissement|attention|advertencia|atención|atenção|aviso|attenzione|avviso|waarschuwing|предупреждение|внимание|警告|경고|ostrzeżenie|uwaga|uyarı|varování|varning|figyelmeztetés',
    ),
    FOREIGN_LEVEL_SIGN,
    'pg_restore: Warnung: bei Wiederherstellung ignorierte Fehler: 3',
  ),
  rule(
    'info',
    foreignLevel(
      'hinweis|замечание|notice|nota|注意|提示|tipp|astuce|dica|подсказка|ヒント|détail|detalle|detalhe|dettagli|подробности|描述|詳細|anweisung|instruction|оператор|语句|сообщение|日志|ログ|공지|참고|wskazówka|bilgi',
    ),
    '',
    'psql:dump.sql:3: HINWEIS:  Relation »a« existiert bereits, wird übersprungen',
  ),
  rule(
    'error',
    foreignLevel(
      'erreur|fehler|erro|errore|fatale?|ошибка|错误|錯誤|エラー|오류|błąd|hata|chyba|fout|hiba|важно|паника|panik|pânico|pánico|致命错误|致命的エラー|比致命错误还过分的错误|치명적오류|katastrofaln[ey]|ölümcül(?: \\(fatal\\))?',
    ),
    FOREIGN_LEVEL_SIGN,
    'psql:dump.sql:22: ОШИБКА:  роль "bob" не существует',
  ),
]);

/** Perl's own warnings; anything else that ends in “at FILE line N” is a program that died. */
const PERL_WARNING =
  /^(?:Use of (?:uninitialized|literal|inherited|\S{1,60} is deprecated)|Argument ["“].{0,200} isn['’]t numeric|Odd number of elements|Reference found where|Useless use of|Wide character in|Subroutine \S{1,200} redefined|Constant subroutine|Prototype mismatch|Deep recursion|Possible |Name "[^"]{1,200}" used only once|Smartmatch is|given is|when is|\S{1,100} is (?:deprecated|experimental)|substr outside of string|Negative repeat count|Unescaped left brace|(?:print|printf|readline|say|close)\(\) on (?:closed|unopened)|Illegal |Malformed UTF-8|Scalar value @|Found = in conditional|Unquoted string|Redundant argument|Missing argument|Statement unlikely|splice\(\) offset|"(?:my|our)" variable|Exiting (?:subroutine|eval|loop)|Attempt to free|Undefined value assigned|Parentheses missing|Operator or semicolon|Bareword found|Insecure |Invalid conversion|Non-octal|Integer overflow|Hexadecimal number|isn't numeric|Unrecognized escape|length\(\) used on|Duplicate specification|Calling )/;
const AT_LINE = / at \S{1,500} line \d{1,9}\b/;

/** Perl's messages; tried after all rules for its programs. */
export const perlRules = once((): readonly SeverityRule[] => [
  // Perl: anything that is not a warning of the language itself is a program that died there.
  rule(
    'warn',
    new RegExp(`${PERL_WARNING.source}.{0,2000}${AT_LINE.source}`),
    ' line \\d',
    'Use of uninitialized value in string eq at /usr/local/example.pm line 12.',
  ),
  rule('error', AT_LINE, ' line \\d', 'Can’t locate object method "x" at /usr/local/x.pm line 12.'),
]);
