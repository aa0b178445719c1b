import type { RetryItem } from './retry-plan.ts';

/** The settings of an item in the session's queue, as `src/whm/item-settings.ts` reads them. */
interface QueueSettings {
  known: Readonly<Record<string, string>>;
  others: Readonly<Record<string, string>>;
  filled: readonly string[];
}

/**
 * Columns of an account that are in the reference's schema though `enqueue_transfer_item` does not name them: yes or
 * no, and no by default.
 */
const IN_SCHEMA: readonly string[] = [
  'overwrite_all_dbs',
  'overwrite_all_dbusers',
  'skipemail',
  'skipsubdomains',
];

/** Settings that restore into an existing account, whole or in part: the name must not change. */
const SAME_NAME: readonly string[] = ['force', 'skipaccount'];

/**
 * Settings of an item as parameters of the new session's queue (docs/whm-api.md#moving-again-what-did-not-move): those
 * that the reference names as they are, the others only where they differ from the defaults of the server's schema.
 *
 * @param columns the module's columns on this server with their definitions; null where they are not known
 */
export function settingsFor(
  own: QueueSettings | null,
  columns: ReadonlyMap<string, string> | null,
  renamed: boolean,
): Pick<RetryItem, 'settings' | 'notCopied'> {
  if (own === null) return { settings: {}, notCopied: [] };
  const settings = { ...own.known };
  const notCopied = [...own.filled];
  for (const name of SAME_NAME) {
    if (!renamed || settings[name] === undefined) continue;
    if (settings[name] === '1') notCopied.push(name);
    delete settings[name];
  }
  for (const [name, value] of Object.entries(own.others)) {
    const definition = columns?.get(name) ?? (IN_SCHEMA.includes(name) ? 'int(1) DEFAULT 0' : null);
    if (value === defaultOf(definition ?? '')) continue;
    if (definition !== null && /^int\(1\)/i.test(definition)) settings[name] = value;
    else notCopied.push(name);
  }
  return { settings, notCopied };
}

function defaultOf(definition: string): string {
  return /\bDEFAULT '?(\d)'?/i.exec(definition)?.[1] ?? '0';
}

/** Settings of the queue, by the parameter for them that restoring an archive has. */
export const ARCHIVE_PARAMETERS: Readonly<Record<string, string>> = {
  ip: 'dedicated_ip',
  force: 'overwrite',
  mail_location: 'mail_location',
  replaceip: 'update_a_records',
};

/** Settings that restoring an archive has no parameter for. */
export function unsupportedByArchive(settings: RetryItem['settings']): string[] {
  return Object.entries(settings)
    .filter(([name, value]) => value !== '0' && !Object.hasOwn(ARCHIVE_PARAMETERS, name))
    .map(([name]) => name);
}
