import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** What the restore of databases notes besides. */
export const databaseNoteRules = (): readonly ExplanationRule[] => [
  {
    title: 'InnoDB strict mode switched off for a restore',
    meaning:
      'The server switched a check off so that older tables could be restored. It switches the check on again by itself.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^(?:disabling|enabling|re-enabling) (?:the )?"?innodb"?(?: |_)strict(?: |_)mode/,
    ],
    words: ['strict'],
  },
  {
    title: 'Remote MySQL host not restored',
    meaning: 'A remote host that may connect to the account’s databases could not be added.',
    effect: 'maybe',
    advice:
      'On this server: if the host still needs access, add it in cPanel (Remote Database Access).',
    retry: 'by-hand',
    patterns: () => [/remote mysql host|access host/],
    place: () => /^Mysql::_hosts$/,
    words: ['remote mysql', 'access host'],
  },
  {
    title: 'Privileges of a database user not restored',
    meaning: 'The database user exists, but one or more of its privileges could not be granted.',
    effect: 'breaks',
    advice:
      'On this server: open MySQL Databases in the account’s cPanel, add the user to its databases, and test the site.',
    retry: 'by-hand',
    patterns: () => [
      /(?:can ?not|could not|unable to|failed to) (?:grant|restore) (?:the )?(?:privileges|grants)|grants? .{0,80}(?:not restored|skipped|failed)|(?<!reseller )\bprivileges .{0,80}(?:not restored|could not be)|operation (?:create|alter|drop|rename) user failed|\(1396\)|error:? 1396\b/,
    ],
    place: () => /^(?:Mysql|Postgres)::_restore_grants$/,
    words: ['grant', 'privileges', 'user failed', '1396'],
  },
  {
    title: 'PostgreSQL is missing here',
    meaning:
      'The account has PostgreSQL databases, but PostgreSQL is not running on this server. They were not restored.',
    effect: 'not-moved',
    advice:
      'On this server: install and configure PostgreSQL (WHM: Configure PostgreSQL), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /postgres(?:ql)? .{0,40}is not (?:installed|running|configured|available)|connect to server: .{0,60}(?:5432|pgsql)/,
    ],
    words: ['postgres', '5432', 'pgsql'],
  },
  {
    title: 'PostgreSQL role already exists',
    meaning:
      'The role is already on this server, for example because the account was overwritten. The existing role is used.',
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
      'The dump needs a PostgreSQL extension, language or version that this server does not have.',
    effect: 'not-moved',
    advice:
      'On this server: install the extension or the newer version, then restore the database again.',
    retry: 'after-fix',
    patterns: () => [
      /extension .{0,80}(?:does not exist|is not available|control file)|server version mismatch|unsupported version .{0,40}in file header|language .{0,40}does not exist/,
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
      /^the archive (?:holds|contains|has) no postgresql databases/,
      /^there are no postgresql databases/,
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
    title: 'Harmless message from the database client',
    meaning: 'The client warns about the way it was called. It does not concern the data.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [
      /^(?:mysql\w*|mariadb[\w-]*): \[?warning\]?:? (?:using a password on the command line|deprecated program name|option .{0,80}deprecated)|^warning: a partial dump from a server that has gtids/,
    ],
    words: ['password on the command', 'deprecated', 'gtids'],
  },
  {
    title: 'Database server does not start',
    meaning:
      'MySQL or MariaDB stopped because it could not open or lock its own files, or because it does not know one of its settings.',
    effect: 'breaks',
    advice:
      'On the server that reports it: read its error log from the first [ERROR] on. Check the owner and free space of /var/lib/mysql, and whether a second MySQL is running. Then start it again.',
    retry: 'after-fix',
    patterns: () => [
      /\[server\] aborting|\[error\] aborting|unable to lock \.\/ibdata|operating system error number|does not have the access rights|can't start server|\[error\] .{0,120}(?:plugin '?innodb|failed to initialize|unknown\/unsupported storage engine|could not open|can't open|cannot open|can't create|data directory)/,
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
      'The database server does not allow connections from this host, or has blocked it after failed connections.',
    effect: 'not-moved',
    advice:
      'On the database server: run FLUSH HOSTS (or mysqladmin flush-hosts) and allow the host for the user (cPanel: Remote Database Access), then move the account again.',
    retry: 'after-fix',
    patterns: () => [/host '[^']{1,255}' is (?:blocked|not allowed to connect)/],
    words: ['is blocked', 'not allowed to connect'],
  },
  {
    title: 'Database user refused by this server',
    meaning:
      'The database server here does not accept the user or its password, so the user is missing or has no privileges.',
    effect: 'breaks',
    advice:
      'On this server: create the user with a new password in cPanel (MySQL Databases), add it to its databases, and put the password into the site’s configuration.',
    retry: 'by-hand',
    patterns: () => [
      /password does not satisfy|matching row in the user table|not allowed to create a user with grant/,
    ],
    words: ['does not satisfy', 'matching row', 'with grant'],
  },
  {
    title: 'Table structure differs from the dump',
    meaning:
      'A statement in the dump does not match the table or the database server’s version here. There is a different column, a default that is not allowed, or a leftover tablespace.',
    effect: 'not-moved',
    advice:
      'On this server: empty the database and restore all of it again. If it fails again, change the statement that the message names.',
    retry: 'by-hand',
    patterns: () => [
      /can't have a default value|unknown column|column count doesn't match|tablespace for table .{1,160} exists|couldn't find table|loading local data is disabled/,
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
