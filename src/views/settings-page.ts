import { lookUp } from '../session/look-up.ts';
import type { MessagesView } from './messages.ts';
import type {
  KnownWebhook,
  SettingKey,
  SettingsForm,
  SettingTexts,
  SettingTrouble,
  WebhookFields,
} from './settings-input.ts';

/** What the page of the settings is made of: the file, and the form that was just sent, if it was not taken. */
export interface SettingsPageInput {
  texts: SettingTexts;
  webhooks: KnownWebhook[];
  wrong: SettingTrouble[];
  stamp: string;
  /** Why the file is neither used nor written. */
  trouble: string | null;
  /** Complaints about the file that concern no value of it. */
  warnings: string[];
  messages: MessagesView;
  isSaved: boolean;
  refused?: Refusal;
}

/** A form that was not taken. */
export interface Refusal {
  form: SettingsForm;
  /** It was made of a file that somebody has changed since. */
  isStale: boolean;
  /** Why nothing could be written. */
  trouble: string | null;
}

export interface SettingField {
  name: string;
  id: string;
  label: string;
  hint: string;
  value: string;
  unit: string;
  isOn: boolean;
  error: string | null;
}

export interface WebhookRow {
  title: string;
  /** Its place in the file; empty for one to be added. */
  index: string;
  row: string;
  url: string;
  urlHint: string;
  /** A secret itself never goes into a page, not even one that was just typed. */
  secretHint: string;
  isRemoved: boolean;
  isNew: boolean;
  kinds: { value: string; label: string; isChosen: boolean }[];
  error: string | null;
}

export interface SettingsPage {
  view: 'settings';
  title: string;
  query: string;
  stamp: string;
  isSaved: boolean;
  /** What was wrong, in a sentence; null where nothing was. */
  alarm: string | null;
  /** Wrong values, each leading to its field; without a field, in words alone. */
  wrong: { words: string; href: string | null }[];
  canSave: boolean;
  warnings: string[];
  messages: MessagesView;
  mail: SettingField;
  events: SettingField[];
  eventsError: string | null;
  webhooks: WebhookRow[];
  stall: SettingField[];
  history: SettingField[];
  keepLogs: SettingField;
  verifyAfterEnd: SettingField;
  sources: SettingField;
  more: SettingField[];
}

const WORDS: Readonly<Record<SettingKey, { label: string; hint: string; unit?: string }>> = {
  'notify.mail': {
    label: 'Mail to',
    hint: 'Addresses, separated by commas. The word contact stands for this server’s own contact address; leave it empty for no mail.',
  },
  'notify.events': { label: 'Tell when', hint: '' },
  'stall.minutes': {
    label: 'No log has grown for',
    hint: 'After so long, a running session is called stalled. Default: 15.',
    unit: 'minutes',
  },
  'stall.minutesPerGigabyte': {
    label: 'More patience for each GB of an item',
    hint: 'Large accounts are quiet for longer. Default: 1.',
    unit: 'minutes',
  },
  'retention.days': {
    label: 'Keep sessions for',
    hint: 'Counted from when a session was last heard of; WHM itself deletes them after 30 days. 0 keeps them for ever. Default: 730.',
    unit: 'days',
  },
  'retention.maxBytes': {
    label: 'Largest size',
    hint: 'The oldest archived sessions go first. Default: 2048.',
    unit: 'MB',
  },
  'retention.keepLogs': {
    label: 'Keep the logs of archived sessions',
    hint: 'Compressed, with secrets masked.',
  },
  verifyAfterEnd: {
    label: 'Verify a session once it has ended',
    hint: 'Compares what was moved with this server; it changes nothing.',
  },
  sources: {
    label: 'Names of the same source server',
    hint: 'A line for each server: its host name and addresses, separated by commas. Names that a source has told of itself are joined without this.',
  },
  apiUrl: {
    label: 'Address of WHM’s API',
    hint: 'https on this server itself. Default: https://127.0.0.1:2087.',
  },
  pageBudgetSeconds: {
    label: 'A page may read logs for',
    hint: 'After so long it shows what it has. Default: 5.',
    unit: 'seconds',
  },
};

const MUST_BE: Partial<Record<SettingKey, string>> = {
  'notify.mail': 'must be addresses, separated by commas, or the word contact alone',
  'retention.maxBytes': 'must be a number of MB from 1 to 8589934591',
  sources: 'must have at least two different host names or addresses in each line',
};

const KEYS = Object.keys(WORDS) as SettingKey[];

const EVENTS = [
  ['end', 'a session ends'],
  ['failure', 'the first item fails'],
  ['stall', 'a session stalls'],
  ['forecast', 'something is likely to go wrong with what is left'],
] as const;

const KINDS = [
  ['generic', 'JSON, signed'],
  ['slack', 'Slack'],
  ['discord', 'Discord'],
  ['teams', 'Microsoft Teams'],
] as const;

/** All settings as a form. What is secret of them is not in it. */
export function buildSettingsPage(input: SettingsPageInput): SettingsPage {
  const { refused, wrong, trouble } = input;
  const texts = refused?.form.texts ?? input.texts;
  const canSave = trouble === null;
  const field = (key: SettingKey): SettingField => fieldOf(key, texts[key], wrong);
  const rows = refused?.form.webhooks ?? rowsOf(input.webhooks);
  const chosen = texts['notify.events'].split(' ');
  return {
    view: 'settings',
    title: 'Settings',
    query: 'view=settings',
    stamp: input.stamp,
    isSaved: input.isSaved && canSave,
    alarm: alarmOf(input),
    wrong: wrong.map((found) => wrongOf(found, rows)),
    canSave,
    warnings: input.warnings,
    messages: input.messages,
    mail: field('notify.mail'),
    events: EVENTS.map(([event, label]) => ({
      ...field('notify.events'),
      id: `set-event-${event}`,
      label,
      value: event,
      isOn: chosen.includes(event),
    })),
    eventsError: errorOf('notify.events', wrong),
    webhooks: rows.map((fields, row) => webhookRow(fields, row, input)),
    stall: [field('stall.minutes'), field('stall.minutesPerGigabyte')],
    history: [field('retention.days'), field('retention.maxBytes')],
    keepLogs: field('retention.keepLogs'),
    verifyAfterEnd: field('verifyAfterEnd'),
    sources: field('sources'),
    more: [field('apiUrl'), field('pageBudgetSeconds')],
  };
}

function alarmOf({ trouble, refused, wrong }: SettingsPageInput): string | null {
  if (trouble !== null) {
    return `${trouble.replace(/\.?$/, '.')} Until that is corrected on the server, the defaults below are used and nothing can be changed here; the file is left as it is.`;
  }
  if (refused === undefined) {
    return wrong.length === 0
      ? null
      : 'The file holds values that cannot be used. In their place the defaults are used.';
  }
  if (refused.trouble !== null) return `Nothing was saved. ${refused.trouble.replace(/\.?$/, '.')}`;
  const again = refused.form.webhooks.some(({ secret }) => secret !== '')
    ? ' The signing secret has to be typed again.'
    : '';
  if (refused.isStale) {
    return `Nothing was saved: the settings were changed elsewhere while this page was open. Your values stand below; save again to put them in the place of the others.${again}`;
  }
  return `Nothing was saved: please correct what is marked.${again}`;
}

function fieldOf(key: SettingKey, value: string, wrong: readonly SettingTrouble[]): SettingField {
  const { label, hint, unit = '' } = WORDS[key];
  const isOn = value !== '';
  return { name: key, id: idOf(key), label, hint, value, unit, isOn, error: errorOf(key, wrong) };
}

function idOf(key: string): string {
  return `set-${key.replaceAll('.', '-')}`;
}

function errorOf(key: string, wrong: readonly SettingTrouble[]): string | null {
  const found = wrong.find((trouble) => trouble.key === key);
  return found === undefined ? null : sentenceOf(found);
}

/** What a value must be, in the words of its field: some stand there in another unit or form than in the file. */
function inField({ key, mustBe }: SettingTrouble): string {
  return lookUp(MUST_BE, key) ?? mustBe;
}

function sentenceOf(found: SettingTrouble): string {
  const mustBe = inField(found);
  return `${mustBe.charAt(0).toUpperCase()}${mustBe.slice(1)}.`;
}

function wrongOf(
  found: SettingTrouble,
  rows: readonly WebhookFields[],
): { words: string; href: string | null } {
  const key = KEYS.find((name) => name === found.key);
  if (key !== undefined) {
    const id = key === 'notify.events' ? 'set-event-end' : idOf(key);
    return { words: `${WORDS[key].label}: ${inField(found)}`, href: `#${id}` };
  }
  const row = rowOf(found.key);
  if (row !== null && rows[row] !== undefined) {
    return { words: `Webhook ${row + 1}: ${found.mustBe}`, href: `#set-webhook-${row}` };
  }
  return { words: `${found.key}: ${found.mustBe}`, href: null };
}

/** "notify.webhooks[2].url" → 2 */
function rowOf(key: string): number | null {
  const row = /^notify\.webhooks\[(\d+)\]/.exec(key)?.[1];
  return row === undefined ? null : Number(row);
}

/** A row for each webhook of the file, and one to add another. */
function rowsOf(known: readonly KnownWebhook[]): WebhookFields[] {
  const empty = { url: '', secret: '', isRemoved: false };
  return [
    ...known.map(({ kind }, index) => ({ index, kind, ...empty })),
    { index: null, kind: 'generic', ...empty },
  ];
}

function webhookRow(
  { index, kind, url, secret, isRemoved }: WebhookFields,
  row: number,
  { webhooks, wrong }: SettingsPageInput,
): WebhookRow {
  const known = index === null ? undefined : webhooks[index];
  const found = wrong.find((trouble) => rowOf(trouble.key) === row);
  const isOdd = !KINDS.some(([value]) => value === kind);
  const kinds = isOdd ? [...KINDS, [kind, kind] as const] : KINDS;
  return {
    title: known === undefined ? 'Another webhook' : `Webhook ${row + 1}`,
    index: index === null ? '' : String(index),
    row: String(row),
    url,
    urlHint:
      known === undefined
        ? 'https://…'
        : `https://${known.host ?? '…'}/•••••, kept unless you type another`,
    secretHint: secretHint(secret !== '', known?.hasSecret === true),
    isRemoved,
    isNew: known === undefined,
    kinds: kinds.map(([value, label]) => ({ value, label, isChosen: value === kind })),
    error: found === undefined ? null : sentenceOf(found),
  };
}

function secretHint(isTyped: boolean, isKept: boolean): string {
  if (isTyped) return 'was not saved: type it again';
  return isKept ? '•••••, kept unless you type another' : 'none';
}
