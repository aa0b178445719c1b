import type { LocalSide } from '../verify/local-side.ts';
import type { SourceInventory } from '../verify/source-inventory.ts';
import type { UpcomingAccount } from './upcoming.ts';

/** What has to be known of an account to see what is in its way. */
type AnyAccount = Omit<UpcomingAccount, 'share' | 'begunAt'>;

/** Something that an account needs and that somebody else has on this server already. */
export interface Conflict {
  kind: 'name' | 'domain' | 'database';
  type: string;
  name: string;
  /** What is taken. */
  subject: string;
  /** Who has it; null: unknown, or no account. */
  owner: string | null;
}

/** No more are kept: these are enough to deal with. */
const MAX_CONFLICTS = 200;

/**
 * What the accounts to come would find taken on this server, according to its own analysis. An account may replace one
 * of its own name where the session was set so; a domain or a database of another account is never replaced.
 */
export function conflictsOf(
  accounts: readonly AnyAccount[],
  source: SourceInventory | null,
): Conflict[] {
  const local = source?.local ?? null;
  if (source === null || local === null) return [];
  const found: Conflict[] = [];
  for (const account of accounts) {
    if (account.stage !== 'waiting') continue;
    if (found.length >= MAX_CONFLICTS) break;
    found.push(...conflictsOfOne(account, local, source));
  }
  return found.slice(0, MAX_CONFLICTS);
}

function conflictsOfOne(
  account: AnyAccount,
  local: LocalSide,
  source: SourceInventory,
): Conflict[] {
  const { type, name, domain } = account;
  const own = account.localName.toLowerCase();
  const found: Conflict[] = [];
  if (local.users.has(own) && !account.mayReplace) {
    found.push({ kind: 'name', type, name, subject: account.localName, owner: null });
  }
  const main = (domain ?? source.accounts?.get(name.toLowerCase())?.domain)?.toLowerCase();
  const holder = main === undefined ? undefined : local.domains.get(main);
  // The domains of `nobody` belong to no account.
  if (main !== undefined && holder !== undefined && holder !== own && holder !== 'nobody') {
    found.push({ kind: 'domain', type, name, subject: main, owner: holder });
  }
  if (account.skipsDatabases || account.overwritesDatabases || source.sharesMysql) return found;
  for (const { name: database } of source.databases?.get(name.toLowerCase()) ?? []) {
    const owner = local.databases.get(database);
    if (owner === undefined || owner === own) continue;
    found.push({ kind: 'database', type, name, subject: database, owner });
  }
  return found;
}

/** The accounts that bring databases, the first of them only. */
export function withDatabases(
  accounts: readonly AnyAccount[],
  source: SourceInventory | null,
): string[] {
  const databases = source?.databases ?? null;
  const isSkipped = source?.sharesMysql === true;
  return accounts
    .filter(
      ({ name, skipsDatabases, stage }) =>
        stage !== 'ended' &&
        !isSkipped &&
        !skipsDatabases &&
        (databases === null || databases.has(name.toLowerCase())),
    )
    .slice(0, MAX_CONFLICTS)
    .map(({ name }) => name);
}
