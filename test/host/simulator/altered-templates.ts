import type { IssueContext } from './issue-context.ts';
import type { IssueTemplate } from './issue-templates.ts';

function template(
  kind: 'altered' | 'dangerous',
  id: string,
  at: [string, string, number],
  text: (context: IssueContext) => string,
  repair?: IssueTemplate['repair'],
): IssueTemplate {
  const [module, name, line] = at;
  const base = { id: `${kind}-${id}`, kind, module, function: name, line, text };
  return repair === undefined ? base : { ...base, repair };
}

/** What the restore changed (altered), or what it blocked because it could do harm (dangerous). */
export const ALTERED_TEMPLATES: IssueTemplate[] = [
  template(
    'altered',
    'db-renamed',
    ['Mysql', '_update_dbname', 437],
    (c) => `MySQL database “${c.database}” restored as “${c.newDatabase}”`,
    (c) => ['Rename', '/scripts5/rename_mysql_db', { orig: c.database, new: c.newDatabase }],
  ),
  template(
    'altered',
    'db-user-renamed',
    ['Mysql', '_update_dbuser_name', 348],
    (c) => `MySQL user “${c.databaseUser}” restored as “${c.newDatabaseUser}”`,
    (c) => [
      'Rename',
      '/scripts5/rename_mysql_user',
      { orig: c.databaseUser, new: c.newDatabaseUser },
    ],
  ),
  template(
    'altered',
    'pg-renamed',
    ['Postgres', '_rename', 211],
    (c) => `PostgreSQL database “${c.database}” restored as “${c.newDatabase}”`,
  ),
  template(
    'altered',
    'pg-user-renamed',
    ['Postgres', '_rename_user', 260],
    (c) => `PostgreSQL user “${c.databaseUser}” restored as “${c.newDatabaseUser}”`,
  ),
  template(
    'altered',
    'ip-shared',
    ['IPAddress', 'assign', 97],
    (c) => `The dedicated address ${c.ip} of “${c.domain}” was replaced by the shared address.`,
  ),
  template(
    'altered',
    'package-missing',
    ['Package', 'restore', 120],
    (c) => `The package of “${c.localUser}” does not exist here; “default” was set.`,
    (c) => ['Change Package', '/scripts2/upacctform', { user: c.localUser }],
  ),
  template(
    'altered',
    'theme',
    ['Theme', 'restore', 33],
    (c) => `The theme of “${c.localUser}” is not installed and was changed to the default.`,
  ),
  template(
    'altered',
    'php',
    ['PHP', '_set_version', 154],
    (c) => `PHP 5.6 is not installed here: “${c.domain}” was set to PHP 8.3.`,
    (c) => ['MultiPHP Manager', '/scripts7/multiphp-manager', { domain: c.domain }],
  ),
  template(
    'altered',
    'quota',
    ['Quota', 'restore', 75],
    (c) => `The quota of “${c.localUser}” was raised to ${c.megabytes}.`,
  ),
  template(
    'altered',
    'addon-moved',
    ['Domains', '_addon', 402],
    (c) => `The addon domain “shop.${c.domain}” was created below “${c.path}”.`,
  ),
  template(
    'dangerous',
    'shell',
    ['Shell', '_check', 41],
    (c) => `The account “${c.localUser}” asked for shell access; the system did not allow it.`,
    (c) => ['Manage Shell Access', '/scripts2/manageshells', { user: c.localUser }],
  ),
  template(
    'dangerous',
    'grants-missing-db',
    ['Mysql', '_restore_mysql', 104],
    (c) =>
      `MySQL: Skipping grants for these MySQL databases: ${c.database}. These databases don't exist in the archive.`,
  ),
  template(
    'dangerous',
    'symlink',
    ['Homedir', '_check_links', 288],
    (c) => `The link “${c.path}” leads out of the home directory and was not restored.`,
  ),
  template(
    'dangerous',
    'cron-root',
    ['Cron', '_check', 61],
    (c) => `The crontab of “${c.user}” holds ${c.count} lines that name another user.`,
  ),
  template(
    'dangerous',
    'reseller-acl',
    ['Reseller', '_acls', 190],
    (c) => `The reseller privileges of “${c.user}” include “all”; they were not restored.`,
  ),
  template(
    'dangerous',
    'owner-zero',
    ['Homedir', '_check_owner', 301],
    (c) => `${c.count} files below “${c.path}” belong to the superuser and were left out.`,
  ),
];
