import { wrongValues } from '../system/config.ts';
import { readConfigFile } from '../system/config-file.ts';
import { errorMessage } from '../system/errno.ts';
import { removeJson, setJson } from '../system/json-edit.ts';
import { writeAtomically } from '../system/safe-file.ts';
import {
  type KnownWebhook,
  SETTING_KEYS,
  type SettingsForm,
  type SettingTexts,
  type SettingTrouble,
  type WebhookFields,
} from '../views/setting-fields.ts';
import { Problem } from './problem.ts';
import { readField, textsOf, webhooksOf } from './settings-text.ts';

/** What `config.json` says now. */
export interface SettingsFile {
  texts: SettingTexts;
  webhooks: KnownWebhook[];
  wrong: SettingTrouble[];
  stamp: string;
  /** Why the file can neither be used nor written; null where it can. */
  trouble: string | null;
}

interface OpenedFile extends SettingsFile {
  text: string;
  path: string;
}

const EMPTY = '{}\n';

export function readSettings(root: string): SettingsFile | OpenedFile {
  const { text, path, stamp, errors } = readConfigFile(root);
  if (path === null) return unusable(errors.join(' '));
  let values: unknown = {};
  try {
    if (text !== null) values = JSON.parse(text);
  } catch {
    // The parser's own message can quote the text around the place, including secrets.
    return unusable('config.json: is not JSON');
  }
  const wrong = wrongValues(values);
  if (wrong === null) return unusable('config.json: must be an object');
  const [texts, webhooks] = [textsOf(values), webhooksOf(values)];
  return { texts, webhooks, wrong, stamp, trouble: null, text: text ?? EMPTY, path };
}

function unusable(trouble: string): SettingsFile {
  return { texts: textsOf({}), webhooks: [], wrong: [], stamp: '', trouble };
}

/** What became of a form: saved, or why not. `file` is the present file. */
export type SaveResult =
  | { is: 'saved' }
  /** Somebody has written the file since the form was made. */
  | { is: 'stale'; file: SettingsFile }
  | { is: 'wrong'; file: SettingsFile; wrong: SettingTrouble[] }
  | { is: 'unusable'; file: SettingsFile; trouble: string };

/**
 * Writes the changes of a form into `config.json`, after the same checks as reading it: all of them, or none. What the
 * form does not change stays as it was written, known to this program or not.
 *
 * @throws Problem (malformed) for a form that cannot have been made from the file
 */
export function saveSettings(root: string, form: SettingsForm): SaveResult {
  const file = readSettings(root);
  if (!('path' in file)) return { is: 'unusable', file, trouble: file.trouble ?? '' };
  if (file.stamp !== form.stamp) return { is: 'stale', file };
  if (form.webhooks.some(isStrange(file))) {
    throw new Problem('malformed', { code: 'form-webhooks' });
  }
  const text = changeText(file, form);
  const wrong = wrongValues(JSON.parse(text)) ?? [];
  if (wrong.length > 0) return { is: 'wrong', file, wrong: wrong.map(asInForm(form)) };
  if (text === file.text) return { is: 'saved' };
  try {
    writeAtomically(file.path, text, { sync: true });
    return { is: 'saved' };
  } catch (error) {
    const trouble = `config.json could not be written: ${errorMessage(error)}`;
    return { is: 'unusable', file, trouble };
  }
}

function changeText(file: OpenedFile, form: SettingsForm): string {
  let { text } = file;
  for (const key of SETTING_KEYS) {
    const isWrong = file.wrong.some(
      (found) => key === found.key || key.startsWith(`${found.key}.`),
    );
    if (!isWrong && sameText(form.texts[key], file.texts[key])) continue;
    text = setJson(text, key.split('.'), readField(key, form.texts[key]));
  }
  const kept = form.webhooks.filter(({ index }) => index !== null);
  for (const fields of kept) text = changeWebhook(text, file, fields);
  const removed = kept.filter(({ isRemoved }) => isRemoved).map(({ index }) => index ?? 0);
  // From the end backwards: what comes before keeps its place.
  for (const index of removed.sort((a, b) => b - a)) {
    text = removeJson(text, ['notify', 'webhooks', index]);
  }
  let next = file.webhooks.length - removed.length;
  for (const fields of form.webhooks.filter(isNew)) {
    text = setJson(text, ['notify', 'webhooks', next], webhookOf(fields));
    next += 1;
  }
  return text;
}

/** Browsers send line breaks in a text as CRLF. */
function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other;
}

function changeWebhook(before: string, file: OpenedFile, fields: WebhookFields): string {
  const { index, kind, url, secret } = fields;
  const known = file.webhooks[index ?? -1];
  if (index === null || known === undefined) return before;
  let text = before;
  const set = (name: string, value: string): void => {
    text = setJson(text, ['notify', 'webhooks', index, name], value);
  };
  if (kind !== known.kind) set('kind', kind);
  if (url.trim() !== '') set('url', url.trim());
  if (secret !== '') set('secret', secret);
  return text;
}

/** Whether a form has a row that no form made from the file has. */
function isStrange({ webhooks }: OpenedFile) {
  return ({ index }: WebhookFields, at: number, rows: readonly WebhookFields[]): boolean =>
    index !== null &&
    (webhooks[index] === undefined || rows.findIndex((row) => row.index === index) !== at);
}

function isNew({ index, url, secret, isRemoved }: WebhookFields): boolean {
  return index === null && !isRemoved && (url.trim() !== '' || secret !== '');
}

function webhookOf({ kind, url, secret }: WebhookFields): Record<string, string> {
  return { url: url.trim(), kind, ...(secret === '' ? {} : { secret }) };
}

/** Finds the place of a wrong value among the rows of the form: removed rows are not in the changed text. */
function asInForm({ webhooks }: SettingsForm): (found: SettingTrouble) => SettingTrouble {
  const rows = webhooks.flatMap((fields, row) => {
    const isThere = fields.index === null ? isNew(fields) : !fields.isRemoved;
    return isThere ? [row] : [];
  });
  return ({ key, mustBe }) => ({
    key: key.replace(
      /^notify\.webhooks\[(\d+)\]/,
      (_, at: string) => `notify.webhooks[${rows[Number(at)] ?? at}]`,
    ),
    mustBe,
  });
}
