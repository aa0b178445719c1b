import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { readMail } from '../host/vendor-commands.ts';
import { type Receiver, startReceiver } from '../notify/receiver.ts';
import { makeRoot, NOW, removeRoots, runPage, writeConfig } from '../notify/server.ts';
import { runPageLater } from '../warm/run.ts';

let root = '';
let receiver: Receiver;
beforeEach(async () => {
  root = makeRoot();
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());
afterAll(removeRoots);

function configure(): void {
  writeConfig(root, {
    notify: {
      mail: ['ops@example.com'],
      webhooks: [{ url: `${receiver.url}s3cret`, kind: 'slack' }],
    },
  });
}

async function post(fields: Record<string, string>): Promise<string> {
  const form = String(new URLSearchParams(fields));
  const env = {
    REQUEST_METHOD: 'POST',
    CONTENT_TYPE: 'application/x-www-form-urlencoded',
    CONTENT_LENGTH: String(form.length),
    HTTP_HOST: 'localhost',
    HTTP_ORIGIN: 'http://localhost',
  };
  const { head, body } = await runPageLater(root, '', env, form);
  return `${head}\r\n\r\n${body}`;
}

async function proof(): Promise<string> {
  const { body } = await runPage(root, {});
  return /data-csrf="([^"]+)"/.exec(body)?.[1] ?? '';
}

test('the test button reaches every receiver, with the proof of its form only', async () => {
  configure();
  const csrf = await proof();
  expect(csrf).not.toBe('');
  const action = 'test-notification';
  expect(await post({ action })).toMatch(/^Status: 403/);
  expect(await post({ action, csrf: `${csrf}x` })).toMatch(/^Status: 403/);
  expect(receiver.received).toEqual([]);
  const answer = await post({ action, csrf });
  expect(answer).toMatch(/^Status: 303/);
  const tested = /Location: index\.cgi\?view=settings&tested=(\S+)/.exec(answer)?.[1] ?? '';
  expect(answer).toContain('Content-Security-Policy: ');
  expect(receiver.received.map(({ path }) => path)).toEqual(['/s3cret']);
  expect(readMail(root)).toHaveLength(1);
  expect(readMail(root)[0]?.message).toContain('This is a test.');
  const { body } = await runPage(root, { view: 'settings', tested });
  expect(body).toContain('reached every recipient');
  const other = await runPage(root, {
    view: 'settings',
    tested: tested.replace(/^\d+/, (at) => `${Number(at) - 1}`),
  });
  expect(other.body).not.toContain('reached every recipient');
});

test('the test button says who could not be reached, and no secret address', async () => {
  configure();
  receiver.status = 404;
  const answer = await post({ action: 'test-notification', csrf: await proof() });
  expect(answer).toMatch(/^Status: 502/);
  expect(answer).toContain('<title>The test message did not reach every recipient');
  expect(answer).toContain('slack webhook at 127.0.0.1:');
  expect(answer).toContain('answered 404');
  expect(answer).not.toContain('s3cret');
});

test('without anybody to tell there is no button, and its form is refused', async () => {
  expect((await runPage(root, {})).body).toContain('No notifications are set up');
  const { body } = await runPage(root, { view: 'settings' });
  expect(body).not.toContain('Send a test message');
  expect(await post({ action: 'test-notification', csrf: await proof() })).toMatch(/^Status: 409/);
});

test('looking at the page is enough to have people told', async () => {
  configure();
  const { id } = writeScenario(root, 'clean', { startedAt: NOW - 3600 });
  await runPage(root, { session: id });
  await runPage(root, {});
  await expect.poll(() => receiver.received.length, { timeout: 20_000, interval: 100 }).toBe(1);
  expect(receiver.received[0]?.body).toContain(id);
  expect(readMail(root).map(({ message }) => message.includes(id))).toEqual([true]);
});
