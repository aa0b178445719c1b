import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** Names, privileges and connections of MySQL, MariaDB and PostgreSQL. */
export const databaseAccessRules = (): readonly ExplanationRule[] => [
  {
    title: 'Privileges on databases that were not in the archive',
    meaning:
      'The source still had privileges for databases that no longer exist there, or for a wildcard such as bob_%. There is nothing to grant them for.',
    effect: 'maybe',
    advice:
      'On this server: check whether the named databases are in use. If a site needs one, copy it from the source and grant the user its privileges in cPanel. Otherwise there is nothing to do.',
    retry: 'by-hand',
    patterns: () => [
      /skipping grants for (?:the following|th(?:is|ese)|\d+|‹\w+›)? ?(?:mysql )?databases?/,
      /grants? .{0,60}databases? .{0,40}(?:do(?:es)? not|don't|doesn't) exist/,
    ],
    words: ['grant'],
  },
  {
    title: 'Database renamed',
    meaning:
      'The name was already in use on this server or not allowed for the account, so the database has a new name here.',
    effect: 'breaks',
    advice:
      'On this server: rename it back if there is a link for it, or put the new name into the site’s configuration (for WordPress: DB_NAME in wp-config.php).',
    retry: 'by-hand',
    patterns: () => [
      pattern(`database ${NAME} (?:was |has been )?(?:restored|renamed) (?:as|to) `),
    ],
    place: () => /^(?:Mysql|Postgres)::_update_dbname$/,
    words: ['database'],
  },
  {
    title: 'Database user renamed',
    meaning:
      'The name was already in use on this server or not allowed for the account, so the database user has a new name here.',
    effect: 'breaks',
    advice:
      'On this server: rename the user back if there is a link for it, or put the new name into the site’s configuration (for WordPress: DB_USER in wp-config.php).',
    retry: 'by-hand',
    patterns: () => [
      pattern(
        `(?:mysql|postgresql|database) user ${NAME} (?:was |has been )?(?:restored|renamed) (?:as|to) `,
      ),
    ],
    place: () => /^(?:Mysql|Postgres)::_update_dbuser_name$/,
    words: ['user'],
  },
  {
    title: 'Name too long',
    meaning:
      'The database server here allows only shorter names than the source, so the user or database could not be created under its old name.',
    effect: 'breaks',
    advice:
      'On this server: create the user or database with a shorter name in cPanel, grant the same privileges, and put the name into the site’s configuration.',
    retry: 'by-hand',
    patterns: () => [
      /too long by (?:\d+|‹\w+›)/,
      /(?:identifier |user ?name |database |\b)name .{0,80}\bis too long/,
      /exceeds the maximum (?:allowed )?length/,
      /(?:error:? |errno:? |\(|: )(?:1059|1470)(?=[ ):,.]|$).{0,40}too long/,
    ],
    words: ['too long', 'maximum'],
  },
  {
    title: 'Row or key of a table is too large',
    meaning:
      'A row or a key of the table is longer than InnoDB allows on this server, so the table was not created.',
    effect: 'not-moved',
    advice:
      'On this server: create the table with ROW_FORMAT=DYNAMIC, or switch innodb_strict_mode off while you restore the database again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1071|1118|1709)(?=[ ):,.]|$)/,
      /key was too long|row size too large|index column size too large/,
    ],
    words: ['1071', '1118', '1709', 'key was', 'row size', 'column size'],
  },
  {
    title: 'MySQL system tables on this server need an upgrade',
    meaning:
      'The system tables of this database server do not match its version, so the import of routines or users stopped.',
    effect: 'not-moved',
    advice:
      'On this server: run mysql_upgrade (or mariadb-upgrade, or restart MySQL 8 with --upgrade=FORCE), then restore the database again.',
    retry: 'after-fix',
    // The client that imports the dump says it with the dump's line number.
    patterns: () => [
      /^error (?:1548|1558|1577|1805)\b.{0,30} at line |^fatal error: upgrade failed/,
    ],
    words: ['1548', '1558', '1577', '1805', 'upgrade failed'],
  },
  {
    title: 'MySQL system tables on the source need an upgrade',
    meaning:
      'The system tables of the source’s database server do not match its version, so the routines or the whole database could not be dumped.',
    effect: 'not-moved',
    advice:
      'On the source: run mysql_upgrade (or mariadb-upgrade, or restart MySQL 8 with --upgrade=FORCE), check with mysqlcheck, and move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /cannot load from mysql\.|mysql\.(?:proc|event|user|db|‹\w+›).{0,60}(?:corrupted|is wrong|incorrect|missing)|column count of .{0,40} is wrong|mysql_upgrade|mariadb-upgrade|(?:error:? |errno:? |\(|: )(?:1548|1558|1577|1805)(?=[ ):,.]|$)/,
    ],
    words: ['mysql', 'column count', '1548', '1558', '1577', '1805'],
  },
  {
    title: 'The dump changes settings of the database server',
    meaning:
      'The dump changes settings of the database server, such as GTIDs or the binary log. Only an administrator may do that, so the import stopped there.',
    effect: 'not-moved',
    advice:
      'On this server: import the dump again as root, or first remove the lines SET @@GLOBAL.GTID_PURGED and SET @@SESSION.SQL_LOG_BIN from it.',
    retry: 'by-hand',
    patterns: () => [
      /need .{0,120}(?:(?:system|session)_variables_admin|binlog[ _]admin|replication_applier|replication_slave_admin)\b.{0,80} privilege/,
      /@@(?:global\.)?(?:gtid_purged|sql_log_bin)\b/,
    ],
    words: ['variables_admin', 'binlog', 'replication_', 'gtid_purged', 'sql_log_bin'],
  },
  {
    title: 'Views or routines belong to another database user (definer)',
    meaning:
      'A view, trigger or routine has an owner (its definer) that does not exist here or that the restore is not allowed to set. It is missing; the tables were usually restored.',
    effect: 'breaks',
    advice:
      'On this server: import the dump again as root, or first remove the DEFINER clauses from it. Check the database for missing views, triggers and routines.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1227|1449)(?=[ ):,.]|$)/,
      /need .{0,40}(?:super|set_user_id|system_user|set user|set_any_definer) privilege/,
      /definer\/invoker of view|\bno .{1,80} registered \(1449\)/,
      /definer .{0,60}(?:do(?:es)? not|doesn't) exist|names a definer|the user specified as a definer/,
    ],
    words: ['1227', '1449', 'privilege', 'definer'],
  },
  {
    title: 'Tablespaces not dumped',
    meaning:
      'The dump has no information about tablespaces, which accounts do not use. The tables and their data are complete.',
    effect: 'none',
    advice: 'Nothing to do.',
    retry: 'pointless',
    patterns: () => [/process privilege.{0,60}dump tablespaces/],
    words: ['tablespaces'],
  },
  {
    title: 'Functions refused because of binary logging',
    meaning:
      'The database server here writes a binary log, so it refuses functions that are not declared DETERMINISTIC, NO SQL or READS SQL DATA.',
    effect: 'breaks',
    advice:
      'On this server: set log_bin_trust_function_creators=1, restore the database again, and set it back.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1418)(?=[ ):,.]|$)|log_bin_trust_function_creators|binary logging is enabled/,
    ],
    words: ['1418', 'log_bin', 'binary logging'],
  },
  {
    title: 'No access to the database',
    meaning:
      'The database user that the restore used has no privileges on this database, often because the database’s name does not begin with the account name.',
    effect: 'not-moved',
    advice:
      'Grant the user its privileges on the database in cPanel (MySQL Databases), or restore this database by hand as root.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1044)(?=[ ):,.]|$)|access denied for user .{0,120}to database/,
    ],
    words: ['1044', 'access denied'],
  },
  {
    title: 'Database login refused',
    meaning:
      'The database server did not accept the user name and password, so the database could not be read or written.',
    effect: 'not-moved',
    advice:
      'Check that root’s MySQL login works on this server and on the source (root’s ~/.my.cnf, WHM: MySQL Root Password), then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1045)(?=[ ):,.]|$)|access denied for user|password authentication failed for user|role .{0,80}is not permitted to log in/,
    ],
    words: ['1045', 'access denied', 'authentication failed', 'not permitted to log in'],
  },
  {
    title: 'MySQL root password missing',
    meaning:
      'The server does not know how to log in to MySQL as root: its ~/.my.cnf is missing, empty or cannot be read.',
    effect: 'not-moved',
    advice:
      'On this server: set the password in WHM (MySQL Root Password), check root’s ~/.my.cnf, and move the account again.',
    retry: 'after-fix',
    patterns: () => [/admin_mysql_password|\/root\/\.my\.cnf|mysql root password/],
    words: ['mysql_password', '.my.cnf', 'root password'],
  },
  {
    title: 'Database server is read-only',
    meaning: 'The database server or one of its tables refused to write because it is read-only.',
    effect: 'not-moved',
    advice:
      'On this server: switch off read_only and super_read_only, check innodb_force_recovery and the owner of the files in /var/lib/mysql, then move the account again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1290|1036|1836)(?=[ ):,.]|$)|(?:super.)?read.only (?:option|mode)|table .{0,80}is read.only|errno: 165/,
    ],
    words: ['1290', '1036', '1836', 'read-only', 'read only', 'read_only'],
  },
  {
    title: 'Unknown collation or character set',
    meaning:
      'The source runs a newer MySQL or MariaDB, and this server does not know some of its collations or character sets. The tables that use them were not created.',
    effect: 'not-moved',
    advice:
      'Upgrade the database server here, or replace the collation in the dump with one that this server has (for example utf8mb4_unicode_ci) and import it again.',
    retry: 'after-fix',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1273|1115)(?=[ ):,.]|$)|unknown (?:collation|character set)/,
    ],
    words: ['1273', '1115', 'collation', 'character set'],
  },
  {
    title: 'The dump sets an unknown mode or variable (sql_mode)',
    meaning:
      'The dump sets an SQL mode or variable that this database server does not have (such as NO_AUTO_CREATE_USER in MySQL 8). The import stopped at that line.',
    effect: 'not-moved',
    advice:
      'Remove the mode from the dump, for example with sed, and import it again; or move to a server with the same major version of MySQL or MariaDB.',
    retry: 'by-hand',
    patterns: () => [
      /(?:error:? |errno:? |\(|: )(?:1231|1193)(?=[ ):,.]|$)|sql_mode|no_auto_create_user|unknown system variable/,
    ],
    words: ['1231', '1193', 'sql_mode', 'no_auto_create', 'system variable'],
  },
  {
    title: 'Dump from a newer MariaDB (sandbox line)',
    meaning:
      'The dump begins with a line that enables the sandbox mode. An older mysql client does not understand it and stops there, so the database stays empty.',
    effect: 'not-moved',
    advice:
      'Update the MySQL or MariaDB client on this server, or remove the first line of the dump (“enable the sandbox mode”) and import it again.',
    retry: 'after-fix',
    patterns: () => [/unknown command '\\+[-.]'|sandbox mode/],
    words: ['unknown command', 'sandbox'],
  },
];
