import type { SettingKey } from './setting-fields.ts';

/** A setting as the text of its field. */
export type SettingTexts = Record<SettingKey, string>;

/** A webhook as its row of fields; `index` is its place in the file, null for one to be added. */
export interface WebhookFields {
  index: number | null;
  kind: string;
  /** What was typed; empty: the address stays as it is. */
  url: string;
  /** What was typed; empty: the secret stays as it is. */
  secret: string;
  isRemoved: boolean;
}

/** What a form of the settings holds. */
export interface SettingsForm {
  texts: SettingTexts;
  webhooks: WebhookFields[];
  /** Of the file that the form was made of. */
  stamp: string;
}

/** A webhook of the file, without what is secret of it. */
export interface KnownWebhook {
  kind: string;
  /** Null where no host can be read from the address. */
  host: string | null;
  hasSecret: boolean;
}

/** A value that will not do, by its place in `config.json`. */
export interface SettingTrouble {
  key: string;
  mustBe: string;
}
