import { describe, expect, it } from 'vitest';
import { severityOfText } from '../../src/log/severity.ts';
import { mightHaveSeverity } from '../../src/log/severity-prefilter.ts';
import { explanationOf } from '../../src/session/explanation.ts';
import { FOREIGN_PHRASES, inEnglish } from '../../src/session/foreign-phrases.ts';
import type { LogSeverity } from '../../src/session/log-line.ts';
import { processorMs } from '../processor-time.ts';

const titleOf = (text: string): string | undefined =>
  explanationOf({ kind: 'warning', module: null, function: null, text })?.title;

/** Messages of programs that no rule was written from, with what they say. */
const MESSAGES: readonly (readonly [LogSeverity, string, string])[] = [
  ['error', 'Archive is damaged or incomplete', 'tar: Это не похоже на tar-архив'],
  ['error', 'Archive is damaged or incomplete', 'tar: アーカイブに予期せぬ EOF があります'],
  ['error', 'Archive is damaged or incomplete', 'tar: 由于前次错误，将以上次的错误状态退出'],
  ['error', 'A file is missing', "cp: 无法获取'/home/bob/x' 的文件状态(stat): 没有那个文件或目录"],
  [
    'error',
    'No permission on a file',
    'mkdir: não foi possível criar o diretório “/b”: Permissão negada',
  ],
  [
    'error',
    'Disk full',
    "cp: error al escribir en '/backup/x': No queda espacio en el dispositivo",
  ],
  ['error', 'A program is missing', 'bash: pigz: команда не найдена'],
  ['error', 'A program is missing', 'bash: 第 1 行： pigz：未找到命令'],
  [
    'error',
    'Error in a shell script',
    '/usr/local/bin/x.sh: Zeile 12: Syntaxfehler beim unerwarteten Wort »fi«',
  ],
  ['error', 'A transfer process died', 'x.sh: linha 5: 4321 Morto                   mysqldump bob'],
  ['error', 'User or group is missing', 'chown: usuario inválido: «bob»'],
  ['warn', 'Files changed during the copy', 'tar: ./a: El fichero fue borrado antes de leerlo'],
  ['warn', 'Files changed during the copy', 'tar: ./logs/a.log: файл изменился во время чтения'],
  [
    'error',
    'Database login refused',
    "ERROR 1045 (28000): Доступ закрыт для пользователя 'bob'@'localhost'",
  ],
  [
    'error',
    'PostgreSQL role is missing',
    'psql:/home/bob/dump.sql:7: ERREUR:  le rôle « bob » n’existe pas',
  ],
  ['error', 'A table is missing', 'FEHLER:  Relation »kunden« existiert nicht'],
  ['error', 'PostgreSQL login refused', 'FATAL:  Peer authentication failed for user "bob"'],
  [
    'error',
    'PostgreSQL permission denied',
    'pg_restore: error: could not execute query: ERROR:  must be owner of extension pgcrypto',
  ],
  [
    'error',
    'PostgreSQL encoding or locale differs',
    'ERROR:  invalid byte sequence for encoding "UTF8": 0xfc',
  ],
  ['error', 'PostgreSQL cannot be reached', 'FATAL:  the database system is shutting down'],
  [
    'error',
    'PostgreSQL version does not match',
    'ERROR:  unrecognized configuration parameter "idle_session_timeout"',
  ],
  [
    'warn',
    'PostgreSQL restore continued after errors',
    'pg_restore: warning: errors ignored on restore: 4',
  ],
  [
    'warn',
    'PostgreSQL tables refer to each other',
    'pg_dump: warning: there are circular foreign-key constraints among these tables:',
  ],
  ['error', 'PostgreSQL database is missing', 'FATAL:  database "bob_shop" does not exist'],
  [
    'warn',
    'PHP module missing',
    "PHP Warning:  PHP Startup: Unable to load dynamic library 'redis.so' in Unknown on line 0",
  ],
  [
    'warn',
    'PHP module is loaded twice',
    'PHP Warning:  Module "intl" is already loaded in Unknown on line 0',
  ],
  [
    'error',
    'PHP program stopped with an error',
    'PHP Parse error:  syntax error, unexpected token "match" in /home/bob/a.php on line 4',
  ],
  [
    'warn',
    'PHP could not write or open a file',
    'PHP Warning:  fopen(/var/www/a.log): failed to open stream: Permission denied in /home/bob/a.php on line 3',
  ],
  ['error', 'Node.js application needs checking', 'npm ERR! missing script: start'],
  [
    'error',
    'Port or address is in use',
    '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:443',
  ],
  [
    'error',
    'Certificate or key is not usable',
    'error:0B080074:x509 certificate routines:X509_check_private_key:key values mismatch',
  ],
  [
    'error',
    'Download failed',
    'curl: (92) HTTP/2 stream 1 was not closed cleanly: PROTOCOL_ERROR (err 1)',
  ],
  [
    'error',
    'Mail server configuration refused',
    'doveconf: Fatal: Error in configuration file /etc/dovecot/local.conf line 3: Unknown setting: ssl_foo',
  ],
  ['error', 'Unknown mail user or mailbox', "doveadm(info@example.com): Fatal: User doesn't exist"],
  [
    'error',
    'Mailbox index is damaged',
    'imap(bob)<77>: Error: Mailbox Sent: Corrupted transaction log file /home/bob/mail/.Sent/dovecot.index.log',
  ],
  [
    'warn',
    'Mailbox is full',
    '2026-11-02 04:13:22 1rABcd-000123-XY == a@example.com R=virtual T=dovecot defer (-46): 452 4.2.2 <a@example.com> Mailbox is full',
  ],
  [
    'error',
    'DNS server configuration refused',
    "/etc/named.conf:31: unknown option 'dnssec-lookaside'",
  ],
  [
    'error',
    'Invalid record in a DNS zone',
    "dns_rdata_fromtext: /var/named/example.com.db:9: near 'x': bad dotted quad",
  ],
  [
    'error',
    'Unknown Apache directive',
    "Invalid command 'SecFilterEngine', perhaps misspelled or defined by a module not included in the server configuration",
  ],
  [
    'error',
    'Wrong owner or mode of a web file',
    '[Mon Nov 02 04:13:22 2026] [:error] [pid 1] SoftException in Application.cpp:601: File "/home/bob/a.php" is writeable by group',
  ],
  [
    'error',
    'Quotas are off on this server',
    'repquota: Mountpoint (or device) /home not found or has no quota enabled.',
  ],
  ['error', 'System user could not be created or changed', 'useradd: UID 2041 is not unique'],
  ['warn', 'Folder left out', "cp: -r not specified; omitting directory '/home/bob/etc'"],
  [
    'error',
    'Another file or folder is in the way',
    "mv: target '/home/bob/mail' is not a directory",
  ],
  [
    'error',
    'File system does not respond',
    'ls: cannot access /home/virtfs/bob/proc: Transport endpoint is not connected',
  ],
  [
    'error',
    'Error in a shell script',
    '/scripts/postcpmove: line 4: [: =: unary operator expected',
  ],
  ['error', 'Unknown program option', "mysqldump: unknown option '--set-gtid-purged=OFF'"],
  [
    'error',
    'Table was changed during the dump',
    'mysqldump: Error 1412: Table definition has changed, please retry transaction when dumping table `a` at row: 9',
  ],
  [
    'error',
    'Database server does not start',
    '2026-11-02  4:13:22 0 [ERROR] InnoDB: Unable to lock ./ibdata1 error: 11',
  ],
  [
    'error',
    'Host may not connect to MySQL',
    "ERROR 1130 (HY000): Host 'new.example.net' is not allowed to connect to this MariaDB server",
  ],
  [
    'error',
    'Database user refused by this server',
    'ERROR 1819 (HY000): Your password does not satisfy the current policy requirements',
  ],
  [
    'error',
    'Table structure differs from the dump',
    "ERROR 1054 (42S22) at line 8: Unknown column 'lang' in 'field list'",
  ],
  ['error', 'Mailbox is in use', 'imap(bob): Error: Mailbox is locked, will abort in 10 seconds'],
  [
    'error',
    'Disk or file system error',
    'df: „/mnt/nfs“: Veraltete Dateizugriffsnummer (file handle)',
  ],
];

/** What such programs say when nothing is wrong. */
const PLAIN: readonly string[] = [
  'tar: 从成员名中删除开头的“/”',
  "tar: メンバ名から先頭の `/' を取り除きます",
  'tar: ./mysql.sock: сокет проигнорирован',
  'Всего записано байт: 10240 (10KiB, 1,2MiB/s)',
  "mkdir: создан каталог 'error'",
  'public_html/erreur/fehler.php',
  'public_html/错误.html',
  'psql:dump.sql:3: HINWEIS:  Relation »a« existiert bereits, wird übersprungen',
  'NOTICE:  table "errors" does not exist, skipping',
  '2026-11-02 04:13:22 0 [Note] Recovering after a crash using tc.log',
  'imap-login: Info: Aborted login (auth failed, 1 attempts): user=<bob>',
  'zone failed.example.com/IN: loaded serial 2026110201',
  '[Mon Nov 02 04:13:22 2026] [mpm_prefork:notice] [pid 1] AH00163: Apache configured -- resuming normal operations',
  'Verify return code: 0 (ok)',
  'Errors parsing: 0',
  '2026-11-02 04:13:22 1rABcd-000123-XY => failed <failed@example.com> R=localuser T=local_delivery',
  'quotacheck: Checked 12345 directories and 678901 files',
];

describe('messages of programs', () => {
  it.each(MESSAGES)('%s, %s: %s', (severity, title, text) => {
    expect(severityOfText(text)).toBe(severity);
    expect(titleOf(text)).toBe(title);
    expect(mightHaveSeverity(text, new Set([severity]))).toBe(true);
  });

  it.each(PLAIN)('no error: %s', (text) => {
    expect(severityOfText(text)).not.toBe('error');
  });
});

describe('phrases of other languages', () => {
  it('are distinct enough to leave plain English alone', () => {
    for (const text of ['The account was moved.', 'error: cannot open the file', '0 errors', '']) {
      expect(inEnglish(text)).toBeNull();
    }
  });

  it('lead from each cause to an explanation', () => {
    // A time stamp in the future leaves nothing to explain.
    const named = FOREIGN_PHRASES.filter(
      ({ english }) => english !== '' && !/future/.test(english),
    );
    expect(named.filter(({ english }) => titleOf(`tar: x: ${english}`) === undefined)).toEqual([]);
  });

  it('are found in time linear in the text', () => {
    const timeOf = (): number =>
      processorMs(() => {
        for (const piece of ['tar: ', 'tabelle ', 'база ', 'kan ', 'datenbank x ', ' : ']) {
          severityOfText(piece.repeat(65_536 / piece.length));
          titleOf(piece.repeat(65_536 / piece.length));
        }
      });
    timeOf();
    expect(timeOf()).toBeLessThan(1000);
  });
});
