import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** Errors that the contents of dumps and tables cause during an import. */
export const databaseContentRules = (): readonly ExplanationRule[] => [
  {
    title: 'Dates of zero refused',
    meaning:
      'A table has a date such as 0000-00-00 as a default or a value, which the strict mode of the database server here does not accept.',
    effect: 'not-moved',
    advice:
      'On this server: remove NO_ZERO_DATE, NO_ZERO_IN_DATE and strict mode from sql_mode while the database is restored again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1067)(?=[ ):,.]|$)|invalid default value for|incorrect (?:date|datetime|timestamp) value|0000-00-00/i,
      /(?:error:? |errno:? |\(|: )(?:1292)(?=[ ):,.]|$).{0,80}(?:date|time)/i,
    ],
    words: ['1067', '1292', 'default value', 'incorrect date', 'incorrect timestamp', '0000-00-00'],
  },
  {
    title: 'A value does not fit its column',
    meaning:
      'The database server here is stricter than the source and refused a value as too long or as wrong for its column.',
    effect: 'not-moved',
    advice:
      'On this server: remove the strict modes from sql_mode while the database is restored again, and compare the character sets of both servers.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1406|1264|1265|1366)(?=[ ):,.]|$)|data too long for column|data truncated for column|out of range value|value is out of range|incorrect (?:string|integer|decimal) value/i,
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
      'The database server went away because a row of the table is larger than the packets that it takes. The dump or the import stopped at that table.',
    effect: 'not-moved',
    advice:
      'Raise max_allowed_packet (up to 1 GB) on the server that says so, in the sections of both server and client (mysqldump), restart MySQL and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1153|2020)(?=[ ):,.]|$)|max_allowed_packet|packet bigger than|packet (?:is )?too large/i,
    ],
    words: ['1153', '2020', 'packet'],
  },
  {
    title: 'MySQL went away',
    meaning:
      'The database server restarted, was killed, or closed the connection during the dump or the import.',
    effect: 'not-moved',
    advice:
      'Read the error log of MySQL on that server for a crash or for lack of memory, raise max_allowed_packet and wait_timeout if they are small, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:2006|2013|2055)(?=[ ):,.]|$)|server has gone away|lost connection to (?:mysql|server)|mysql server .{0,40}went away|server closed the connection unexpectedly/i,
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
    advice: 'Raise max_connections or wait for a quieter hour, and use fewer workers at once.',
    retry: 'now',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1040|1203)(?=[ ):,.]|$)|too many connections|max_user_connections/i,
    ],
    words: ['1040', '1203', 'connections'],
  },
  {
    title: 'MySQL cannot be reached',
    meaning:
      'No connection to the database server was possible: it is stopped, is starting, or listens on another socket or address.',
    effect: 'not-moved',
    advice:
      'Start MySQL on the server that says so (this one, or the source if a dump says it), check that it stays up, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:2002|2003|2005)(?=[ ):,.]|$)|cr_connection_error|cr_conn_host_error|connect to (?:the |local )?(?:"?mysql"? |mysql|mariadb)|error while connecting to mysql|dbi connect\(/i,
    ],
    words: ['2002', '2003', '2005', 'cr_conn', 'connect'],
  },
  {
    title: 'A table is missing',
    meaning:
      'A view, a routine or a statement names a table that is not in the database. It was often missing on the source already.',
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
      'A table could not be created, or a row not be written, because the table that its foreign key names is missing, differs, or uses another storage engine.',
    effect: 'not-moved',
    advice:
      'Import the database again with SET FOREIGN_KEY_CHECKS=0, and compare the tables named with the source.',
    retry: 'by-hand',
    patterns: () => [
      /foreign key|errno: 150|(?:error:? |errno:? |\(|: )(?:1215|1216|1217|1451|1452|1822|1824)(?=[ ):,.]|$)/i,
      /(?:error:? |errno:? |\(|: )(?:1005)(?=[ ):,.]|$).{0,200}(?:150|create table)/i,
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
      'The disk with the databases, or the place for temporary tables, ran full. The rest of the database is missing.',
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
    meaning: 'A table or its index is damaged on the server that says so, so it could not be read.',
    effect: 'not-moved',
    advice:
      'On the source: repair the table (mysqlcheck --repair, or dump it with innodb_force_recovery), check it on the site, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /marked as crashed|(?:error:? |errno:? |\(|: )(?:1194|1195|126|127|144|145|1034|1035)(?=[ ):,.]|$) .{0,60}(?:table|key|crash|index)|incorrect key file|incorrect information in file|(?<!archive .{0,200})is (?:probably )?corrupt(?:ed)?\b|tablespace .{0,80}(?:missing|discarded|corrupt)|doesn't exist in engine|^(?:\S{1,160} )?error : (?:corrupt|table upgrade required)|in innodb data dictionary has tablespace/i,
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
      'Install the engine here, or convert the table to InnoDB on the source, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1286|1283)(?=[ ):,.]|$)|unknown (?:storage |table )engine|storage engine .{0,60}(?:is disabled|not supported|not loaded)/i,
    ],
    words: ['1286', '1283', 'engine'],
  },
  {
    title: 'Login method of a database user is unknown here',
    meaning:
      'The database user logs in by a plugin or with a form of password that this database server does not have, so the user could not be created as it was.',
    effect: 'breaks',
    advice:
      'On this server: set a new password for the database user in cPanel and put it into the configuration of the site.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1524|1275|1372|1827)(?=[ ):,.]|$)|plugin .{0,60}is not loaded|(?:authentication|auth) plugin|password hash .{0,60}(?:valid|format|length)|old_password/i,
    ],
    words: ['1524', '1275', '1372', '1827', 'plugin', 'password hash', 'old_password'],
  },
  {
    title: 'Waited too long for a lock',
    meaning:
      'Another program held a lock on the table or database for too long, often a backup or a busy site.',
    effect: 'not-moved',
    advice: 'Move the account again at a quieter hour, when no backup runs.',
    retry: 'now',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1205|1213)(?=[ ):,.]|$)|lock wait timeout|deadlock found|database is locked|could not obtain lock/i,
    ],
    words: ['1205', '1213', 'lock'],
  },
  {
    title: 'Database exists already',
    meaning: 'A database of that name is on this server already and was not overwritten.',
    effect: 'breaks',
    advice:
      'Look whose it is (WHM: Manage Databases). If it may go, move the account again with overwriting; otherwise rename one of the two.',
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
      'The statement names a database that is not on that server. It was often deleted on the source and is still named somewhere.',
    effect: 'maybe',
    advice:
      'If a site needs the database, look for it on the source and copy it by hand. Otherwise there is nothing to do.',
    retry: 'by-hand',
    patterns: () => [/(?:error:? |errno:? |\(|: )(?:1049)(?=[ ):,.]|$)|unknown database/i],
    words: ['1049', 'unknown database'],
  },
  {
    title: 'Rows exist already',
    meaning:
      'The import met a row whose key is in the table already: the database was not empty, or the dump holds a key twice.',
    effect: 'not-moved',
    advice:
      'Empty the database here and restore it again; if the dump holds the key twice, repair the table on the source first.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1062|1586)(?=[ ):,.]|$)|duplicate (?:entry|key value)/i,
    ],
    words: ['1062', '1586', 'duplicate'],
  },
  {
    title: 'Statement of the dump not understood',
    meaning:
      'The database server here did not understand a statement of the dump, often because the source runs another version or product. The import stopped there.',
    effect: 'not-moved',
    advice:
      'Look at the line of the dump that the message names, change or remove the statement, and import the rest.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1064)(?=[ ):,.]|$)|error in your sql syntax|syntax error at or near/i,
    ],
    words: ['1064', 'sql syntax', 'syntax error'],
  },
  {
    title: 'Table was changed during the dump',
    meaning:
      'A program changed the structure of a table while it was dumped, so the dump stopped there.',
    effect: 'not-moved',
    advice:
      'Move the account again at a quieter hour, without updates of the site at the same time.',
    retry: 'now',
    patterns: () => [/table definition has changed/i],
    words: ['definition has changed'],
  },
];
