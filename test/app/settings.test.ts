import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings, saveSettings } from '../../src/app/settings-file.ts';
import { importConfig, readConfig } from '../../src/system/config.ts';
import {
  SETTING_KEYS,
  type SettingsForm,
  type SettingTexts,
  type WebhookFields,
} from '../../src/views/setting-fields.ts';
import { removeFolder } from '../remove-folder.ts';

let root = '';
let folder = '';
let path = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-'));
  folder = join(root, 'var/cpanel/transfer_monitor');
  path = join(folder, 'config.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
});
afterEach(() => removeFolder(root));

const write = (text: string): void => writeFileSync(path, text, { mode: 0o600 });
const read = (): string => readFileSync(path, 'utf8');

/** The form as the page has it, with some fields changed. */
function form(texts: Partial<SettingTexts> = {}, webhooks?: WebhookFields[]): SettingsForm {
  const file = readSettings(root);
  const kept = file.webhooks.map(({ kind }, index) => hook({ index, kind }));
  return { texts: { ...file.texts, ...texts }, webhooks: webhooks ?? kept, stamp: file.stamp };
}

const hook = (fields: Partial<WebhookFields>): WebhookFields => ({
  ...{ index: null, kind: 'generic', url: '', secret: '', isRemoved: false },
  ...fields,
});

const OWN = `{
  "//": "set up by ops, 2026",
  "stall": { "minutes": 45, "colour": "blue" },
  "ours": { "big": 12345678901234567890, "list": [ 1,2 ] },
  "notify": {
    "webhooks": [
      { "url": "https://hooks.example.test/T0/s3cret", "kind": "slack", "note": "night shift" },
      { "url": "https://ops.example.test/in", "secret": "old-key" }
    ],
    "mail": "contact"
  }
}
`;

describe('what a form of the settings changes', () => {
  it('is written, and all else of the file stays as it was', () => {
    write(OWN);
    expect(saveSettings(root, form({ 'stall.minutes': '20' }))).toEqual({ is: 'saved' });
    expect(read()).toBe(OWN.replace('"minutes": 45', '"minutes": 20'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('is nothing where nothing was changed, however browsers send lines', () => {
    write(
      '{"sources": [["Old1.example.test", "192.0.2.7"], ["b", "c"]], "retention": {"maxBytes": 1500000000}}',
    );
    const before = [read(), statSync(path).mtimeMs];
    const { texts } = readSettings(root);
    const sent = { sources: texts.sources.replaceAll('\n', '\r\n') };
    expect(saveSettings(root, form(sent))).toEqual({ is: 'saved' });
    expect([read(), statSync(path).mtimeMs]).toEqual(before);
  });

  it('makes a file where there is none, with what is no default', () => {
    const changes = {
      'notify.mail': 'ops@example.test; root',
      'retention.maxBytes': '512',
      verifyAfterEnd: '',
      sources: 'old1.example.test 192.0.2.7\r\n\r\nold2, 2001:db8::7',
    };
    expect(saveSettings(root, form(changes, [hook({})]))).toEqual({ is: 'saved' });
    expect(JSON.parse(read())).toEqual({
      notify: { mail: ['ops@example.test', 'root'] },
      retention: { maxBytes: 536_870_912 },
      verifyAfterEnd: false,
      sources: [
        ['old1.example.test', '192.0.2.7'],
        ['old2', '2001:db8::7'],
      ],
    });
  });

  it('keeps what is secret of a webhook unless another is typed', () => {
    write(OWN);
    const changes = [
      hook({ index: 0, kind: 'teams' }),
      hook({ index: 1, url: ' https://new.example.test/in ' }),
      hook({ kind: 'generic', url: 'https://third.example.test', secret: 'k' }),
    ];
    expect(saveSettings(root, form({}, changes))).toEqual({ is: 'saved' });
    expect(JSON.parse(read()).notify.webhooks).toEqual([
      { url: 'https://hooks.example.test/T0/s3cret', kind: 'teams', note: 'night shift' },
      { url: 'https://new.example.test/in', secret: 'old-key' },
      { url: 'https://third.example.test', kind: 'generic', secret: 'k' },
    ]);
  });

  it('takes a webhook away and leaves the others', () => {
    write(OWN);
    const kept = [hook({ index: 0, kind: 'slack', isRemoved: true }), hook({ index: 1 })];
    expect(saveSettings(root, form({}, kept))).toEqual({ is: 'saved' });
    expect(readConfig(root).config.notify.webhooks.map(({ url }) => url)).toEqual([
      'https://ops.example.test/in',
    ]);
    expect(read()).toContain('"big": 12345678901234567890');
  });

  it('can be mail to nobody, and no event', () => {
    write(OWN);
    saveSettings(root, form({ 'notify.mail': '', 'notify.events': '' }));
    expect(JSON.parse(read()).notify).toMatchObject({ mail: [], events: [] });
  });
});

describe('a form that is not taken', () => {
  it('names each value that will not do, by its row, and changes nothing', () => {
    write(OWN);
    const result = saveSettings(
      root,
      form(
        {
          'stall.minutes': 'soon',
          'retention.days': '-1',
          'retention.maxBytes': '0.5',
          apiUrl: 'https://evil.example.test',
        },
        [
          hook({ index: 0, kind: 'slack', isRemoved: true }),
          hook({ index: 1, url: 'http://plain.example.test' }),
          hook({ secret: 'without an address' }),
        ],
      ),
    );
    expect(result).toMatchObject({ is: 'wrong' });
    const wrong = 'wrong' in result ? result.wrong.map(({ key }) => key) : [];
    expect(wrong.sort()).toEqual(
      [
        'apiUrl',
        'notify.webhooks[1].url',
        'notify.webhooks[2].url',
        'retention.days',
        'retention.maxBytes',
        'stall.minutes',
      ].sort(),
    );
    expect(read()).toBe(OWN);
  });

  it.each([
    ['notify.mail', 'not a mail'],
    ['notify.mail', 'ops@example.test, -oQ/tmp'],
    ['notify.mail', 'contact, ops at example'],
    ['sources', 'a'],
    ['sources', 'a, A'],
    ['sources', 'old1.example.test 192.0.2.7\nalone'],
    ['sources', '<script>,"x"'],
    ['sources', 'old1.example.test, 1:2:3'],
  ] as const)('%s: %s', (key, text) => {
    write(OWN);
    const result = saveSettings(root, form({ [key]: text }));
    expect(result).toMatchObject({ is: 'wrong', wrong: [{ key }] });
    expect(read()).toBe(OWN);
  });

  it('has a webhook that the file has not, or one twice', () => {
    write(OWN);
    for (const rows of [[hook({ index: 99 })], [hook({ index: 0 }), hook({ index: 0 })]]) {
      expect(() => saveSettings(root, form({}, rows))).toThrow(/webhook/);
    }
    expect(read()).toBe(OWN);
  });

  it('was made of another file than is there now', () => {
    write(OWN);
    const made = form({ 'stall.minutes': '20' });
    const other = OWN.replace('45', '46');
    rmSync(path);
    write(other);
    expect(saveSettings(root, made)).toMatchObject({ is: 'stale' });
    expect(read()).toBe(other);
  });

  it.each([
    ['is not JSON', () => write('{"notify": {"webhooks": [{"url": "https://x/s3cret"')],
    ['is no object', () => write('[1]')],
    ['can be written by others', () => chmodSync(path, 0o666)],
    [
      'is a link',
      () => {
        writeFileSync(join(root, 'elsewhere.json'), OWN);
        rmSync(path);
        symlinkSync(join(root, 'elsewhere.json'), path);
      },
    ],
    [
      'is a folder',
      () => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('meets a file that %s: it is left alone', (_, spoil) => {
    write(OWN);
    spoil();
    const link = lstatSync(path).isSymbolicLink();
    const before = lstatSync(path).isDirectory() ? null : read();
    const result = saveSettings(root, form({ 'stall.minutes': '20' }));
    expect(result).toMatchObject({ is: 'unusable' });
    expect(JSON.stringify(result)).not.toContain('s3cret');
    expect(lstatSync(path).isSymbolicLink()).toBe(link);
    if (before !== null) expect(read()).toBe(before);
    if (link) expect(readFileSync(join(root, 'elsewhere.json'), 'utf8')).toBe(OWN);
  });
});

it('a file with a wrong value is repaired by a form that corrects it', () => {
  write(
    '{"stall": {"minutes": "soon"}, "verifyAfterEnd": "yes", "notify": {"events": ["end", "noise"]}}',
  );
  const file = readSettings(root);
  expect(file.wrong.map(({ key }) => key).sort()).toEqual([
    'notify.events',
    'stall.minutes',
    'verifyAfterEnd',
  ]);
  expect(saveSettings(root, form({ 'stall.minutes': '30' }))).toEqual({ is: 'saved' });
  expect(JSON.parse(read())).toEqual({
    stall: { minutes: 30 },
    verifyAfterEnd: false,
    notify: { events: ['end'] },
  });
});

it('data that lie behind a link of root’s are written where they lie', () => {
  const real = join(root, 'data');
  removeFolder(folder);
  mkdirSync(real, { mode: 0o700 });
  symlinkSync(real, folder);
  // Folders above that anybody can write to are not trusted; the test's own lies in one that is sticky.
  const result = saveSettings(root, form({ 'stall.minutes': '20' }));
  expect(result).toEqual({ is: 'saved' });
  expect(existsSync(join(real, 'config.json'))).toBe(true);
  expect(lstatSync(folder).isSymbolicLink()).toBe(true);
});

it('has a field for each setting that there is', () => {
  const keysOf = (value: unknown, path: string): string[] =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? [path]
      : Object.entries(value).flatMap(([key, more]) => keysOf(more, path ? `${path}.${key}` : key));
  const keys = keysOf(importConfig({}).config, '').filter((key) => key !== 'notify.webhooks');
  expect([...SETTING_KEYS].sort()).toEqual(keys.sort());
});
