import { createHmac } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IndexDatabase, SIMULATED_SECRET } from '../host/simulator/databases.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { failVendorCommand, readMail } from '../host/vendor-commands.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { makeRoot, NOW, removeRoots, runCommand, runProcess, writeConfig } from './server.ts';

const STARTED = NOW - 3600;

let root = '';
let receiver: Receiver;
beforeEach(async () => {
  root = makeRoot();
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());
afterAll(removeRoots);

interface Told {
  event: string;
  id: string;
  title: string;
  text: string;
  session: { id: string; counts: Record<string, number> };
}

const told = (): Told[] => receiver.received.map(({ body }) => JSON.parse(body) as Told);
const events = (): string[] => told().map(({ event, session }) => `${session.id} ${event}`);

function configure(more: Record<string, unknown> = {}): void {
  writeConfig(root, {
    notify: { webhooks: [{ url: `${receiver.url}hook`, secret: 'k3y' }], ...more },
  });
}

async function ingest(times: number): Promise<void> {
  for (let run = 0; run < times; run++) expect((await runCommand(root, 'ingest')).code).toBe(0);
}

describe('people are told', () => {
  test('once of each event, however often it is looked', async () => {
    configure({ mail: ['ops@example.com'] });
    const failed = writeScenario(root, 'failed', { startedAt: STARTED });
    const clean = writeScenario(root, 'clean', { startedAt: STARTED });
    const stalled = writeScenario(root, 'stalled', { startedAt: STARTED });
    await ingest(10);
    const expected = [
      `${clean.id} end`,
      `${failed.id} end`,
      `${failed.id} failure`,
      `${stalled.id} failure`,
      `${stalled.id} stall`,
    ].sort();
    expect(events().sort()).toEqual(expected);
    expect(readMail(root)).toHaveLength(expected.length);
    expect(new Set(told().map(({ id }) => id)).size).toBe(expected.length);
  });

  test('once, when ten processes look at the same time', async () => {
    configure({ mail: ['ops@example.com'] });
    const failed = writeScenario(root, 'failed', { startedAt: STARTED });
    const runs = Array.from({ length: 10 }, () => runProcess(root, 'ingest'));
    expect(new Set((await Promise.all(runs)).map(({ code }) => code))).toEqual(new Set([0]));
    expect(events().sort()).toEqual([`${failed.id} end`, `${failed.id} failure`]);
    expect(readMail(root)).toHaveLength(2);
  });

  test('of what they want to hear only', async () => {
    configure({ events: ['failure'] });
    const { id } = writeScenario(root, 'failed', { startedAt: STARTED });
    writeScenario(root, 'clean', { startedAt: STARTED });
    await ingest(1);
    expect(events()).toEqual([`${id} failure`]);
  });

  test('nothing of what ended long ago', async () => {
    configure();
    const { folder } = writeScenario(root, 'clean', { startedAt: NOW - 20 * 86_400 });
    const then = NOW - 19 * 86_400;
    utimesSync(join(folder, 'master.log'), then, then);
    await ingest(2);
    expect(events()).toEqual([]);
  });

  test('of a session that failed while nobody looked, with its state', async () => {
    configure();
    const { id } = writeScenario(root, 'stalled', { startedAt: STARTED });
    await ingest(1);
    const index = new IndexDatabase(root);
    index.update(id, 200, NOW);
    index.close();
    await ingest(3);
    expect(events().filter((event) => event === `${id} end`)).toHaveLength(1);
    expect(told().find(({ event }) => event === 'end')?.title).toContain('failed');
  });

  test('through the hook, which names its session', async () => {
    configure();
    const { id } = writeScenario(root, 'clean', { startedAt: STARTED });
    writeScenario(root, 'failed', { startedAt: STARTED });
    expect((await runCommand(root, 'ingest', id)).code).toBe(0);
    expect(events()).toEqual([`${id} end`]);
  });
});

describe('a receiver that is away', () => {
  test('is told later, once', async () => {
    configure();
    const { id } = writeScenario(root, 'clean', { startedAt: STARTED });
    const port = Number(new URL(receiver.url).port);
    await receiver.stop();
    const away = await runCommand(root, 'ingest');
    expect(away.code).toBe(0);
    expect(away.stderr).toMatch(/generic webhook at 127\.0\.0\.1:\d+: .*tried again later/);
    await pause(1100);
    receiver = await startReceiver(port);
    await ingest(4);
    expect(events()).toEqual([`${id} end`]);
  });

  test('and answers with errors, is told when it works again', async () => {
    configure();
    writeScenario(root, 'clean', { startedAt: STARTED });
    receiver.status = 503;
    const refused = await runCommand(root, 'ingest');
    expect(refused.stderr).toContain('answered 503: not now');
    receiver.status = 302;
    receiver.headers = { Location: `${receiver.url}elsewhere` };
    await pause(1100);
    await ingest(1);
    expect(events()).toEqual([]);
    receiver.status = 204;
    await pause(2100);
    await ingest(3);
    expect(events()).toHaveLength(1);
  });

  test('keeps nobody else waiting', async () => {
    const other = await startReceiver();
    writeConfig(root, {
      notify: {
        mail: ['ops@example.com'],
        webhooks: [{ url: `${receiver.url}a` }, { url: `${other.url}b` }],
      },
    });
    writeScenario(root, 'failed', { startedAt: STARTED });
    failVendorCommand(root, 'sendmail', 'mailbox is on fire');
    await receiver.stop();
    const { stderr } = await runCommand(root, 'ingest');
    expect(other.received).toHaveLength(2);
    expect(stderr).toContain('sendmail ended with code 1: mailbox is on fire');
    failVendorCommand(root, 'sendmail', null);
    await pause(1100);
    await ingest(2);
    expect(readMail(root)).toHaveLength(2);
    await other.stop();
  });
});

describe('what is said', () => {
  test('is signed, and names the failed items with their reasons', async () => {
    configure();
    const { truth } = writeScenario(root, 'failed', { startedAt: STARTED });
    await ingest(1);
    const [first] = receiver.received;
    const signature = createHmac('sha256', 'k3y')
      .update(first?.body ?? '')
      .digest('hex');
    expect(first?.headers['x-transfer-monitor-signature']).toBe(`sha256=${signature}`);
    expect(first?.headers['content-type']).toMatch(/^application\/json/);
    const failure = told().find(({ event }) => event === 'failure');
    expect(failure?.session.counts.failed).toBe(truth.counts.failed);
    expect(failure?.title).toContain(
      `${truth.counts.failed} of ${truth.items.length} items failed`,
    );
    const name = truth.items.find(({ status }) => status === 'failed')?.name ?? '-';
    expect(failure?.text).toContain(`- ${name} (`);
  });

  test('holds no secret and no character that steers', async () => {
    writeConfig(root, {
      notify: {
        mail: ['ops@example.com'],
        webhooks: ['generic', 'slack', 'discord', 'teams'].map((kind) => ({
          url: `${receiver.url}${kind}`,
          kind,
        })),
      },
    });
    const { folder } = writeScenario(root, 'hostile', { startedAt: STARTED });
    const line = (contents: unknown): string =>
      `${JSON.stringify({ indent: 0, pid: 9, type: 'control', contents, partial: 0 })}\n`;
    const item = {
      child_number: 1,
      queue: 'TRANSFER',
      item: 'evil\r\nBcc: thief@example.com\r\n\r\nbody',
      item_type: 'AccountRemoteRoot',
      item_name: 'Account',
      time: NOW,
    };
    const failure = `password=hunter22xyz \u001b[2J\u202e <!channel> @everyone [a](http://evil.example)`;
    writeFileSync(
      join(folder, 'master.log'),
      line({ action: 'start', ...item }) +
        line({ action: 'failed-item', ...item, msg: { failure } }),
      { flag: 'a' },
    );
    await ingest(1);
    const messages = [
      ...receiver.received.map(({ body }) => body),
      ...readMail(root).map(({ message }) => message),
    ];
    expect(messages.length).toBeGreaterThanOrEqual(10);
    const evil = messages.filter((message) => message.includes('evil Bcc: thief@example.com body'));
    expect(evil.length).toBeGreaterThanOrEqual(5);
    for (const message of messages) {
      expect(message).not.toContain('hunter22xyz');
      expect(message).not.toContain(SIMULATED_SECRET);
      expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(message).not.toMatch(/\\u00(?:0[0-8b-f]|1)/);
    }
    for (const { message, arguments: args } of readMail(root)) {
      expect(args).toEqual(['-t', '-i']);
      const [head = ''] = message.split('\n\n', 1);
      expect(head).not.toMatch(/^Bcc:/im);
      expect(head.match(/^[A-Z][A-Za-z-]+:/gm)?.sort()).toEqual([
        'Auto-Submitted:',
        'Content-Transfer-Encoding:',
        'Content-Type:',
        'Date:',
        'From:',
        'MIME-Version:',
        'Message-ID:',
        'Subject:',
        'To:',
      ]);
    }
    const slack = receiver.received.filter(({ path }) => path === '/slack');
    expect(slack.length).toBeGreaterThan(0);
    for (const { body } of slack) expect(body).not.toContain('<!channel>');
    const discord = receiver.received.filter(({ path }) => path === '/discord');
    for (const { body } of discord)
      expect(JSON.parse(body).allowed_mentions).toEqual({ parse: [] });
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
