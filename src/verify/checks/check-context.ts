import type { MovedAccount } from '../moved-account.ts';
import type { HereAccount, ServerInventory } from '../server-inventory.ts';
import type { SourceInventory } from '../source-inventory.ts';

/** What the checks of one account go by. */
export interface CheckContext {
  account: MovedAccount;
  /** What the source said; null: it is not known. */
  source: SourceInventory | null;
  server: ServerInventory;
  /** New names of the accounts of the session, by their old ones: an owner can have been renamed as well. */
  localNames: ReadonlyMap<string, string>;
  /** Epoch seconds. */
  now: number;
}

/** The same, of an account that is here. */
export interface HereContext extends CheckContext {
  here: HereAccount | null;
}

export const SOURCE_UNKNOWN = 'What the source said of itself is not known';
