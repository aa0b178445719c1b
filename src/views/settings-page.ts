import type { MessagesView } from './messages.ts';
import {
  type KnownWebhook,
  SETTING_KEYS,
  type SettingKey,
  type SettingsForm,
  type SettingTexts,
  type SettingTrouble,
  type WebhookFields,
  wordsOfSetting,
} from './setting-fields.ts';

/** What the settings page is made from: the file, and the form that was just sent, if it was rejected. */
export interface SettingsPageInput {
  texts: SettingTexts;
  webhooks: KnownWebhook[];
  wrong: SettingTrouble[];
  stamp: string;
  /** Why the file is neither used nor written. */
  trouble: string | null;
  /** Complaints about the file that concern none of its values. */
  warnings: string[];
  messages: MessagesView;
  isSaved: boolean;
  refused?: Refusal;
}

/** A form that was rejected. */
export interface Refusal {
  form: SettingsForm;
  /** It was made from a file that somebody has changed since. */
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
  /** A secret itself never gets into a page, not even one that was just typed. */
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
  /** Wrong values, each linking to its field; without a field, only in words. */
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

const EVENTS = [
  ['end', 'a session ends'],
  ['failure', 'the first item fails'],
  ['stall', 'a session stalls'],
  ['forecast', 'a problem is likely with what is left to move'],
] as const;

const KINDS = [
  ['generic', 'JSON, signed'],
  ['slack', 'Slack'],
  ['discord', 'Discord'],
  ['teams', 'Microsoft Teams'],
] as const;

/** All settings as a form, without their secret parts. */
export function buildSettingsPage(input: SettingsPageInput): SettingsPage {
  const { refused, wrong, trouble } = input;
  const texts = refused?.form.texts ?? input.texts;
  const canSave = trouble === null;
  const field = (key: SettingKey): SettingField => fieldOf(key, texts[key], wrong);
  const listed = (place: string): SettingField[] =>
    SETTING_KEYS.filter((key) => wordsOfSetting(key).place === place).map(field);
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
    stall: listed('stall'),
    history: listed('history'),
    keepLogs: field('retention.keepLogs'),
    verifyAfterEnd: field('verifyAfterEnd'),
    sources: field('sources'),
    more: listed('more'),
  };
}

function alarmOf({ trouble, refused, wrong }: SettingsPageInput): string | null {
  if (trouble !== null) {
    return `${trouble.replace(/\.?$/, '.')} Until that is corrected on the server, the defaults below are used and nothing can be changed here; the file is left as it is.`;
  }
  if (refused === undefined) {
    return wrong.length === 0
      ? null
      : 'The file contains values that cannot be used. The defaults are used instead.';
  }
  if (refused.trouble !== null) return `Nothing was saved. ${refused.trouble.replace(/\.?$/, '.')}`;
  const again = refused.form.webhooks.some(({ secret }) => secret !== '')
    ? ' The signing secret has to be typed again.'
    : '';
  if (refused.isStale) {
    return `Nothing was saved: the settings were changed elsewhere while this page was open. Your values are shown below; save again to replace the others.${again}`;
  }
  return `Nothing was saved: please correct what is marked.${again}`;
}

function fieldOf(key: SettingKey, value: string, wrong: readonly SettingTrouble[]): SettingField {
  const { label, hint, unit = '' } = wordsOfSetting(key);
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

/** What a value must be, in the terms of its field: some have another unit or form there than in the file. */
function inField({ key, mustBe }: SettingTrouble): string {
  const known = keyOf(key);
  return (known && wordsOfSetting(known).mustBe) ?? mustBe;
}

function keyOf(place: string): SettingKey | undefined {
  return SETTING_KEYS.find((name) => name === place);
}

function sentenceOf(found: SettingTrouble): string {
  const mustBe = inField(found);
  return `${mustBe.charAt(0).toUpperCase()}${mustBe.slice(1)}.`;
}

function wrongOf(
  found: SettingTrouble,
  rows: readonly WebhookFields[],
): { words: string; href: string | null } {
  const key = keyOf(found.key);
  if (key !== undefined) {
    const id = key === 'notify.events' ? 'set-event-end' : idOf(key);
    return { words: `${wordsOfSetting(key).label}: ${inField(found)}`, href: `#${id}` };
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
