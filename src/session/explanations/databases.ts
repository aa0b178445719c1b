import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** MySQL, MariaDB and PostgreSQL. */
export const DATABASE_RULES: readonly ExplanationRule[] = [
  {
    title: 'Privileges on databases that were not in the archive',
    meaning:
      'The source still had privileges for databases that no longer exist there, or for a wildcard such as bob_%. There is nothing to grant them on.',
    effect: 'maybe',
    advice:
      'On this server: check whether the named databases are in use. If a site needs one, copy it from the source and grant the user its privileges in cPanel. Otherwise there is nothing to do.',
    retry: 'by-hand',
    patterns: [
      /skipping grants for (?:the following|th(?:is|ese)|\d+|‹\w+›)? ?(?:mysql )?databases?/i,
      /grants? .{0,60}databases? .{0,40}(?:do(?:es)? not|don't|doesn't) exist/i,
    ],
    words: ['grant'],
  },
  {
    title: 'Database renamed',
    meaning:
      'The name was taken on this server or not allowed for the account, so the database has a new name here.',
    effect: 'breaks',
    advice:
      'On this server: rename it back where the link offers it, or put the new name into the configuration of the site (for WordPress: DB_NAME in wp-config.php).',
    retry: 'by-hand',
    patterns: [pattern(`database ${NAME} (?:was |has been )?(?:restored|renamed) (?:as|to) `)],
    place: /^(?:Mysql|Postgres)::_update_dbname$/,
    words: ['database'],
  },
  {
    title: 'Database user renamed',
    meaning:
      'The name was taken on this server or not allowed for the account, so the database user has a new name here.',
    effect: 'breaks',
    advice:
      'On this server: rename the user back where the link offers it, or put the new name into the configuration of the site (for WordPress: DB_USER in wp-config.php).',
    retry: 'by-hand',
    patterns: [
      pattern(
        `(?:mysql|postgresql|database) user ${NAME} (?:was |has been )?(?:restored|renamed) (?:as|to) `,
      ),
    ],
    place: /^(?:Mysql|Postgres)::_update_dbuser_name$/,
    words: ['user'],
  },
  {
    title: 'Name too long',
    meaning:
      'The database server here takes shorter names than the source did, so the user or database could not be created under its old name.',
    effect: 'breaks',
    advice:
      'On this server: create the user or database with a shorter name in cPanel, grant it the same privileges, and put the name into the configuration of the site.',
    retry: 'by-hand',
    patterns: [
      /too long by (?:\d+|‹\w+›)/i,
      /(?:identifier |user ?name |database |\b)name .{0,80}\bis too long/i,
      /exceeds the maximum (?:allowed )?length/i,
      /(?:error:? |errno:? |\(|: )(?:1059|1470)(?=[ ):,.]|$).{0,40}too long/i,
    ],
    words: ['too long', 'maximum'],
  },
  {
    title: 'Table is larger than its row or key format allows here',
    meaning:
      'The row format or the key length of a table exceeds what InnoDB allows on this server, so the table was not created.',
    effect: 'not-moved',
    advice:
      'On this server: create the table with ROW_FORMAT=DYNAMIC, or switch innodb_strict_mode off while the database is restored again.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1071|1118|1709)(?=[ ):,.]|$)/,
      /key was too long|row size too large|index column size too large/i,
    ],
    words: ['1071', '1118', '1709', 'key was', 'row size', 'column size'],
  },
  {
    title: 'MySQL system tables on the source need an upgrade',
    meaning:
      'The system tables of the source database server do not fit its program version, so the routines or the whole database could not be dumped.',
    effect: 'not-moved',
    advice:
      'On the source: run mysql_upgrade (or mariadb-upgrade, or restart MySQL 8 with --upgrade=FORCE), check with mysqlcheck, and move the account again.',
    retry: 'after-fix',
    patterns: [
      /cannot load from mysql\.|mysql\.(?:proc|event|user|db|‹\w+›).{0,60}(?:corrupted|is wrong|incorrect|missing)|column count of .{0,40} is wrong|mysql_upgrade|mariadb-upgrade|(?:error:? |errno:? |\(|: )(?:1548|1558|1577|1805)(?=[ ):,.]|$)/i,
    ],
    words: ['mysql', 'column count', '1548', '1558', '1577', '1805'],
  },
  {
    title: 'Views or routines belong to another database user (definer)',
    meaning:
      'A view, trigger or routine names an owner (its definer) that the restore may not set or that does not exist. That object is missing; the tables are usually here.',
    effect: 'breaks',
    advice:
      'On this server: import the dump again as root, or remove the DEFINER clauses from it first. Check the database for missing views, triggers and routines.',
    retry: 'by-hand',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1227|1449)(?=[ ):,.]|$)/,
      /need .{0,40}(?:super|set_user_id|system_user|set user|set_any_definer) privilege/i,
      /definer .{0,60}(?:do(?:es)? not|doesn't) exist|names a definer|the user specified as a definer/i,
    ],
    words: ['1227', '1449', 'privilege', 'definer'],
  },
  {
    title: 'Tablespaces not dumped',
    meaning:
      'The dump lacks information on tablespaces, which accounts do not use. The tables and their data are complete.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: [/process privilege.{0,60}dump tablespaces/i],
    words: ['tablespaces'],
  },
  {
    title: 'Functions refused because of binary logging',
    meaning:
      'The database server here writes a binary log and does not accept functions without a statement about what they do.',
    effect: 'breaks',
    advice:
      'On this server: set log_bin_trust_function_creators=1, restore the database again, and set it back.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1418)(?=[ ):,.]|$)|log_bin_trust_function_creators|binary logging is enabled/i,
    ],
    words: ['1418', 'log_bin', 'binary logging'],
  },
  {
    title: 'No access to the database',
    meaning:
      'The database user that did the work has no privileges on this database, often because its name does not begin with the account name.',
    effect: 'not-moved',
    advice:
      'Grant the user its privileges on the database in cPanel (MySQL Databases), or restore this database by hand as root.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1044)(?=[ ):,.]|$)|access denied for user .{0,120}to database/i,
    ],
    words: ['1044', 'access denied'],
  },
  {
    title: 'Database login refused',
    meaning:
      'The database server did not accept the user name and password, so the database could not be read or written.',
    effect: 'not-moved',
    advice:
      'Check that the MySQL login of root works on this server and on the source (/root/.my.cnf, WHM: MySQL Root Password), then move the account again.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1045)(?=[ ):,.]|$)|access denied for user|password authentication failed for user|role .{0,80}is not permitted to log in/i,
    ],
    words: ['1045', 'access denied', 'authentication failed', 'not permitted to log in'],
  },
  {
    title: 'MySQL root password missing',
    meaning:
      'The server does not know how to log in to MySQL as root: /root/.my.cnf is missing, empty or cannot be read.',
    effect: 'not-moved',
    advice:
      'On this server: set the password in WHM (MySQL Root Password), check /root/.my.cnf, and move the account again.',
    retry: 'after-fix',
    patterns: [/admin_mysql_password|\/root\/\.my\.cnf|mysql root password/i],
    words: ['mysql_password', '.my.cnf', 'root password'],
  },
  {
    title: 'Database server is read-only',
    meaning: 'The database server or one of its tables refused to write because it is read-only.',
    effect: 'not-moved',
    advice:
      'On this server: switch read_only and super_read_only off, check the owner of the files in /var/lib/mysql and innodb_force_recovery, then move the account again.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1290|1036|1836)(?=[ ):,.]|$)|(?:super.)?read.only (?:option|mode)|table .{0,80}is read.only|errno: 165/i,
    ],
    words: ['1290', '1036', '1836', 'read-only', 'read only', 'read_only'],
  },
  {
    title: 'Unknown collation or character set',
    meaning:
      'The source runs a newer MySQL or MariaDB whose sort orders or character sets this server does not know. The tables in question were not created.',
    effect: 'not-moved',
    advice:
      'Upgrade the database server here, or replace the collation in the dump by one that this server has (for example utf8mb4_unicode_ci) and import it again.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1273|1115)(?=[ ):,.]|$)|unknown (?:collation|character set)/i,
    ],
    words: ['1273', '1115', 'collation', 'character set'],
  },
  {
    title: 'Setting in the dump is unknown to this MySQL (sql_mode)',
    meaning:
      'The dump sets an SQL mode or variable that this version of the database server no longer has (such as NO_AUTO_CREATE_USER in MySQL 8). The import stopped at that line.',
    effect: 'not-moved',
    advice:
      'Remove the mode from the dump, for example with sed, and import it again; or move to a server with the same major version of MySQL or MariaDB.',
    retry: 'by-hand',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1231|1193)(?=[ ):,.]|$)|sql_mode|no_auto_create_user|unknown system variable/i,
    ],
    words: ['1231', '1193', 'sql_mode', 'no_auto_create', 'system variable'],
  },
  {
    title: 'Dump of a newer MariaDB (sandbox line)',
    meaning:
      'The dump begins with a line that switches the sandbox mode on, which an older mysql client does not understand: it stops there, and the database stays empty.',
    effect: 'not-moved',
    advice:
      'Update the MySQL or MariaDB client on this server, or remove the first line of the dump (“enable the sandbox mode”) and import it again.',
    retry: 'after-fix',
    patterns: [/unknown command '\\+[-.]'|sandbox mode/i],
    words: ['unknown command', 'sandbox'],
  },
  {
    title: 'Dates of zero refused',
    meaning:
      'A table has a date such as 0000-00-00 as a default or a value, which the strict mode of the database server here does not accept.',
    effect: 'not-moved',
    advice:
      'On this server: take NO_ZERO_DATE, NO_ZERO_IN_DATE and strict mode out of sql_mode while the database is restored again.',
    retry: 'after-fix',
    patterns: [
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
      'On this server: take the strict modes out of sql_mode while the database is restored again, and compare the character sets of both servers.',
    retry: 'after-fix',
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1406|1264|1265|1366)(?=[ ):,.]|$)|data too long for column|data truncated for column|out of range value|incorrect (?:string|integer|decimal) value/i,
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
      /marked as crashed|(?:error:? |errno:? |\(|: )(?:1194|1195|126|127|144|145|1034|1035)(?=[ ):,.]|$) .{0,60}(?:table|key|crash|index)|incorrect key file|incorrect information in file|is (?:probably )?corrupt(?:ed)?\b|tablespace .{0,80}(?:missing|discarded|corrupt)|doesn't exist in engine/i,
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [/(?:error:? |errno:? |\(|: )(?:1049)(?=[ ):,.]|$)|unknown database/i],
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
    patterns: [
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
    patterns: [
      /(?:error:? |errno:? |\(|: )(?:1064)(?=[ ):,.]|$)|error in your sql syntax|syntax error at or near/i,
    ],
    words: ['1064', 'sql syntax', 'syntax error'],
  },
  {
    title: 'InnoDB strict mode switched off for a restore',
    meaning:
      'The server loosened a check so that older tables could be restored. It does so by itself and switches it on again.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: [/^(?:disabling|enabling|re-enabling) (?:the )?"?innodb"?(?: |_)strict(?: |_)mode/i],
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
    patterns: [/remote mysql host|access host/i],
    place: /^Mysql::_hosts$/,
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
    patterns: [
      /(?:can ?not|could not|unable to|failed to) (?:grant|restore) (?:the )?(?:privileges|grants)|grants? .{0,80}(?:not restored|skipped|failed)|(?<!reseller )\bprivileges .{0,80}(?:not restored|could not be)/i,
    ],
    place: /^(?:Mysql|Postgres)::_restore_grants$/,
    words: ['grant', 'privileges'],
  },
  {
    title: 'PostgreSQL is missing here',
    meaning:
      'The account has PostgreSQL databases, and this server has no running PostgreSQL. They were not restored.',
    effect: 'not-moved',
    advice:
      'On this server: install and configure PostgreSQL (WHM: Configure PostgreSQL), then move the account again.',
    retry: 'after-fix',
    patterns: [
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
    patterns: [pattern(`^error: +role ${NAME} already exists$`)],
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
    patterns: [
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
    patterns: [
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
    patterns: [
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
    patterns: [
      /^(?:mysql\w*|mariadb[\w-]*): \[?warning\]?:? (?:using a password on the command line|deprecated program name|option .{0,80}deprecated)|^warning: a partial dump from a server that has gtids/i,
    ],
    words: ['password on the command', 'deprecated', 'gtids'],
  },
];
