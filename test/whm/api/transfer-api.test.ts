import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiCodec } from '../../../src/whm/api/answer.ts';
import type { TransferApiOptions } from '../../../src/whm/api/transfer-api.ts';
import { createTransferApi } from '../../../src/whm/api/transfer-api.ts';
import {
  failVendorCommand,
  hangVendorCommand,
  installVendorCommands,
  readVendorCalls,
  setVendorAnswer,
} from '../../host/vendor-commands.ts';
import { removeFolder } from '../../remove-folder.ts';
import { CODECS } from '../codecs.ts';
import type { FakeServer } from '../fake-server.ts';
import { answering, envelope, startFakeServer } from '../fake-server.ts';

const READ = 'get_transfer_session_state';
const ACT = 'pause_transfer_session';
const ARGS = { transfer_session_id: 'copyacctroot20240101' };
const LIMITS = { timeoutMs: 4000 };

let server: FakeServer;
let root: string;

beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-api-'));
  installVendorCommands(root);
  server.seen.length = 0;
});
afterEach(() => removeFolder(root));

for (const { name, codec } of CODECS) {
  if (codec === null) {
    test.skip(`the API with ${name}: the package is not installed here`, () => {});
  } else {
    describe(`the API with ${name}`, () => behaviour(codec));
  }
}

function behaviour(codec: ApiCodec): void {
  const api = (change: Partial<TransferApiOptions> = {}) =>
    createTransferApi({
      codec,
      session: {
        address: { host: '127.0.0.1', port: server.port },
        securityToken: '/cpsess0123456789',
        sessionCookie: 'root%3aAbCdEf%2c0123',
      },
      command: { path: join(root, 'usr/local/cpanel/bin/whmapi1'), env: process.env as never },
      mask: (text) => text.replaceAll('hunter2', '***'),
      ...change,
    });
  const commandSays = (functionName: string, metadata: object, data: object = {}) =>
    setVendorAnswer(root, functionName, JSON.stringify({ metadata, data }));
  const commandCalls = () => readVendorCalls(root).filter(([command]) => command === 'whmapi1');

  test("goes with the caller's token and cookie, and with nothing else", async () => {
    server.reply = envelope({ result: 1, reason: 'OK' }, { state_name: 'RUNNING' });
    expect(await api().call(READ, ARGS, LIMITS)).toEqual({
      ok: true,
      data: { state_name: 'RUNNING' },
      reason: 'OK',
      via: 'session',
    });
    expect(server.seen).toHaveLength(1);
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      path: `/cpsess0123456789/json-api/${READ}`,
      body: 'api.version=1&transfer_session_id=copyacctroot20240101',
      headers: {
        cookie: 'whostmgrsession=root%3aAbCdEf%2c0123',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(seen?.headers.authorization).toBeUndefined();
    expect(commandCalls()).toEqual([]);
  });

  test.each([1, '1'])('result %j from either route is success', async (result) => {
    server.reply = envelope({ result });
    expect(await api().call(ACT, ARGS, LIMITS)).toMatchObject({ ok: true, via: 'session' });
    commandSays(ACT, { result });
    expect(await api({ session: null }).call(ACT, ARGS, LIMITS)).toMatchObject({
      ok: true,
      via: 'command',
    });
  });

  test.each([0, '0'])("result %j is the server's refusal, masked, asked once", async (result) => {
    server.reply = envelope({ result, reason: 'No: password=hunter2 of /cpsess0123456789' });
    expect(await api().call(ACT, ARGS, LIMITS)).toEqual({
      ok: false,
      kind: 'failed',
      reason: 'No: password=*** of /(session)',
      via: 'session',
      mayHaveRun: false,
    });
    expect(commandCalls()).toEqual([]);
    commandSays(ACT, { result, reason: 'No: hunter2' });
    expect(await api({ session: null }).call(ACT, ARGS, LIMITS)).toEqual({
      ok: false,
      kind: 'failed',
      reason: 'No: ***',
      via: 'command',
      mayHaveRun: false,
    });
  });

  const refusals = {
    'a wrong token, 401 in HTML': answering(
      401,
      'text/html',
      '<html><title>WHM Login</title></html>',
    ),
    'a strict cookie check, 403 in JSON': answering(
      403,
      'application/json',
      '{"cpanelresult":{"apiversion":"2","error":"Access denied","data":{"result":"0"}}}',
    ),
    'a login page with status 200': answering(
      200,
      'text/html',
      '<!DOCTYPE html><html><body><form id="login_form" action="/login/"><input type="password"></form>',
    ),
    'a redirect': (response: import('node:http').ServerResponse) => {
      response.writeHead(301, { Location: 'https://elsewhere.example.test/' });
      response.end();
    },
  };

  for (const [what, reply] of Object.entries(refusals)) {
    test(`${what}: the command is asked instead, once, also for a change`, async () => {
      server.reply = reply;
      commandSays(ACT, { result: 1, reason: 'OK' });
      expect(await api().call(ACT, ARGS, LIMITS)).toEqual({
        ok: true,
        data: {},
        reason: 'OK',
        via: 'command',
      });
      expect(server.seen).toHaveLength(1);
      expect(commandCalls()).toEqual([
        [
          'whmapi1',
          '--output=json',
          ACT,
          'transfer_session_id=copyacctroot20240101',
          'REMOTE_USER=root',
        ],
      ]);
    });
  }

  test('both refuse: both say why', async () => {
    server.reply = refusals['a strict cookie check, 403 in JSON'];
    failVendorCommand(root, 'whmapi1', 'no licence');
    const answer = await api().call(ACT, ARGS, LIMITS);
    expect(answer).toMatchObject({ ok: false, kind: 'not-json', via: 'command' });
    expect(answer.reason).toContain('no licence');
    expect(answer.reason).toContain('The server refused the WHM session (403): Access denied');
  });

  test('a dead port: the command is asked; without it both are named', async () => {
    const session = {
      address: { host: '127.0.0.1', port: 1 },
      securityToken: '/cpsess0123456789',
      sessionCookie: 'c',
    };
    commandSays(ACT, { result: '1' });
    expect(await api({ session }).call(ACT, ARGS, LIMITS)).toMatchObject({
      ok: true,
      via: 'command',
    });
    const command = { path: join(root, 'nothing-here'), env: {} };
    const answer = await api({ session, command }).call(ACT, ARGS, LIMITS);
    expect(answer).toMatchObject({ ok: false, kind: 'unreachable', mayHaveRun: false });
    expect(answer.reason).toContain('whmapi1 cannot be started');
    expect(answer.reason).toContain('127.0.0.1:1 cannot be reached');
  });

  test('a page in HTML: reading goes on to the command, a change does not', async () => {
    server.reply = answering(200, 'text/html', '<html><title>Oops</title></html>');
    commandSays(READ, { result: 1 }, { state_name: 'PAUSED' });
    expect(await api().call(READ, ARGS, LIMITS)).toMatchObject({
      ok: true,
      data: { state_name: 'PAUSED' },
      via: 'command',
    });
    expect(await api().call(ACT, ARGS, LIMITS)).toEqual({
      ok: false,
      kind: 'not-json',
      reason: "The server's answer is not JSON: it is the web page “Oops”.",
      via: 'session',
      mayHaveRun: true,
    });
    expect(commandCalls().map((call) => call[2])).toEqual([READ]);
  });

  test('a hanging server: reading goes on within the time, a change is reported as open', async () => {
    server.reply = () => {};
    commandSays(READ, { result: 1 }, { state_name: 'RUNNING' });
    expect(await api().call(READ, ARGS, { timeoutMs: 2000 })).toMatchObject({
      ok: true,
      via: 'command',
    });
    const before = performance.now();
    expect(await api().call(ACT, ARGS, { timeoutMs: 1000 })).toEqual({
      ok: false,
      kind: 'timeout',
      reason: `The server at 127.0.0.1:${server.port} did not answer within 1 s.`,
      via: 'session',
      mayHaveRun: true,
    });
    expect(performance.now() - before).toBeLessThan(15_000);
    expect(commandCalls().map((call) => call[2])).toEqual([READ]);
  });

  test('an answer that drips is ended at the same limit', async () => {
    let drip: NodeJS.Timeout | undefined;
    server.reply = (response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      drip = setInterval(() => response.write(' '), 50);
    };
    expect(await api().call(ACT, ARGS, { timeoutMs: 600 })).toMatchObject({
      ok: false,
      kind: 'timeout',
      mayHaveRun: true,
    });
    clearInterval(drip);
  });

  test('a connection that breaks after the request: a change is not asked twice', async () => {
    server.reply = (response) => response.socket?.destroy();
    expect(await api().call(ACT, ARGS, LIMITS)).toMatchObject({
      ok: false,
      kind: 'unreachable',
      via: 'session',
      mayHaveRun: true,
    });
    expect(commandCalls()).toEqual([]);
    server.reply = (response) => {
      response.writeHead(200, { 'Content-Length': '500' });
      response.write('{"metadata":');
      setTimeout(() => response.socket?.destroy(), 50);
    };
    expect(await api().call(ACT, ARGS, LIMITS)).toMatchObject({
      ok: false,
      kind: 'unreachable',
      mayHaveRun: true,
    });
  });

  test('a hanging command is ended with all that it started', async () => {
    hangVendorCommand(root, 'whmapi1', 30);
    const before = performance.now();
    expect(await api({ session: null }).call(ACT, ARGS, { timeoutMs: 1000 })).toEqual({
      ok: false,
      kind: 'timeout',
      reason: 'whmapi1 did not answer within 1 s.',
      via: 'command',
      mayHaveRun: true,
    });
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  test('an answer that is too large is not held', async () => {
    server.reply = envelope({ result: 1 }, { log: 'x'.repeat(100_000) });
    commandSays(READ, { result: 1 }, { log: 'x'.repeat(100_000) });
    expect(await api().call(READ, ARGS, { ...LIMITS, maxBytes: 50_000 })).toMatchObject({
      ok: false,
      kind: 'too-large',
      via: 'command',
      mayHaveRun: false,
    });
  });

  test('a cookie that no header can carry is refused without a call', async () => {
    commandSays(ACT, { result: 1 });
    const session = {
      address: { host: '127.0.0.1', port: server.port },
      securityToken: '/cpsess0123456789',
      sessionCookie: 'a\r\nX-Evil: 1',
    };
    expect(await api({ session }).call(ACT, ARGS, LIMITS)).toMatchObject({
      ok: true,
      via: 'command',
    });
    expect(server.seen).toEqual([]);
  });

  test('values with percent signs, spaces and letters beyond ASCII reach the command', async () => {
    await api({ session: null }).call(
      READ,
      { logfile: '--item ünï 100%25 $(touch pwned)' },
      LIMITS,
    );
    expect(commandCalls()[0]?.[3]).toBe(
      `logfile=${encodeURIComponent('--item ünï 100%25 $(touch pwned)')}`,
    );
    expect(existsSync('pwned')).toBe(false);
  });
}
