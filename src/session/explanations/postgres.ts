import type { ExplanationRule } from './rule.ts';

/** What PostgreSQL and its programs say. These rules come before those for other programs that say the same. */
export const postgresRules = (): readonly ExplanationRule[] => [
  {
    title: 'PostgreSQL role is missing',
    meaning:
      'The dump gives objects to a PostgreSQL user that this server does not have, or a program logs in as such a user. The ownership was not set.',
    effect: 'breaks',
    advice:
      'On this server: create the user in cPanel (PostgreSQL Databases) and add it to its database, then restore the database again.',
    retry: 'after-fix',
    patterns: () => [/\brole "?[^"]{1,80}"? does not exist/],
    words: ['does not exist'],
  },
  {
    title: 'PostgreSQL database is missing',
    meaning: 'A program tried to use a PostgreSQL database that is not on that server.',
    effect: 'not-moved',
    advice:
      'Check whether the database is on the source. If so, create it here (cPanel: PostgreSQL Databases) and restore it again.',
    retry: 'after-fix',
    patterns: () => [/\bdatabase "[^"]{1,80}" does not exist/],
    words: ['does not exist'],
  },
  {
    title: 'PostgreSQL login refused',
    meaning:
      'PostgreSQL refused the user: the password is wrong, or no line in pg_hba.conf allows this kind of login.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: check pg_hba.conf and the password of the user (WHM » Configure PostgreSQL can install a working pg_hba.conf), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:peer|ident|password|md5|scram\S{0,12}|gssapi) authentication failed for user|no pg_hba\.conf entry|fe_sendauth: no password/,
    ],
    words: ['authentication failed for user', 'pg_hba', 'fe_sendauth'],
  },
  {
    title: 'PostgreSQL permission denied',
    meaning:
      'The user of the dump or restore is not allowed to do this, usually because another user owns the object.',
    effect: 'maybe',
    advice:
      'If it is a comment or an extension such as plpgsql, there is nothing to do. Otherwise restore the database as postgres and give its objects to the account’s user.',
    retry: 'by-hand',
    patterns: () => [
      /must be (?:owner of|superuser|member of role)|permission denied (?:for|to) (?:\w{1,20} )?(?:schema|table|relation|database|sequence|function|view|language|type|create|set|extension|large object)/,
    ],
    words: ['must be ', 'permission denied'],
  },
  {
    title: 'PostgreSQL encoding or locale differs',
    meaning:
      'The database has an encoding or locale that this server does not have, or contains characters that are not valid in it.',
    effect: 'not-moved',
    advice:
      'On this server: create the database from template0 with the encoding and locale of the source (install the locale with localedef), then restore it again.',
    retry: 'after-fix',
    patterns: () => [
      /invalid byte sequence for encoding|new (?:encoding|collation|lc_\w{4,8}) .{0,80}incompatible|invalid locale name|collation version mismatch|character with byte sequence .{0,80}has no equivalent|encoding .{0,60}does not match locale|collation "[^"]{1,60}" for encoding/,
    ],
    words: ['encoding', 'incompatible', 'locale', 'collation', 'byte sequence'],
  },
  {
    title: 'PostgreSQL cannot be reached',
    meaning:
      'PostgreSQL is not running, is still starting, accepts no more connections, or cannot use its data.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: check the service (systemctl status postgresql) and its log, fix the cause, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /the database system is (?:starting up|shutting down|in recovery)|too many clients already|remaining connection slots|connection to server .{0,160}failed|could not connect to server|database files are incompatible|could not (?:locate a valid checkpoint|create shared memory|write to file "pg_|bind (?:ipv[46]|unix) address)|server closed the connection unexpectedly|terminating connection (?:because|due)|lock file "postmaster\.pid"|data directory .{0,120}has (?:wrong|invalid|group)/,
    ],
    words: [
      'database system',
      'clients already',
      'connection slots',
      'connection to server',
      'connect to server',
      'database files',
      'could not ',
      'server closed',
      'terminating connection',
      'postmaster',
      'data directory',
    ],
  },
  {
    title: 'PostgreSQL version does not match',
    meaning:
      'The dump is from or for another version of PostgreSQL: one of its settings, types or formats is unknown here.',
    effect: 'not-moved',
    advice:
      'Use the newer version’s programs (pg_dump, psql, pg_restore), or install the extension that provides the missing type, then restore the database again.',
    retry: 'after-fix',
    patterns: () => [
      /server version mismatch|server version: .{1,40}version|unsupported version .{0,40}file header|unrecognized configuration parameter|(?:appears|seems) to be a text format dump|not (?:appear to be )?a valid archive|type "[^"]{1,60}" does not exist|(?:function|operator) .{1,160} does not exist|access method "[^"]{1,40}" does not exist/,
    ],
    words: ['version', 'configuration parameter', 'text format', 'valid archive', 'does not exist'],
  },
  {
    title: 'PostgreSQL restore continued after errors',
    meaning:
      'Some statements failed while the database was restored. The errors before this line name them.',
    effect: 'maybe',
    advice:
      'Open the log at the lines before this one. If they name tables or rows, not only owners or extensions, restore the database again.',
    retry: 'by-hand',
    patterns: () => [/errors ignored on restore|current transaction is aborted/],
    words: ['errors ignored', 'transaction is aborted'],
  },
  {
    title: 'PostgreSQL tables refer to each other',
    meaning:
      'Tables refer to each other through foreign keys, so restoring only the data can fail. A dump of the whole database can be restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^pg_dump: .{0,40}circular foreign-key/],
    words: ['circular foreign-key'],
  },
];
