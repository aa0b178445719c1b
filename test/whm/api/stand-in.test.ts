import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loopbackAddress } from '../../../src/system/addresses.ts';
import { dropSecrets } from '../../../src/system/environment.ts';
import type { ApiCodec } from '../../../src/whm/api/answer.ts';
import type { WhmSession } from '../../../src/whm/api/session-route.ts';
import { createTransferApi } from '../../../src/whm/api/transfer-api.ts';
import { readChrome } from '../../../src/whm/chrome.ts';
import { controlSession, fetchLog, readApiState } from '../../../src/whm/session-calls.ts';
import { type Cpsrvd, startCpsrvd } from '../../host/cpsrvd.ts';
import { planSession } from '../../host/simulator/plan.ts';
import { writeSession } from '../../host/simulator/write-session.ts';
import { installVendorCommands } from '../../host/vendor-commands.ts';
import { removeFolder } from '../../remove-folder.ts';
import { CODECS } from '../codecs.ts';

let root: string;
let server: Cpsrvd;
let id: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stand-in-'));
  installVendorCommands(root);
  server = await startCpsrvd({ root, browserAddress: '203.0.113.7' });
  const plan = planSession({ seed: 'api', accounts: 1, startedAt: 1_700_000_000 });
  id = writeSession(root, plan).id;
});
afterEach(async () => {
  await server.stop();
  removeFolder(root);
});

for (const { name, codec } of CODECS) {
  if (codec === null) {
    test.skip(`the stand-in host with ${name}: the package is not installed here`, () => {});
  } else {
    describe(`the stand-in host with ${name}`, () => behaviour(codec));
  }
}

function behaviour(codec: ApiCodec): void {
  const childEnv = () => dropSecrets({ PATH: process.env.PATH, WHM_TRANSFERS_ROOT: root });
  const session = (change: Partial<WhmSession> = {}): WhmSession => {
    const { token, cookie } = server.login();
    const address = loopbackAddress(server.httpsUrl) ?? { host: '', port: 0 };
    return { address, securityToken: token, sessionCookie: cookie, ...change };
  };
  const api = (change: Partial<WhmSession> = {}) =>
    createTransferApi({
      codec,
      session: session(change),
      command: { path: join(root, 'usr/local/cpanel/bin/whmapi1'), env: childEnv() },
      mask: (text) => text,
    });
  const callers = () => server.apiCalls.map(({ by }) => by);

  test('with the session: state, a finished log, a refusal in its words', async () => {
    expect(await readApiState(api(), id)).toEqual({ ok: true, state: 'COMPLETED', via: 'session' });
    const log = await fetchLog(api(), id, 'master.log', { active: false });
    expect(log.ok && log.log).toContain('"queue_count"');
    const refusal = await controlSession(api(), id, 'pause');
    expect(refusal).toMatchObject({ ok: false, kind: 'failed', via: 'session', mayHaveRun: false });
    expect('reason' in refusal && refusal.reason).toContain('is COMPLETED');
    expect(callers()).toEqual(['session', 'session', 'session']);
  });

  test.each<[string, Partial<WhmSession>]>([
    ['a wrong token', { securityToken: '/cpsess1111111111' }],
    ['an unknown cookie', { sessionCookie: 'root%3aNobody%2c0' }],
  ])('%s: by the command', async (_what, change) => {
    expect(await readApiState(api(change), id)).toMatchObject({ ok: true, via: 'command' });
    await controlSession(api(change), id, 'abort');
    expect(callers()).toEqual(['command', 'command']);
  });

  test('strict cookie IP validation: by the command', async () => {
    server.switches.cookieIp = 'strict';
    expect(await readApiState(api(), id)).toMatchObject({ ok: true, via: 'command' });
    expect(callers()).toEqual(['command']);
  });

  test.each(['status-401', 'status-403', 'login-page', 'redirect-away'] as const)(
    '%s: a change goes by the command, once',
    async (fault) => {
      server.switches.apiFault = fault;
      expect(await controlSession(api(), id, 'pause')).toMatchObject({ via: 'command' });
      expect(callers()).toEqual(['command']);
    },
  );

  test.each(['reset', 'half-answer', 'hang'] as const)(
    '%s: a change is left open, and is not asked again',
    async (fault) => {
      server.switches.apiFault = fault;
      expect(await controlSession(api(), id, 'pause', 800)).toMatchObject({
        ok: false,
        via: 'session',
        mayHaveRun: true,
      });
      expect(callers()).toEqual([]);
      expect(await readApiState(api(), id, 3000)).toMatchObject({ ok: true, via: 'command' });
    },
  );

  test.each([0, '0', 1, '1'])('a result of %j', async (result) => {
    server.switches.apiFault = { result, reason: 'Said by the stand-in.' };
    const answer = await controlSession(api(), id, 'abort');
    expect(answer).toMatchObject(
      Number(result) === 1
        ? { ok: true, words: 'Said by the stand-in.', via: 'session' }
        : { ok: false, kind: 'failed', reason: 'Said by the stand-in.', via: 'session' },
    );
  });
}

test("the stand-in's chrome is read and filled", async () => {
  const { chrome, source } = await readChrome({
    root,
    user: 'root',
    securityToken: '/cpsess0123456789',
    title: 'Transfer Monitor <1>',
    nonce: 'bm9uY2U',
    cacheDirectory: null,
    childEnv: {},
  });
  expect(source).toBe('files');
  expect(chrome?.header).toContain('<title>Transfer Monitor &lt;1&gt;</title>');
  expect(`${chrome?.header}${chrome?.footer}`).not.toMatch(/cpsess0000|cpuser0000|nonce="0000/);
});
