import type { ItemFacts } from '../../session/item.ts';
import type { SessionStatus } from '../../session/status.ts';
import { ALL_PHASE_PAIRS, itemStatusOf } from '../../session/tally.ts';
import { iterateGroups } from '../../store/issue-query.ts';
import { iterateItems } from '../../store/item-query.ts';
import { accountKey, readQueued } from '../../store/verification-store.ts';
import { isVerifiable, type MovedAccount, renamingOf } from '../../verify/moved-account.ts';
import type { Monitor } from '../monitor.ts';

/** The accounts that a session moved according to the log, with everything that is known about how. */
export function movedAccounts(
  { db }: Monitor,
  { sid, status }: { sid: number; status: SessionStatus },
): MovedAccount[] {
  const queued = readQueued(db, sid);
  const renamings = readRenamings(db, sid);
  const phasePairs = ALL_PHASE_PAIRS.filter((combo) => {
    const is = itemStatusOf(combo, status);
    return is === 'success' || is === 'warning';
  });
  const none: ReadonlyMap<string, string> = new Map();
  const accounts: MovedAccount[] = [];
  for (const item of iterateItems(db, sid, { phasePairs, found: null })) {
    if (!isVerifiable(item.type)) continue;
    const { type, name, domain } = item;
    const own = queued.get(accountKey(item)) ?? null;
    const names = renamings.get(accountKey(item));
    accounts.push({
      type,
      name,
      localName: localNameOf(item, own?.localName ?? null),
      domain: domain ?? own?.domain ?? null,
      queued: own,
      databaseNames: names?.database ?? none,
      databaseUserNames: names?.user ?? none,
    });
  }
  return accounts;
}

function localNameOf({ name, localName }: ItemFacts, queued: string | null): string {
  return localName ?? queued ?? name;
}

interface Renamings {
  database: Map<string, string>;
  user: Map<string, string>;
}

/** New names of databases and their users, by the account that owns them. */
function readRenamings(db: Monitor['db'], sid: number): Map<string, Renamings> {
  const found = new Map<string, Renamings>();
  for (const { entries } of iterateGroups(db, sid, { kind: 'altered', found: null })) {
    for (const entry of entries) {
      const renaming = renamingOf(entry.text, entry.repair);
      if (renaming === null) continue;
      const key = accountKey(entry);
      const own = found.get(key) ?? { database: new Map(), user: new Map() };
      own[renaming.kind].set(renaming.from, renaming.to);
      found.set(key, own);
    }
  }
  return found;
}
