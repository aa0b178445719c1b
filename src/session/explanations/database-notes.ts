import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** What the restore of databases notes besides. */
export const databaseNoteRules = (): readonly ExplanationRule[] => [
  {
    title: 'InnoDB strict mode switched off for a restore',
    meaning:
      'The server loosened a check so that older tables could be restored. It does so by itself and switches it on again.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^(?:disabling|enabling|re-enabling) (?:the )?"?innodb"?(?: |_)strict(?: |_)mode/i,
    ],
    words: ['strict'],
  },
  {
    title: 'Remote MySQL host not restored',
    meaning:
      'An address that may connect to the databases of the account from outside could not be added.',
    effect: 'maybe',
    advice:
      'On this server: add the host in cPanel (Remote Database Access) if something outside still uses it.',
    retry: 'by-hand',
    patterns: () => [/remote mysql host|access host/i],
    place: () => /^Mysql::_hosts$/,
    words: ['remote mysql', 'access host'],
  },
  {
    title: 'Privileges of a database user not restored',
    meaning:
      'The database user exists, but one or more of its privileges could not be given to it.',
    effect: 'breaks',
    advice:
      'On this server: open MySQL Databases in the cPanel of the account, add the user to its databases, and try the site.',
    retry: 'by-hand',
    patterns: () => [
      /(?:can ?not|could not|unable to|failed to) (?:grant|restore) (?:the )?(?:privileges|grants)|grants? .{0,80}(?:not restored|skipped|failed)|(?<!reseller )\bprivileges .{0,80}(?:not restored|could not be)|operation (?:create|alter|drop|rename) user failed|\(1396\)|error:? 1396\b/i,
    ],
    place: () => /^(?:Mysql|Postgres)::_restore_grants$/,
    words: ['grant', 'privileges', 'user failed', '1396'],
  },
  {
    title: 'PostgreSQL is missing here',
    meaning:
      'The account has PostgreSQL databases, and this server has no running PostgreSQL. They were not restored.',
    effect: 'not-moved',
    advice:
      'On this server: install and configure PostgreSQL (WHM: Configure PostgreSQL), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /postgres(?:ql)? .{0,40}is not (?:installed|running|configured|available)|connect to server: .{0,60}(?:5432|pgsql)/i,
    ],
    words: ['postgres', '5432', 'pgsql'],
  },
  {
    title: 'PostgreSQL role exists already',
    meaning:
      'The role is on this server from before, for example because the account is overwritten. The existing role is used.',
    effect: 'none',
    advice:
      'Nothing to do. If the site cannot log in, set the password of the role again in cPanel.',
    retry: 'pointless',
    patterns: () => [pattern(`^error: +role ${NAME} already exists$`)],
    words: ['already exists'],
  },
  {
    title: 'PostgreSQL extension or version missing',
    meaning:
      'The dump needs an extension, a language or a version of PostgreSQL that this server does not have.',
    effect: 'not-moved',
    advice:
      'On this server: install the extension or the newer version, then restore the database again.',
    retry: 'after-fix',
    patterns: () => [
      /extension .{0,80}(?:does not exist|is not available|control file)|server version mismatch|unsupported version .{0,40}in file header|language .{0,40}does not exist/i,
    ],
    words: ['extension', 'version', 'language'],
  },
  {
    title: 'No PostgreSQL databases',
    meaning: 'The account has no PostgreSQL databases, so none were restored.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^the archive (?:holds|contains|has) no postgresql databases/i,
      /^there are no postgresql databases/i,
    ],
    words: ['postgresql'],
  },
  {
    title: 'Empty database',
    meaning: 'The database had no tables on the source. It was moved as it was.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      pattern(`^(?:\\(xid \\w+\\) )?(?:the )?(?:mysql |postgresql )?database ${NAME} is empty\\b`),
    ],
    words: ['is empty'],
  },
  {
    title: 'Harmless notice of the database client',
    meaning: 'The client warns about how it was called. It says nothing about the data.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^(?:mysql\w*|mariadb[\w-]*): \[?warning\]?:? (?:using a password on the command line|deprecated program name|option .{0,80}deprecated)|^warning: a partial dump from a server that has gtids/i,
    ],
    words: ['password on the command', 'deprecated', 'gtids'],
  },
  {
    title: 'Database server does not start',
    meaning:
      'MySQL or MariaDB could not open or lock its own files, or met a setting that it does not know, and stopped.',
    effect: 'breaks',
    advice:
      'On the server that says so: read its error log from the first [ERROR] on, look at owner and space of /var/lib/mysql and whether a second server runs, and start it again.',
    retry: 'after-fix',
    patterns: () => [
      /\[server\] aborting|\[error\] aborting|unable to lock \.\/ibdata|operating system error number|does not have the access rights|can't start server|\[error\] .{0,120}(?:plugin '?innodb|failed to initialize|unknown\/unsupported storage engine|could not open|can't open|cannot open|can't create|data directory)/i,
    ],
    words: [
      'aborting',
      'unable to lock',
      'operating system error',
      'access rights',
      'start server',
      '[error]',
    ],
  },
  {
    title: 'Host may not connect to MySQL',
    meaning:
      'The database server does not let this host in, or blocks it after failed connections.',
    effect: 'not-moved',
    advice:
      'On the database server: run FLUSH HOSTS (or mysqladmin flush-hosts) and allow the host for the user (cPanel: Remote MySQL), then move the account again.',
    retry: 'after-fix',
    patterns: () => [/host '[^']{1,255}' is (?:blocked|not allowed to connect)/i],
    words: ['is blocked', 'not allowed to connect'],
  },
  {
    title: 'Database user refused by the rules of this server',
    meaning:
      'The database server here does not take the user or its password, so the user is missing or without privileges.',
    effect: 'breaks',
    advice:
      'On this server: create the user with a new password in cPanel (MySQL Databases), add it to its databases, and put the password into the configuration of the site.',
    retry: 'by-hand',
    patterns: () => [
      /password does not satisfy|matching row in the user table|not allowed to create a user with grant/i,
    ],
    words: ['does not satisfy', 'matching row', 'with grant'],
  },
  {
    title: 'Structure of a table differs from the dump',
    meaning:
      'A statement of the dump does not fit the table or the version of the database server here: another column, a default that is not allowed, or a tablespace that is left over.',
    effect: 'not-moved',
    advice:
      'On this server: empty the database and restore it again as a whole; where it fails again, change the statement that the message names.',
    retry: 'by-hand',
    patterns: () => [
      /can't have a default value|unknown column|column count doesn't match|tablespace for table .{1,160} exists|couldn't find table|loading local data is disabled/i,
    ],
    words: [
      'default value',
      'unknown column',
      'column count',
      'tablespace for',
      "couldn't find table",
      'local data',
    ],
  },
];
