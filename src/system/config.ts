import { isObject } from '../log/value.ts';
import { DEFAULT_API_URL, isHost, isMailAddress, loopbackAddress } from './addresses.ts';
import { readConfigFile } from './config-file.ts';
import type { ConfigFindings, ConfigReport, WrongValue } from './config-values.ts';
import { ConfigSection } from './config-values.ts';
import { errorMessage } from './errno.ts';

export const NOTIFY_EVENTS = ['end', 'failure', 'stall', 'forecast'] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

export const WEBHOOK_KINDS = ['generic', 'slack', 'discord', 'teams'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

export interface Webhook {
  /** HTTPS, or HTTP on the loopback. With chat services the address itself is the secret. */
  url: string;
  kind: WebhookKind;
  /** Key of the HMAC signature of generic webhooks. */
  secret: string | null;
}

/** What an administrator can set in `config.json`; what is missing has its default. */
export interface Config {
  /** Where the server's API is asked; HTTPS on the loopback. */
  apiUrl: string;
  stall: {
    /** The session is stalled when no log has grown for this long. */
    minutes: number;
    /** More patience for large items. */
    minutesPerGigabyte: number;
  };
  retention: {
    /** Archived sessions older than this are forgotten; 0 keeps them for ever. */
    days: number;
    /** Largest size of the archive; the oldest sessions go first. */
    maxBytes: number;
    /** Whether the logs of archived sessions are kept, compressed. */
    keepLogs: boolean;
  };
  notify: {
    /** Addresses, or the server's own contact. */
    mail: string[] | 'contact';
    webhooks: Webhook[];
    events: NotifyEvent[];
  };
  /** Names of source servers, a list for each server: its host names and addresses, in lower case. */
  sources: string[][];
  /** Whether sessions are verified automatically once they have ended. */
  verifyAfterEnd: boolean;
  /** How long one page may spend on bringing the cache up to date before it answers with what there is. */
  pageBudgetSeconds: number;
}

export interface ConfigReading extends ConfigReport {
  config: Config;
}

/**
 * Reads `/var/cpanel/transfer_monitor/config.json` under the host root. A missing file means the defaults; a file that
 * cannot be trusted or read is one error and the defaults; a wrong value is an error that names its key, and that key's
 * default.
 */
export function readConfig(root: string): ConfigReading {
  const file = readConfigFile(root);
  if (file.text === null) {
    return { config: importConfig({}).config, errors: file.errors, warnings: file.warnings };
  }
  let values: unknown;
  try {
    values = JSON.parse(file.text);
  } catch (error) {
    const errors = [`config.json: is not JSON${placeOf(error, file.text)}`];
    return { config: importConfig({}).config, errors, warnings: file.warnings };
  }
  const reading = importConfig(values);
  return { ...reading, warnings: [...file.warnings, ...reading.warnings] };
}

/** Where the parser stopped. Its own words can quote the text around that place, including secrets. */
function placeOf(error: unknown, text: string): string {
  const position = /position (\d+)/.exec(errorMessage(error))?.[1];
  if (position === undefined) return '';
  return ` (line ${text.slice(0, Number(position)).split('\n').length})`;
}

/** The settings in the parsed text of a `config.json`. */
export function importConfig(values: unknown): ConfigReading {
  const { config, errors, warnings } = examineConfig(values);
  return { config, errors, warnings };
}

/** Each unacceptable value of a parsed `config.json`. @returns null where it is no object at all */
export function wrongValues(values: unknown): WrongValue[] | null {
  return isObject(values) ? examineConfig(values).wrong : null;
}

function examineConfig(values: unknown): ConfigFindings & { config: Config } {
  const report: ConfigFindings = { errors: [], warnings: [], wrong: [] };
  if (!isObject(values)) {
    report.errors.push('config.json: must be an object');
    return { ...examineConfig({}), ...report };
  }
  const top = new ConfigSection({ ...values }, '', report);
  const stall = top.section('stall');
  const retention = top.section('retention');
  const config: Config = {
    apiUrl: top.value('apiUrl', DEFAULT_API_URL, 'must be https on the loopback', (value) =>
      typeof value === 'string' && loopbackAddress(value) !== null ? value : undefined,
    ),
    stall: {
      minutes: stall.number('minutes', 15, 1, 10_080),
      minutesPerGigabyte: stall.number('minutesPerGigabyte', 1, 0, 1_440),
    },
    retention: {
      days: retention.number('days', 730, 0, 36_500),
      maxBytes: retention.number('maxBytes', 2 * 1024 ** 3, 1_048_576, Number.MAX_SAFE_INTEGER),
      keepLogs: retention.boolean('keepLogs', false),
    },
    notify: importNotify(top.section('notify')),
    sources: top.value('sources', [], SOURCES_MUST_BE, importSources),
    verifyAfterEnd: top.boolean('verifyAfterEnd', true),
    pageBudgetSeconds: top.number('pageBudgetSeconds', 5, 1, 60),
  };
  for (const section of [top, stall, retention]) section.warnOfUnknownKeys();
  return { config, ...report };
}

function importNotify(section: ConfigSection): Config['notify'] {
  const notify: Config['notify'] = {
    mail: section.value('mail', [], 'must be "contact" or a list of addresses', importMail),
    webhooks: section.sections('webhooks').flatMap(importWebhook),
    events: section.value(
      'events',
      [...NOTIFY_EVENTS],
      `must be a list of ${NOTIFY_EVENTS.join(', ')}`,
      (value) =>
        Array.isArray(value)
          ? allOf(value, (entry) => NOTIFY_EVENTS.find((event) => event === entry))
          : undefined,
    ),
  };
  section.warnOfUnknownKeys();
  return notify;
}

const SOURCES_MUST_BE =
  'must be a list of lists, each of at least two different host names or addresses';

function importSources(value: unknown): string[][] | undefined {
  if (!Array.isArray(value)) return undefined;
  return allOf(value, (names) => {
    if (!Array.isArray(names)) return undefined;
    const hosts = allOf(names, (name) =>
      typeof name === 'string' && isHost(name) ? name.toLowerCase() : undefined,
    );
    return hosts !== undefined && new Set(hosts).size > 1 ? hosts : undefined;
  });
}

function importMail(value: unknown): string[] | 'contact' | undefined {
  if (value === 'contact') return value;
  if (!Array.isArray(value)) return undefined;
  return allOf(value, (entry) =>
    typeof entry === 'string' && isMailAddress(entry) ? entry : undefined,
  );
}

const WEBHOOK_MUST_BE =
  'must be an https address; http only on this server itself (127.0.0.1, localhost)';

function importWebhook(section: ConfigSection): Webhook[] {
  const url = section.required('url', WEBHOOK_MUST_BE, (value) =>
    typeof value === 'string' && isWebhookUrl(value) ? value : undefined,
  );
  const kind = section.value<WebhookKind>(
    'kind',
    'generic',
    `must be one of ${WEBHOOK_KINDS.join(', ')}`,
    (value) => WEBHOOK_KINDS.find((known) => known === value),
  );
  const secret = section.value<string | null>('secret', null, 'must be text', (value) =>
    typeof value === 'string' && value !== '' ? value : undefined,
  );
  section.warnOfUnknownKeys();
  if (url === undefined) return [];
  return [{ url, kind, secret }];
}

function isWebhookUrl(text: string): boolean {
  try {
    const url = new URL(text);
    if (url.protocol === 'https:') return true;
    return url.protocol === 'http:' && /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  } catch {
    return false;
  }
}

/** Every entry through an importer; undefined as soon as one is unacceptable. */
function allOf<T>(values: unknown[], importer: (value: unknown) => T | undefined): T[] | undefined {
  const imported = values.map(importer);
  return imported.every((entry) => entry !== undefined) ? imported : undefined;
}
