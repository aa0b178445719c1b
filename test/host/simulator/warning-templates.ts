import type { IssueContext } from './issue-context.ts';
import type { IssueTemplate } from './issue-templates.ts';

type Row = [id: string, at: [string, string, number], text: (context: IssueContext) => string];

const SKIPPED: Row[] = [
  ['no-cron', ['Cron', '_restore', 88], (c) => `The crontab for “${c.user}” has no entries.`],
  ['no-pg', ['Postgres', '_restore', 50], () => 'The archive holds no PostgreSQL databases.'],
  [
    'zone-exists',
    ['ZoneFile', '_restore', 143],
    (c) => `A DNS zone for “${c.domain}” exists already and was kept.`,
  ],
  [
    'logs',
    ['Logs', 'restore', 22],
    (c) => `The access logs of “${c.domain}” were not asked for and were skipped.`,
  ],
  ['no-lists', ['MailLists', 'restore', 57], (c) => `“${c.user}” has no mailing lists to restore.`],
  [
    'integration',
    ['Integration', 'restore', 19],
    (c) => `No integration links were found for “${c.localUser}”.`,
  ],
  [
    'ssl-expired',
    ['SSL', '_install', 231],
    (c) => `The certificate for “${c.domain}” expired on ${c.date} and was skipped.`,
  ],
  [
    'feature',
    ['FeatureList', 'check', 12],
    (c) => `The feature list of “${c.localUser}” is managed by its package.`,
  ],
  [
    'backup-file',
    ['Homedir', '_filter', 176],
    (c) => `The old backup “/home/${c.user}/backup-${c.date}.tar.gz” (${c.megabytes}) was skipped.`,
  ],
  [
    'socket',
    ['Homedir', '_filter', 181],
    (c) => `${c.count} sockets and devices below “/home/${c.user}” were skipped.`,
  ],
  [
    'dkim',
    ['DKIM', 'restore', 66],
    (c) => `“${c.domain}” has no DKIM key; a new one is made later.`,
  ],
  [
    'suspended',
    ['Suspend', 'restore', 30],
    (c) => `“${c.user}” is suspended on ${c.sourceHost}; its suspension page was skipped.`,
  ],
];

const WARNING: Row[] = [
  [
    'grant-too-long',
    ['Mysql', '_restore_grants', 312],
    (c) =>
      `The system cannot grant privileges to the MySQL user “${c.databaseUser}” because of an error: (XID ${c.xid}) “${c.databaseUser}” is too long by ${c.count} characters.`,
  ],
  [
    'mysql-1227',
    ['Mysql', '_restore_db', 518],
    (c) =>
      `(XID ${c.xid}) The system received an error from the “MySQL” database “${c.database}”: 1227 (Access denied; you need (at least one of) the SUPER privilege(s) for this operation)`,
  ],
  [
    'mysql-1044',
    ['Mysql', '_restore_db', 518],
    (c) =>
      `(XID ${c.xid}) The system received an error from the “MySQL” database “${c.database}”: 1044 (Access denied for user '${c.databaseUser}'@'localhost' to database '${c.database}')`,
  ],
  [
    'mysql-1146',
    ['Mysql', '_restore_db', 518],
    (c) =>
      `(XID ${c.xid}) The system received an error from the “MySQL” database “${c.database}”: 1146 (Table '${c.database}.wp_options' doesn't exist)`,
  ],
  [
    'mysql-1273',
    ['Mysql', '_restore_db', 518],
    (c) =>
      `(XID ${c.xid}) The system received an error from the “MySQL” database “${c.database}”: 1273 (Unknown collation: 'utf8mb4_0900_ai_ci')`,
  ],
  [
    'mysql-definer',
    ['Mysql', '_fix_definer', 560],
    (c) => `The view “summary_${c.count}” in “${c.database}” names a definer who does not exist.`,
  ],
  [
    'mysql-host',
    ['Mysql', '_hosts', 611],
    (c) => `The remote MySQL host ${c.ip} of “${c.user}” could not be added.`,
  ],
  [
    'rsync-23',
    ['Homedir', '_rsync', 240],
    (c) => `rsync ended with 23: some files of “/home/${c.user}” were not transferred.`,
  ],
  [
    'rsync-24',
    ['Homedir', '_rsync', 240],
    (c) => `rsync ended with 24: ${c.count} files of “/home/${c.user}” vanished meanwhile.`,
  ],
  [
    'over-quota',
    ['Quota', 'check', 91],
    (c) => `“${c.localUser}” uses ${c.megabytes}, more than its quota allows.`,
  ],
  [
    'mailbox',
    ['Mail', '_convert', 377],
    (c) => `The mailbox “${c.mailbox}” could not be converted to maildir (exit code ${c.count}).`,
  ],
  [
    'forwarder',
    ['Mail', '_forwarders', 420],
    (c) => `A forwarder of “${c.mailbox}” leads to a program and was disabled.`,
  ],
  ['spf', ['ZoneFile', '_spf', 202], (c) => `The SPF record of “${c.domain}” still names ${c.ip}.`],
  [
    'zone-parse',
    ['ZoneFile', '_parse', 160],
    (c) => `Line ${c.count} of the zone file for “${c.domain}” is not understood and was dropped.`,
  ],
  [
    'ns',
    ['ZoneFile', '_ns', 215],
    (c) => `The name servers of “${c.domain}” are not those of this server.`,
  ],
  [
    'ssl-key',
    ['SSL', '_install', 240],
    (c) => `No private key fits the certificate ${c.hex} for “www.${c.domain}”.`,
  ],
  [
    'ftp',
    ['FTP', 'restore', 55],
    (c) => `The FTP account “upload@${c.domain}” has no password and cannot log in.`,
  ],
  [
    'htaccess',
    ['PHP', '_htaccess', 133],
    (c) => `The handler in “${c.path}/.htaccess” is for a PHP version that is not installed.`,
  ],
  [
    'webdisk',
    ['WebDisk', 'restore', 48],
    (c) => `The web disk user “${c.mailbox}” has a home outside of “/home/${c.localUser}”.`,
  ],
  [
    'custom',
    ['SiteBackupPlugin', 'restore', 77],
    (c) => `The plugin's data for “${c.user}” are of an older version (${c.date}).`,
  ],
  [
    'bandwidth',
    ['Bandwidth', 'restore', 64],
    (c) => `Bandwidth data of “${c.domain}” could not be merged: database is locked.`,
  ],
  [
    'apitoken',
    ['APITokens', 'restore', 39],
    (c) => `${c.count} API tokens of “${c.user}” had to be dropped.`,
  ],
  [
    'passwd',
    ['Password', 'restore', 28],
    (c) => `The password of “${c.localUser}” uses an old hash and must be set anew.`,
  ],
  [
    'locale',
    ['Locale', 'restore', 25],
    (c) => `The locale of “${c.localUser}” is not installed here.`,
  ],
];

function rows(kind: 'skipped' | 'warning', list: Row[]): IssueTemplate[] {
  return list.map(([id, [module, name, line], text]) => ({
    id: `${kind}-${id}`,
    kind,
    module,
    function: name,
    line,
    text,
  }));
}

/** What was left out with a reason (skipped), and what went wrong but not far (warning). */
export const WARNING_TEMPLATES: IssueTemplate[] = [
  ...rows('skipped', SKIPPED),
  ...rows('warning', WARNING),
];
