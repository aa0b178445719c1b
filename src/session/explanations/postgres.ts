import type { ExplanationRule } from './rule.ts';

/** What PostgreSQL and its programs say. These rules come before those for other programs that say the same. */
export const postgresRules = (): readonly ExplanationRule[] => [
  {
    title: 'PostgreSQL role is missing',
    meaning:
      'The dump gives objects to a PostgreSQL user that this server does not have, or a program logs in as one. What belongs to it was not set.',
    effect: 'breaks',
    advice:
      'On this server: create the user in cPanel (PostgreSQL Databases) and add it to its database, then restore the database again.',
    retry: 'after-fix',
    patterns: () => [/\brole "?[^"]{1,80}"? does not exist/i],
    words: ['does not exist'],
  },
  {
    title: 'PostgreSQL database is missing',
    meaning: 'A program asked PostgreSQL for a database that is not on that server.',
    effect: 'not-moved',
    advice:
      'Look whether the source has the database. If it has, create it here (PostgreSQL Databases) and restore it again.',
    retry: 'after-fix',
    patterns: () => [/\bdatabase "[^"]{1,80}" does not exist/i],
    words: ['does not exist'],
  },
  {
    title: 'PostgreSQL login refused',
    meaning:
      'PostgreSQL did not accept the user: a wrong password, or pg_hba.conf has no line that lets it in this way.',
    effect: 'not-moved',
    advice:
      'On the server that says so: check pg_hba.conf and the password of the user (WHM: Configure PostgreSQL installs a working one), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:peer|ident|password|md5|scram\S{0,12}|gssapi) authentication failed for user|no pg_hba\.conf entry|fe_sendauth: no password/i,
    ],
    words: ['authentication failed for user', 'pg_hba', 'fe_sendauth'],
  },
  {
    title: 'Rights of PostgreSQL do not suffice',
    meaning:
      'The user that restores or dumps may not do this to an object of PostgreSQL, mostly because somebody else owns it.',
    effect: 'maybe',
    advice:
      'Where it is an extension such as plpgsql or a comment, there is nothing to do. Otherwise restore the database as postgres, and give its objects to the user of the account.',
    retry: 'by-hand',
    patterns: () => [
      /must be (?:owner of|superuser|member of role)|permission denied (?:for|to) (?:\w{1,20} )?(?:schema|table|relation|database|sequence|function|view|language|type|create|set|extension|large object)/i,
    ],
    words: ['must be ', 'permission denied'],
  },
  {
    title: 'Encoding or locale of PostgreSQL differs',
    meaning:
      'The database was made with an encoding or a locale that this server does not have, or holds characters that do not fit it.',
    effect: 'not-moved',
    advice:
      'On this server: create the database from template0 with the encoding and locale of the source (install the locale with localedef), then restore it again.',
    retry: 'after-fix',
    patterns: () => [
      /invalid byte sequence for encoding|new (?:encoding|collation|lc_\w{4,8}) .{0,80}incompatible|invalid locale name|collation version mismatch|character with byte sequence .{0,80}has no equivalent|encoding .{0,60}does not match locale|collation "[^"]{1,60}" for encoding/i,
    ],
    words: ['encoding', 'incompatible', 'locale', 'collation', 'byte sequence'],
  },
  {
    title: 'PostgreSQL cannot be reached',
    meaning:
      'PostgreSQL does not run on the server that says so, is starting, takes no more connections, or cannot use its data.',
    effect: 'not-moved',
    advice:
      'On that server: look at the service (systemctl status postgresql) and its log, put it right, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /the database system is (?:starting up|shutting down|in recovery)|too many clients already|remaining connection slots|connection to server .{0,160}failed|could not connect to server|database files are incompatible|could not (?:locate a valid checkpoint|create shared memory|write to file "pg_|bind (?:ipv[46]|unix) address)|server closed the connection unexpectedly|terminating connection (?:because|due)|lock file "postmaster\.pid"|data directory .{0,120}has (?:wrong|invalid|group)/i,
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
    title: 'Version of PostgreSQL does not fit',
    meaning:
      'The dump was made by or for another version of PostgreSQL: a program, a setting, a type or a format is unknown here.',
    effect: 'not-moved',
    advice:
      'Use the programs of the newer version (dump with its pg_dump, restore with its psql or pg_restore), or install the extension that has the missing type, then restore the database again.',
    retry: 'after-fix',
    patterns: () => [
      /server version mismatch|server version: .{1,40}version|unsupported version .{0,40}file header|unrecognized configuration parameter|(?:appears|seems) to be a text format dump|not (?:appear to be )?a valid archive|type "[^"]{1,60}" does not exist|(?:function|operator) .{1,160} does not exist|access method "[^"]{1,40}" does not exist/i,
    ],
    words: ['version', 'configuration parameter', 'text format', 'valid archive', 'does not exist'],
  },
  {
    title: 'Restore of PostgreSQL went on after errors',
    meaning:
      'Single statements failed while the database was restored. The errors before this line name them.',
    effect: 'maybe',
    advice:
      'Open the log at the lines before this one. Restore the database again where they name tables or rows, not only owners or extensions.',
    retry: 'by-hand',
    patterns: () => [/errors ignored on restore|current transaction is aborted/i],
    words: ['errors ignored', 'transaction is aborted'],
  },
  {
    title: 'Tables of PostgreSQL refer to each other',
    meaning:
      'Tables have foreign keys in a circle, so a restore of the data alone may fail. A dump of the whole database restores well.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/^pg_dump: .{0,40}circular foreign-key/i],
    words: ['circular foreign-key'],
  },
];
