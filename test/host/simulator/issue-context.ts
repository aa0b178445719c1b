import type { Random } from './random.ts';

/** What a message can name: everything that differs between two accounts with the same problem. */
export interface IssueContext {
  user: string;
  localUser: string;
  domain: string;
  sourceHost: string;
  database: string;
  newDatabase: string;
  databaseUser: string;
  newDatabaseUser: string;
  mailbox: string;
  path: string;
  ip: string;
  xid: string;
  /** A small count, 2 or more. */
  count: number;
  /** Bytes. */
  bytes: number;
  /** A size in words, as the server writes it. */
  megabytes: string;
  date: string;
  hex: string;
}

const DATABASES = ['shop', 'wp', 'blog', 'crm', 'forum', 'wiki', 'stats', 'joomla3', 'live_db'];
const FOLDERS = ['public_html/uploads', 'tmp', 'mail/.cache', 'public_html/wp-content', 'logs'];

export function issueContext(
  account: { user: string; localUser: string; domain: string; sourceHost: string },
  random: Random,
): IssueContext {
  const database = random.pick(DATABASES);
  const databaseUser = random.pick(['admin', 'web', 'app', 'wpuser', 'owner']);
  const bytes = random.int(1_000_000, 9_000_000_000);
  return {
    ...account,
    database: `${account.user}_${database}`,
    newDatabase: `${account.localUser}_${database}${random.int(1, 9)}`,
    databaseUser: `${account.user}_${databaseUser}`,
    newDatabaseUser: `${account.localUser}_${databaseUser}${random.int(1, 9)}`,
    mailbox: `${random.pick(['info', 'office', 'sales', 'team', 'post'])}@${account.domain}`,
    path: `/home/${account.localUser}/${random.pick(FOLDERS)}/${random.letters(6)}`,
    ip: `192.0.2.${random.int(2, 254)}`,
    xid: random.letters(6),
    count: random.int(2, 40),
    bytes,
    megabytes: `${(bytes / 1_048_576).toFixed(2)} MB`,
    date: `2026-0${random.int(1, 9)}-${random.int(10, 28)}`,
    hex: random.letters(8, '0123456789abcdef'),
  };
}
