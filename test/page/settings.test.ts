import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { runPage, runPageLater } from '../warm/run.ts';

let root = '';
let path = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-page-'));
  const folder = join(root, 'var/cpanel/transfer_monitor');
  path = join(folder, 'config.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
});
afterAll(() => removeFolder(root));

const CONFIG = {
  zone: 'ours',
  stall: { minutes: 45 },
  notify: {
    webhooks: [{ url: 'https://hooks.example.test/s3cret', kind: 'slack', secret: 'k3y' }],
  },
};

async function post(fields: URLSearchParams): Promise<string> {
  const form = String(fields);
  const env = {
    REQUEST_METHOD: 'POST',
    CONTENT_TYPE: 'application/x-www-form-urlencoded',
    CONTENT_LENGTH: String(form.length),
  };
  const { head, body } = await runPageLater(root, 'view=settings', env, form);
  return `${head}\r\n\r\n${body}`;
}

/** What a browser sends of the form of settings without touching it. */
function fieldsOf(body: string): URLSearchParams {
  const form = /<form class="tm-settings"[\s\S]*?<\/form>/.exec(body)?.[0] ?? '';
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const of = (name: string) => new RegExp(`[ \\n]${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
    if (of('type') === 'checkbox' && !tag.includes(' checked')) continue;
    fields.append(of('name'), of('value'));
  }
  for (const [, name = '', inner = ''] of form.matchAll(
    /<select [^>]*name="([^"]+)">([\s\S]*?)<\/select>/g,
  )) {
    fields.append(name, /value="([^"]*)" selected/.exec(inner)?.[1] ?? '');
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</g,
  )) {
    fields.append(name, text);
  }
  return fields;
}

test('the page holds no secret, its form writes what was changed and says so once', async () => {
  writeFileSync(path, JSON.stringify(CONFIG), { mode: 0o600 });
  const { body } = runPage(root, 'view=settings');
  expect(body).toContain('hooks.example.test');
  expect(body).not.toMatch(/s3cret|k3y/);
  const fields = fieldsOf(body);
  fields.set('stall.minutes', '20');
  fields.delete('verifyAfterEnd');

  const stolen = new URLSearchParams(fields);
  stolen.set('csrf', 'made-up');
  expect(await post(stolen)).toMatch(/^Status: 403/);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(CONFIG);

  const answer = await post(fields);
  expect(answer).toMatch(/^Status: 303/);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    ...CONFIG,
    stall: { minutes: 20 },
    verifyAfterEnd: false,
  });
  const [, back = ''] = /Location: index\.cgi\?(\S+)/.exec(answer) ?? [];
  expect(runPage(root, back).body).toContain('Saved.');
  expect(runPage(root, 'view=settings&saved=1.x').body).not.toContain('Saved.');
});

test('values that will not do come back as they were typed, marked', async () => {
  writeFileSync(path, JSON.stringify(CONFIG), { mode: 0o600 });
  const fields = fieldsOf(runPage(root, 'view=settings').body);
  fields.set('stall.minutes', '<soon>');
  fields.set('webhook.0.url', 'http://hooks.example.test/plain');
  fields.set('webhook.0.secret', 's3cr3tvalue');
  const answer = await post(fields);
  expect(answer).toMatch(/^Status: 400/);
  expect(answer).toContain('Nothing was saved');
  expect(answer).toContain('value="&#60;soon&#62;"');
  expect(answer).toContain('href="#set-stall-minutes"');
  expect(answer).toContain('Must be a number from 1 to 10080.');
  expect(answer).toContain('value="http://hooks.example.test/plain"');
  expect(answer).toContain('href="#set-webhook-0"');
  expect(answer).not.toContain('s3cr3tvalue');
  expect(answer).toContain('The signing secret has to be typed again.');
  expect(answer).toContain('placeholder="was not saved: type it again"');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(CONFIG);
});

test('what is wrong is said in the unit and the form of its field', async () => {
  writeFileSync(path, JSON.stringify(CONFIG), { mode: 0o600 });
  const fields = fieldsOf(runPage(root, 'view=settings').body);
  for (const size of ['0', '']) {
    fields.set('retention.maxBytes', size);
    const answer = await post(fields);
    expect(answer).toContain(
      'Largest size of the archive: must be a number of MB from 1 to 8589934591',
    );
    expect(answer).toContain('Must be a number of MB from 1 to 8589934591.');
    expect(answer).not.toContain('1048576');
  }
});

test.each([
  ['webhook.0.index', '99'],
  ['webhook.0.index', '-1'],
  ['webhook.0.index', 'x'],
  ['webhook.99.kind', 'slack'],
  ['webhook.-1.kind', 'slack'],
  ['webhook.x.kind', 'slack'],
])('a form with %s=%s is refused', async (name, value) => {
  writeFileSync(path, JSON.stringify(CONFIG), { mode: 0o600 });
  const fields = fieldsOf(runPage(root, 'view=settings').body);
  fields.set(name, value);
  expect(await post(fields)).toMatch(/^Status: 400/);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(CONFIG);
});

test('a file that cannot be used is said, and offers nothing to save', async () => {
  writeFileSync(path, '{"stall": ', { mode: 0o600 });
  const { status, body } = runPage(root, 'view=settings');
  expect(status).toBe(200);
  expect(body).toContain('is not JSON');
  expect(body).not.toContain('>Save<');
  expect(await post(fieldsOf(body))).toMatch(/^Status: 409/);
  expect(readFileSync(path, 'utf8')).toBe('{"stall": ');
});
