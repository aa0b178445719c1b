import type { SourceInventory } from './source-inventory.ts';

/** Something that a session leaves behind by its nature: no check can find it missing. */
export interface LeftBehind {
  text: string;
  /** Who says so. */
  says: string;
}

/** What a restricted restore leaves out (docs/whm-api.md#transfers, `restore_modules_summary`). */
const NOT_RESTRICTED =
  'custom locales, integration links, old home folders, packages, PostgreSQL databases, reseller privileges, SpamAssassin’s settings, subaccounts, and includes of virtual hosts';

/** What of the accounts of a session stays behind, as far as the source has told how it was made. */
export function leftBehind(source: SourceInventory | null): LeftBehind[] {
  if (source === null) return [];
  const says = 'what the source said when the session was made';
  const found: LeftBehind[] = [];
  if (source.isRestricted === true) {
    found.push({
      text: `This is a restricted restore. It can leave out ${NOT_RESTRICTED}.`,
      says: `${says}, and the reference of the server’s API`,
    });
  }
  if (source.sharesMysql === true) {
    found.push({
      text: 'Both servers use one MySQL server: databases stay where they are and are not compared.',
      says,
    });
  }
  if (source.hasLinkedNodes) {
    found.push({
      text: 'The source has linked servers. Mail of its accounts can live on one of these.',
      says,
    });
  }
  return found;
}
