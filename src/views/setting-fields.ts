/**
 * What is typed into a field: a text, a number, a size in MB, a check mark, names separated by commas, events, one line
 * for each server.
 */
export type FieldForm =
  | 'line'
  | 'number'
  | 'mebibytes'
  | 'flag'
  | 'addresses'
  | 'events'
  | 'servers';

interface SettingWords {
  form: FieldForm;
  /** The part of the page that lists it; `own`: the template has a separate place for it. */
  place: 'own' | 'stall' | 'history' | 'more';
  label: string;
  hint: string;
  unit?: string;
  /** What a value must be, where the field has another unit or form than the file. */
  mustBe?: string;
}

/** The settings that have a field, by their place in `config.json`, in the order in which they are written there. */
export const SETTING_FIELDS = {
  'notify.mail': {
    form: 'addresses',
    place: 'own',
    mustBe: 'must be addresses, separated by commas, or the word contact alone',
    label: 'Mail to',
    hint: 'Addresses, separated by commas. Write contact for this server’s own contact address, or leave it empty for no mail.',
  },
  'notify.events': {
    form: 'events',
    place: 'own',
    label: 'Notify when',
    hint: '',
  },
  'stall.minutes': {
    form: 'number',
    place: 'stall',
    label: 'No log has grown for',
    hint: 'After this time, a running session counts as stalled. Default: 15.',
    unit: 'minutes',
  },
  'stall.minutesPerGigabyte': {
    form: 'number',
    place: 'stall',
    label: 'Extra time for each GB of an item',
    hint: 'Large accounts are quiet for longer. Default: 1.',
    unit: 'minutes',
  },
  'retention.days': {
    form: 'number',
    place: 'history',
    label: 'Keep sessions for',
    hint: 'Counted from the last activity of a session; WHM itself deletes them after 30 days. 0 keeps them for ever. Default: 730.',
    unit: 'days',
  },
  'retention.maxBytes': {
    form: 'mebibytes',
    place: 'history',
    mustBe: 'must be a number of MB from 1 to 8589934591',
    label: 'Largest size of the archive',
    hint: 'Above this size, the oldest archived sessions are removed first. Default: 2048.',
    unit: 'MB',
  },
  'retention.keepLogs': {
    form: 'flag',
    place: 'own',
    label: 'Keep the logs of archived sessions',
    hint: 'Compressed, with secrets masked.',
  },
  verifyAfterEnd: {
    form: 'flag',
    place: 'own',
    label: 'Verify a session once it has ended',
    hint: 'Compares what was moved with this server; it changes nothing.',
  },
  sources: {
    form: 'servers',
    place: 'own',
    mustBe: 'must have at least two different host names or addresses in each line',
    label: 'Names of the same source server',
    hint: 'A line for each server: its host name and addresses, separated by commas. Names that a source has reported itself are joined automatically.',
  },
  apiUrl: {
    form: 'line',
    place: 'more',
    label: 'Address of WHM’s API',
    hint: 'An https address on this server. Default: https://127.0.0.1:2087.',
  },
  pageBudgetSeconds: {
    form: 'number',
    place: 'more',
    label: 'A page may read logs for',
    hint: 'After this time, the page shows what it has read so far. Default: 5.',
    unit: 'seconds',
  },
} as const satisfies Readonly<Record<string, SettingWords>>;

export type SettingKey = keyof typeof SETTING_FIELDS;

export const SETTING_KEYS = Object.keys(SETTING_FIELDS) as SettingKey[];

export function wordsOfSetting(key: SettingKey): SettingWords {
  return SETTING_FIELDS[key];
}

/** A setting as the text of its field. */
export type SettingTexts = Record<SettingKey, string>;

/** A webhook as a row of fields; `index` is its place in the file, null for one to be added. */
export interface WebhookFields {
  index: number | null;
  kind: string;
  /** What was typed; empty: the address is unchanged. */
  url: string;
  /** What was typed; empty: the secret is unchanged. */
  secret: string;
  isRemoved: boolean;
}

/** What a form of the settings holds. */
export interface SettingsForm {
  texts: SettingTexts;
  webhooks: WebhookFields[];
  /** The stamp of the file from which the form was made. */
  stamp: string;
}

/** A webhook of the file, without its secret parts. */
export interface KnownWebhook {
  kind: string;
  /** Null where no host can be read from the address. */
  host: string | null;
  hasSecret: boolean;
}

/** An unacceptable value, by its place in `config.json`. */
export interface SettingTrouble {
  key: string;
  mustBe: string;
}
