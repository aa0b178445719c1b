import { isObject } from '../log/value.ts';
import { importConfig, NOTIFY_EVENTS } from '../system/config.ts';
import {
  type FieldForm,
  type KnownWebhook,
  SETTING_FIELDS,
  SETTING_KEYS,
  type SettingKey,
  type SettingTexts,
} from '../views/setting-fields.ts';

const MEBIBYTE = 1024 ** 2;

/**
 * Converts a setting to the text of a field, and the text to what `config.json` contains. A text that means nothing
 * stays a text: the check of the value refuses it.
 */
interface Form {
  write(value: unknown): string;
  read(text: string): unknown;
}

const line: Form = {
  write: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  read: (text) => text.trim(),
};

const number: Form = {
  write: line.write,
  read: (text) => numberOf(text) ?? text,
};

const mebibytes: Form = {
  write: (value) =>
    typeof value === 'number' ? String(Number((value / MEBIBYTE).toFixed(3))) : line.write(value),
  read: (text) => {
    const size = numberOf(text);
    return size === null ? text : Math.round(size * MEBIBYTE);
  },
};

const flag: Form = {
  write: (value) => (value === true ? 'on' : ''),
  read: (text) => text !== '',
};

/** A word stands for the server's own contact instead of addresses. */
const addresses: Form = {
  write: (value) => (Array.isArray(value) ? value.map(line.write).join(', ') : line.write(value)),
  read: (text) => (text.trim() === 'contact' ? 'contact' : partsOf(text)),
};

const events: Form = {
  write: (value) =>
    NOTIFY_EVENTS.filter((event) => Array.isArray(value) && value.includes(event)).join(' '),
  read: wordsOf,
};

/** One line for each server. */
const servers: Form = {
  write: (value) =>
    Array.isArray(value) ? value.map(addresses.write).join('\n') : line.write(value),
  read: (text) =>
    text
      .split(/\r?\n/)
      .map(wordsOf)
      .filter((names) => names.length > 0),
};

const FORMS: Readonly<Record<FieldForm, Form>> = {
  line,
  number,
  mebibytes,
  flag,
  addresses,
  events,
  servers,
};

function formOf(key: SettingKey): Form {
  return FORMS[SETTING_FIELDS[key].form];
}

export function readField(key: SettingKey, text: string): unknown {
  return formOf(key).read(text);
}

/** All settings of a parsed `config.json` as texts, with defaults where it has none. */
export function textsOf(values: unknown): SettingTexts {
  const { config } = importConfig({});
  const texts = SETTING_KEYS.map((key) => [
    key,
    formOf(key).write(valueAt(values, key) ?? valueAt(config, key)),
  ]);
  return Object.fromEntries(texts) as SettingTexts;
}

export function webhooksOf(values: unknown): KnownWebhook[] {
  const list = valueAt(values, 'notify.webhooks');
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => {
    const { url, kind, secret } = isObject(entry)
      ? entry
      : { url: entry, kind: null, secret: null };
    return {
      kind: typeof kind === 'string' ? kind : 'generic',
      host: hostOf(url),
      hasSecret: typeof secret === 'string' && secret !== '',
    };
  });
}

function hostOf(url: unknown): string | null {
  try {
    return new URL(String(url)).host || null;
  } catch {
    return null;
  }
}

function valueAt(values: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((value, name) => {
    return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }, values);
}

/** Not split at blanks: a line of prose must not become a list of local users. */
function partsOf(text: string): string[] {
  return text
    .split(/[,;\r\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}

function numberOf(text: string): number | null {
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
