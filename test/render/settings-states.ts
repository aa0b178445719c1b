import type { Page } from '../../src/render/pages.ts';
import { buildMessages } from '../../src/views/messages.ts';
import type { SettingTexts } from '../../src/views/setting-fields.ts';
import { buildSettingsPage, type SettingsPageInput } from '../../src/views/settings-page.ts';

const TEXTS: SettingTexts = {
  'notify.mail': 'ops@example.com, root',
  'notify.events': 'end stall',
  'stall.minutes': '15',
  'stall.minutesPerGigabyte': '1',
  'retention.days': '730',
  'retention.maxBytes': '2048',
  'retention.keepLogs': '',
  verifyAfterEnd: 'on',
  sources: 'old9.example.com, 192.0.2.7',
  apiUrl: 'https://127.0.0.1:2087',
  pageBudgetSeconds: '5',
};

const CHANNELS = ['mail to ops@example.com, root', 'slack webhook at hooks.example.com'];

function settings(changes: Partial<SettingsPageInput> = {}): Page {
  const messages = { channels: CHANNELS, waiting: 0, failed: 0, trouble: null, isTested: false };
  return buildSettingsPage({
    texts: TEXTS,
    webhooks: [{ kind: 'slack', host: 'hooks.example.com', hasSecret: false }],
    wrong: [],
    stamp: '1-2-3',
    trouble: null,
    warnings: [],
    messages: buildMessages(messages),
    isSaved: false,
    ...changes,
  });
}

/** The settings in each of their states, `hostile` in what somebody has typed. */
export function settingsStates(hostile: string): Record<string, Page> {
  const empty = { secret: '', isRemoved: false };
  return {
    settings: settings({ isSaved: true }),
    'settings-wrong': settings({
      wrong: [
        { key: 'stall.minutes', mustBe: 'must be a number from 1 to 10080' },
        { key: 'notify.events', mustBe: 'must be a list of end, failure, stall' },
        { key: 'notify.webhooks[0].url', mustBe: 'must be an https address' },
        { key: 'stall', mustBe: 'must be an object' },
      ],
      refused: {
        form: {
          texts: { ...TEXTS, 'stall.minutes': hostile, sources: hostile },
          webhooks: [{ index: 0, kind: hostile, url: hostile, ...empty }],
          stamp: hostile,
        },
        isStale: false,
        trouble: null,
      },
    }),
    'settings-stale': settings({
      refused: {
        form: { texts: TEXTS, webhooks: [], stamp: '' },
        isStale: true,
        trouble: null,
      },
    }),
    guide: { view: 'guide', title: 'Guide', query: 'view=guide' },
    'settings-damaged': settings({
      trouble: 'config.json: is not JSON',
      warnings: ['config.json: others can read it, with the webhooks in it (chmod 600 fixes that)'],
    }),
  };
}
