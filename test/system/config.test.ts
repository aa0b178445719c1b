import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importConfig, readConfig } from '../../src/system/config.ts';
import { removeFolder } from '../remove-folder.ts';

const DEFAULTS = importConfig({}).config;

describe('importConfig', () => {
  test('defaults', () => {
    expect(importConfig({})).toEqual({
      config: {
        apiUrl: 'https://127.0.0.1:2087',
        stall: { minutes: 15, minutesPerGigabyte: 1 },
        retention: { days: 730, maxBytes: 2_147_483_648, keepLogs: false },
        notify: { mail: [], webhooks: [], events: ['end', 'failure', 'stall', 'forecast'] },
        sources: [],
        verifyAfterEnd: true,
        pageBudgetSeconds: 5,
      },
      errors: [],
      warnings: [],
    });
  });

  test('everything set', () => {
    const values = {
      apiUrl: 'https://localhost:12087',
      stall: { minutes: 45, minutesPerGigabyte: 0.5 },
      retention: { days: 0, maxBytes: 1_048_576, keepLogs: true },
      notify: {
        mail: ['ops@example.test', 'root'],
        webhooks: [
          { url: 'https://hooks.example.test/a?b=c', kind: 'slack' },
          { url: 'http://127.0.0.1:9000/hook', secret: 'made-up' },
        ],
        events: ['failure'],
      },
      sources: [['old1.example.test', '192.0.2.7']],
      verifyAfterEnd: false,
      pageBudgetSeconds: 10,
    };
    expect(importConfig(values)).toEqual({
      config: {
        ...values,
        notify: {
          ...values.notify,
          webhooks: [
            { url: 'https://hooks.example.test/a?b=c', kind: 'slack', secret: null },
            { url: 'http://127.0.0.1:9000/hook', kind: 'generic', secret: 'made-up' },
          ],
        },
      },
      errors: [],
      warnings: [],
    });
  });

  test.each([
    'http://127.0.0.1:2087',
    'https://whm.example.test:2087',
    'https://127.0.0.1.example.test:2087',
    'https://localhost.example.test',
    'https://127.0.0.1:2087@evil.example.test',
    'https://user:pass@127.0.0.1:2087',
    'https://127.0.0.1:2087/other/path',
    'https://10.0.0.1:2087',
    '127.0.0.1:2087',
    '',
    2087,
    null,
  ])('the API is not asked at %j', (apiUrl) => {
    expect(importConfig({ apiUrl })).toEqual({
      config: DEFAULTS,
      errors: ['config.json: apiUrl: must be https on the loopback'],
      warnings: [],
    });
  });

  test.each(['https://127.0.0.1', 'https://127.8.9.1:1/', 'https://[::1]:2087'])(
    'the API can be asked at %j',
    (apiUrl) => {
      expect(importConfig({ apiUrl })).toMatchObject({ config: { apiUrl }, errors: [] });
    },
  );

  test('each wrong value is one error that names its key, and the rest counts', () => {
    const reading = importConfig({
      stall: { minutes: '15', minutesPerGigabyte: 2 },
      retention: { days: -1, maxBytes: 5, keepLogs: 'yes' },
      notify: {
        mail: ['ops@example.test', '-oQ/tmp'],
        events: ['end', 'noise'],
        webhooks: [
          'https://hooks.example.test',
          { kind: 'slack' },
          { url: 'http://hooks.example.test/' },
          { url: 'https://hooks.example.test/', kind: 'irc', secret: 5 },
        ],
      },
      pageBudgetSeconds: Number.NaN,
    });
    expect(reading.errors.sort()).toEqual(
      [
        'config.json: notify.events: must be a list of end, failure, stall, forecast',
        'config.json: notify.mail: must be "contact" or a list of addresses',
        'config.json: notify.webhooks[0]: must be an object',
        'config.json: notify.webhooks[1].url: must be an https address; http only on this server itself (127.0.0.1, localhost)',
        'config.json: notify.webhooks[2].url: must be an https address; http only on this server itself (127.0.0.1, localhost)',
        'config.json: notify.webhooks[3].kind: must be one of generic, slack, discord, teams',
        'config.json: notify.webhooks[3].secret: must be text',
        'config.json: pageBudgetSeconds: must be a number from 1 to 60',
        'config.json: retention.days: must be a number from 0 to 36500',
        'config.json: retention.keepLogs: must be true or false',
        'config.json: retention.maxBytes: must be a number from 1048576 to 9007199254740991',
        'config.json: stall.minutes: must be a number from 1 to 10080',
      ].sort(),
    );
    expect(reading.config.stall).toEqual({ minutes: 15, minutesPerGigabyte: 2 });
    expect(reading.config.notify.webhooks).toHaveLength(1);
  });

  test('unknown keys are warnings', () => {
    expect(
      importConfig({
        colour: 'blue',
        stall: { minute: 5 },
        notify: { sms: 1, webhooks: [{ url: 'https://hooks.example.test', token: 'x' }] },
      }).warnings.sort(),
    ).toEqual([
      'config.json: colour: is not a known setting',
      'config.json: notify.sms: is not a known setting',
      'config.json: notify.webhooks[0].token: is not a known setting',
      'config.json: stall.minute: is not a known setting',
    ]);
  });

  test('mail to the server contact', () => {
    expect(importConfig({ notify: { mail: 'contact' } }).config.notify.mail).toBe('contact');
  });

  test('any JSON gives a whole configuration', () => {
    const section = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('minutes', 'days', 'mail', 'webhooks', 'url'), fc.jsonValue()),
    );
    const values = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('apiUrl', 'stall', 'retention', 'notify'), section),
    );
    fc.assert(
      fc.property(values, (value) => {
        const { config } = importConfig(value);
        expect(Object.keys(config)).toEqual(Object.keys(DEFAULTS));
        expect(config.stall.minutes).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('readConfig', () => {
  let root: string;
  let folder: string;
  let path: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'config-'));
    folder = join(root, 'var/cpanel/transfer_monitor');
    path = join(folder, 'config.json');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  });
  afterEach(() => removeFolder(root));

  const defaultsWith = (error: string) => ({ config: DEFAULTS, errors: [error], warnings: [] });

  test('no file, and no folder: the defaults', () => {
    const nothing = { config: DEFAULTS, errors: [], warnings: [] };
    expect(readConfig(root)).toEqual(nothing);
    removeFolder(folder);
    expect(readConfig(root)).toEqual(nothing);
  });

  test('a file', () => {
    writeFileSync(path, '{"pageBudgetSeconds": 9}', { mode: 0o600 });
    expect(readConfig(root)).toMatchObject({ config: { pageBudgetSeconds: 9 }, errors: [] });
  });

  describe('with the data behind a symbolic link, as the installer allows it', () => {
    let elsewhere = '';
    beforeEach(() => {
      elsewhere = join(root, 'disk2', 'transfer_monitor');
      mkdirSync(elsewhere, { recursive: true, mode: 0o700 });
      removeFolder(folder);
      symlinkSync(elsewhere, folder);
      writeFileSync(path, '{"pageBudgetSeconds": 9}', { mode: 0o600 });
    });

    test('it is used', () => {
      expect(readConfig(root)).toEqual({
        config: { ...DEFAULTS, pageBudgetSeconds: 9 },
        errors: [],
        warnings: [],
      });
    });

    test.each([
      ['the folder', () => elsewhere, 'its folder can be written by others'],
      [
        'one above it',
        () => join(root, 'disk2'),
        'a folder above its own can be written by others',
      ],
    ])('but not where others can write %s', (_, which, why) => {
      chmodSync(which(), 0o777);
      expect(readConfig(root)).toEqual(defaultsWith(`config.json: not used, since ${why}`));
    });

    test('nor as a link itself', () => {
      rmSync(path);
      writeFileSync(join(root, 'other.json'), '{"pageBudgetSeconds": 9}', { mode: 0o600 });
      symlinkSync(join(root, 'other.json'), path);
      expect(readConfig(root)).toEqual(
        defaultsWith('config.json: not used, since it is a symbolic link'),
      );
    });
  });

  test('a symbolic link is not followed', () => {
    writeFileSync(join(root, 'elsewhere'), '{"pageBudgetSeconds": 9}');
    symlinkSync(join(root, 'elsewhere'), path);
    expect(readConfig(root)).toEqual(
      defaultsWith('config.json: not used, since it is a symbolic link'),
    );
  });

  test.each([0o620, 0o602, 0o666])('a file that others can write (%o) is not used', (mode) => {
    writeFileSync(path, '{"pageBudgetSeconds": 9}');
    chmodSync(path, mode);
    expect(readConfig(root)).toEqual(
      defaultsWith('config.json: not used, since it can be written by others'),
    );
  });

  test('a folder that others can write is not trusted', () => {
    writeFileSync(path, '{"pageBudgetSeconds": 9}', { mode: 0o600 });
    chmodSync(folder, 0o777);
    expect(readConfig(root)).toEqual(
      defaultsWith('config.json: not used, since its folder can be written by others'),
    );
  });

  test('a folder or a huge file in its place', () => {
    mkdirSync(path);
    expect(readConfig(root)).toEqual(
      defaultsWith('config.json: not used, since it is not a regular file'),
    );
    removeFolder(path);
    writeFileSync(path, ' '.repeat(300_000), { mode: 0o600 });
    expect(readConfig(root)).toEqual(
      defaultsWith('config.json: not used, since it is larger than 256 KiB'),
    );
  });

  test('no JSON: the place is named, the text around it is not', () => {
    writeFileSync(path, '{"notify":\n{"webhooks":[{"secret":"hunter2" oops', { mode: 0o600 });
    const { config, errors } = readConfig(root);
    expect(config).toEqual(DEFAULTS);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^config\.json: is not JSON( \(line 2\))?$/);
  });

  test('JSON that is no object', () => {
    writeFileSync(path, '[]', { mode: 0o600 });
    expect(readConfig(root)).toEqual(defaultsWith('config.json: must be an object'));
  });

  test('webhooks that others can read are a warning', () => {
    writeFileSync(path, '{"notify":{"webhooks":[{"url":"https://hooks.example.test/"}]}}');
    chmodSync(path, 0o644);
    expect(readConfig(root).warnings).toEqual([
      'config.json: others can read it, with the webhooks in it (chmod 600 fixes that)',
    ]);
  });
});
