import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** Errors that the contents of dumps and tables cause during an import. */
export const databaseContentRules = (): readonly ExplanationRule[] => [
  {
    title: 'Zero dates refused',
    meaning:
      'A table has a date such as 0000-00-00 as a default or a value. The database server here does not accept it in strict mode.',
    effect: 'not-moved',
    advice:
      'On this server: remove NO_ZERO_DATE, NO_ZERO_IN_DATE and strict mode from sql_mode while you restore the database again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1067)(?=[ ):,.]|$)|invalid default value for|incorrect (?:date|datetime|timestamp) value|0000-00-00/,
      /(?:error:? |errno:? |\(|: )(?:1292)(?=[ ):,.]|$).{0,80}(?:date|time)/,
    ],
    words: ['1067', '1292', 'default value', 'incorrect date', 'incorrect timestamp', '0000-00-00'],
  },
  {
    title: 'A value does not fit its column',
    meaning:
      'The database server here is stricter than the source and refused a value that is too long or invalid for its column.',
    effect: 'not-moved',
    advice:
      'On this server: remove the strict modes from sql_mode while you restore the database again, and compare the character sets of both servers.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1406|1264|1265|1366)(?=[ ):,.]|$)|data too long for column|data truncated for column|out of range value|value is out of range|incorrect (?:string|integer|decimal) value/,
    ],
    words: [
      '1406',
      '1264',
      '1265',
      '1366',
      'data too long',
      'truncated',
      'out of range',
      'incorrect',
    ],
  },
  {
    title: 'A row is larger than max_allowed_packet',
    meaning:
      'A row is larger than the largest packet that the database server accepts, so it closed the connection. The dump or the import stopped at that table.',
    effect: 'not-moved',
    advice:
      'On the server that reports it: raise max_allowed_packet (up to 1 GB) for the server and for the client (mysqldump), restart MySQL, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1153|2020)(?=[ ):,.]|$)|max_allowed_packet|packet bigger than|packet (?:is )?too large/,
    ],
    words: ['1153', '2020', 'packet'],
  },
  {
    title: 'MySQL went away',
    meaning:
      'The database server restarted, was killed, or closed the connection during the dump or the import.',
    effect: 'not-moved',
    advice:
      'On that server: look in the MySQL error log for a crash or a lack of memory. Raise max_allowed_packet and wait_timeout if they are small. Then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:2006|2013|2055)(?=[ ):,.]|$)|server has gone away|lost connection to (?:mysql|server)|mysql server .{0,40}went away|server closed the connection unexpectedly/,
    ],
    words: [
      '2006',
      '2013',
      '2055',
      'gone away',
      'went away',
      'lost connection',
      'closed the connection',
    ],
  },
  {
    title: 'Too many database connections',
    meaning: 'The database server had no connection left for the dump or the import.',
    effect: 'not-moved',
    advice:
      'Raise max_connections, or move the account again when the server is less busy, with fewer workers at once.',
    retry: 'now',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1040|1203)(?=[ ):,.]|$)|too many connections|max_user_connections/,
    ],
    words: ['1040', '1203', 'connections'],
  },
  {
    title: 'MySQL cannot be reached',
    meaning:
      'The database server could not be reached: it is stopped, is still starting, or listens on another socket or address.',
    effect: 'not-moved',
    advice:
      'Start MySQL on the server that reports it (the source for a dump, otherwise this one), check that it stays up, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:2002|2003|2005)(?=[ ):,.]|$)|cr_connection_error|cr_conn_host_error|connect to (?:the |local )?(?:"?mysql"? |mysql|mariadb)|error while connecting to mysql|dbi connect\(/,
    ],
    words: ['2002', '2003', '2005', 'cr_conn', 'connect'],
  },
  {
    title: 'A table is missing',
    meaning:
      'A view, routine or statement uses a table that is not in the database. Often it was already missing on the source.',
    effect: 'maybe',
    advice:
      'Compare the tables with the source. If the table exists there, export it there and import it here.',
    retry: 'by-hand',
    patterns: () => [
      pattern(
        `(?:error:? |errno:? |\\(|: )(?:1146|1356|1932|1051)(?=[ ):,.]|$)|(?:table|relation|view) ${NAME} (?:doesn't|does not) exist|view ${NAME} references invalid|references? invalid table`,
      ),
    ],
    words: ['1146', '1356', '1932', '1051', 'exist', 'references'],
  },
  {
    title: 'Foreign key refused',
    meaning:
      'A table could not be created, or a row could not be written. The table that its foreign key refers to is missing, is different, or uses another storage engine.',
    effect: 'not-moved',
    advice:
      'Import the database again with SET FOREIGN_KEY_CHECKS=0, and compare the named tables with the source.',
    retry: 'by-hand',
    patterns: () => [
      /foreign key|errno: 150|(?:error:? |errno:? |\(|: )(?:1215|1216|1217|1451|1452|1822|1824)(?=[ ):,.]|$)/,
      /(?:error:? |errno:? |\(|: )(?:1005)(?=[ ):,.]|$).{0,200}(?:150|create table)/,
    ],
    words: [
      'foreign key',
      'errno: 150',
      '1215',
      '1216',
      '1217',
      '1451',
      '1452',
      '1822',
      '1824',
      '1005',
    ],
  },
  {
    title: 'Table is full (disk full)',
    meaning:
      'The disk with the databases, or the one for temporary tables, filled up. The rest of the database is missing.',
    effect: 'not-moved',
    advice:
      'On this server: free space where MySQL keeps its data and its temporary files (df -h), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `(?:error:? |errno:? |\\(|: )(?:1114|1021|1041)(?=[ ):,.]|$)|table ${NAME} is full|disk full \\(`,
      ),
    ],
    words: ['1114', '1021', '1041', 'is full', 'disk full'],
  },
  {
    title: 'A table is damaged',
    meaning: 'A table or its index is damaged, so it could not be read.',
    effect: 'not-moved',
    advice:
      'On the source: repair the table (mysqlcheck --repair, or dump it with innodb_force_recovery), check it on the site, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /marked as crashed|(?:error:? |errno:? |\(|: )(?:1194|1195|126|127|144|145|1034|1035)(?=[ ):,.]|$) .{0,60}(?:table|key|crash|index)|incorrect key file|incorrect information in file|(?<!archive .{0,200})is (?:probably )?corrupt(?:ed)?\b|tablespace .{0,80}(?:missing|discarded|corrupt)|doesn't exist in engine|^(?:\S{1,160} )?error : (?:corrupt|table upgrade required)|in innodb data dictionary has tablespace/,
    ],
    words: [
      'crashed',
      'key file',
      'information in file',
      'corrupt',
      'tablespace',
      'in engine',
      '126',
      '127',
      '144',
      '145',
      '1034',
      '1035',
      '1194',
      '1195',
    ],
  },
  {
    title: 'Unknown storage engine',
    meaning:
      'A table uses a storage engine (such as TokuDB, RocksDB, Aria or FEDERATED) that this server does not have.',
    effect: 'not-moved',
    advice:
      'Install the engine on this server, or convert the table to InnoDB on the source, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1286|1283)(?=[ ):,.]|$)|unknown (?:storage |table )engine|storage engine .{0,60}(?:is disabled|not supported|not loaded)/,
    ],
    words: ['1286', '1283', 'engine'],
  },
  {
    title: 'Unknown login method of a database user',
    meaning:
      'The database user logs in with a plugin or a password format that this database server does not have. The user could not be created as it was.',
    effect: 'breaks',
    advice:
      'On this server: set a new password for the database user in cPanel and put it into the site’s configuration.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1524|1275|1372|1827)(?=[ ):,.]|$)|plugin .{0,60}is not loaded|(?:authentication|auth) plugin|password hash .{0,60}(?:valid|format|length)|old_password/,
    ],
    words: ['1524', '1275', '1372', '1827', 'plugin', 'password hash', 'old_password'],
  },
  {
    title: 'Waited too long for a lock',
    meaning:
      'Another program, often a backup or a busy site, kept the table or database locked for too long.',
    effect: 'not-moved',
    advice: 'Move the account again when the server is less busy and no backup is running.',
    retry: 'now',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1205|1213)(?=[ ):,.]|$)|lock wait timeout|deadlock found|database is locked|could not obtain lock/,
    ],
    words: ['1205', '1213', 'lock'],
  },
  {
    title: 'Database already exists',
    meaning: 'A database with that name is already on this server and was not overwritten.',
    effect: 'breaks',
    advice:
      'Find out which account has it (WHM: Manage Databases). If it can be replaced, move the account again with overwriting; otherwise rename one of the two.',
    retry: 'after-fix',
    patterns: () => [
      pattern(
        `(?:error:? |errno:? |\\(|: )(?:1007)(?=[ ):,.]|$)|can't create database ${NAME}.{0,20}exists|database ${NAME} already exists`,
      ),
    ],
    words: ['1007', 'exists'],
  },
  {
    title: 'Unknown database',
    meaning:
      'A statement uses a database that is not on that server. Often it was deleted on the source, but something still refers to it.',
    effect: 'maybe',
    advice:
      'If a site needs the database, look for it on the source and copy it by hand. Otherwise there is nothing to do.',
    retry: 'by-hand',
    patterns: () => [/(?:error:? |errno:? |\(|: )(?:1049)(?=[ ):,.]|$)|unknown database/],
    words: ['1049', 'unknown database'],
  },
  {
    title: 'Rows already exist',
    meaning:
      'The table already has a row with the same key: the database was not empty, or the dump contains the key twice.',
    effect: 'not-moved',
    advice:
      'Empty the database here and restore it again. If the dump contains the key twice, repair the table on the source first.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1062|1586)(?=[ ):,.]|$)|duplicate (?:entry|key value)/,
    ],
    words: ['1062', '1586', 'duplicate'],
  },
  {
    title: 'SQL statement in the dump not understood',
    meaning:
      'The database server here did not understand a statement in the dump, often because the source runs another version or product. The import stopped there.',
    effect: 'not-moved',
    advice:
      'Go to the line of the dump that the message names, change or remove the statement, and import the rest.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1064)(?=[ ):,.]|$)|error in your sql syntax|syntax error at or near/,
    ],
    words: ['1064', 'sql syntax', 'syntax error'],
  },
  {
    title: 'Table was changed during the dump',
    meaning:
      'A program changed the structure of a table while it was dumped, so the dump stopped there.',
    effect: 'not-moved',
    advice: 'Move the account again when the site is less busy and is not being updated.',
    retry: 'now',
    patterns: () => [/table definition has changed/],
    words: ['definition has changed'],
  },
];
