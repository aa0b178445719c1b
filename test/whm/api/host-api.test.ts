import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropSecrets, readEnvironment } from '../../../src/system/environment.ts';
import { createHostApi } from '../../../src/whm/api/host-api.ts';
import { controlSession, readApiState } from '../../../src/whm/session-calls.ts';
import {
  installVendorCommands,
  readVendorCalls,
  setVendorAnswer,
} from '../../host/vendor-commands.ts';
import { removeFolder } from '../../remove-folder.ts';
import type { FakeServer } from '../fake-server.ts';
import { envelope, startFakeServer } from '../fake-server.ts';

const ID = 'copyacctroot20240101';

let server: FakeServer;
let root: string;

beforeAll(async () => {
  server = await startFakeServer();
  server.reply = envelope({ result: '1', reason: 'OK' }, { state_name: 'RUNNING' });
});
afterAll(() => server.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'host-api-'));
  installVendorCommands(root);
  server.seen.length = 0;
});
afterEach(() => removeFolder(root));

function api(extra: NodeJS.ProcessEnv, apiUrl = `https://localhost:${server.port}`) {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, WHM_TRANSFERS_ROOT: root, ...extra };
  const childEnv = dropSecrets(env);
  return createHostApi(readEnvironment(env), childEnv, apiUrl);
}

const REQUEST = {
  REMOTE_USER: 'root',
  REMOTE_PASSWORD: 'hunter2',
  cp_security_token: '/cpsess0123456789',
  HTTP_COOKIE: 'theme=x; whostmgrsession=root%3aAbCdEf',
};

test("a request's session is used", async () => {
  expect(await readApiState(api(REQUEST), ID)).toEqual({
    ok: true,
    state: 'RUNNING',
    via: 'session',
  });
  expect(server.seen[0]?.headers.cookie).toBe('whostmgrsession=root%3aAbCdEf');
  expect(server.seen[0]?.path).toBe('/cpsess0123456789/json-api/get_transfer_session_state');
});

test('without a token, a cookie or a loopback address, the command under the host root is', async () => {
  setVendorAnswer(
    root,
    'pause_transfer_session',
    '{"metadata":{"result":"0","reason":"Not running, password=hunter2hunter2."},"data":{}}',
  );
  for (const [env, url] of [
    [{ ...REQUEST, cp_security_token: '' }, undefined],
    [{ ...REQUEST, HTTP_COOKIE: 'theme=x' }, undefined],
    [REQUEST, 'https://whm.example.test:2087'],
    [{}, undefined],
  ] as const) {
    const result = await controlSession(api(env, url), ID, 'pause');
    expect(result).toMatchObject({ ok: false, kind: 'failed', via: 'command' });
    expect('reason' in result && result.reason).toContain('Not running');
    expect('reason' in result && result.reason).not.toContain('hunter2');
  }
  expect(server.seen).toEqual([]);
  expect(readVendorCalls(root)).toHaveLength(4);
});
