import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { ADMIN_PASSWORD, type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { SIMULATED_SECRET } from '../host/simulator/databases.ts';
import { planSession } from '../host/simulator/plan.ts';
import { type PlayedSession, playSession } from '../host/simulator/play-session.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { createHostRoot } from './servers.ts';

let root = '';
let server: Cpsrvd;
let played: PlayedSession;
let base = '';
let cookie = '';

beforeEach(async () => {
  root = createHostRoot();
  installVendorCommands(root);
  registerPlugin(root);
  server = await startCpsrvd({ root, browserAddress: '203.0.113.7' });
  const data = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const config = JSON.stringify({ apiUrl: server.httpsUrl });
  writeFileSync(join(data, 'config.json'), config, { mode: 0o600 });
  played = await playSession(root, planSession({ seed: 'controls', accounts: 40 }), { speed: 60 });
  server.add(played);
  const login = server.login();
  base = `${server.httpUrl}${login.token}${PLUGIN_URL}index.cgi`;
  cookie = login.cookieHeader;
});
afterEach(async () => {
  await played.stop();
  await server.stop();
  removeFolder(root);
});

async function page(): Promise<string> {
  return (await fetch(`${base}?session=${played.id}`, { headers: { cookie } })).text();
}

async function state(): Promise<unknown> {
  const answer = await fetch(`${base}?session=${played.id}&format=json`, { headers: { cookie } });
  return ((await answer.json()) as Record<string, unknown>).state;
}

async function ask(action: string): Promise<number> {
  const csrf = /data-csrf="([^"]+)"/.exec(await page())?.[1] ?? '';
  const body = new URLSearchParams({ action, session: played.id, csrf });
  const init = { method: 'POST', body, headers: { cookie }, redirect: 'manual' } as const;
  return (await fetch(base, init)).status;
}

async function becomes(wanted: string): Promise<void> {
  await expect.poll(state, { timeout: 15_000, interval: 100 }).toBe(wanted);
}

const changes = () =>
  server.apiCalls
    .filter(({ function: name }) => /^(start|pause|abort)_/.test(name))
    .map(({ function: name, by }) => `${name} by ${by}`);

test('pauses, resumes and aborts a live session over the session token', async () => {
  expect(await ask('pause')).toBe(303);
  expect(['PAUSING', 'PAUSED']).toContain(await state());
  await becomes('PAUSED');
  expect(await ask('pause')).toBe(409);
  expect(await ask('resume')).toBe(303);
  await becomes('RUNNING');
  expect(await ask('abort')).toBe(303);
  await becomes('ABORTED');
  expect(await page()).not.toMatch(new RegExp(`${ADMIN_PASSWORD}|${SIMULATED_SECRET}`));
  expect(changes()).toEqual([
    'pause_transfer_session by session',
    'start_transfer_session by session',
    'abort_transfer_session by session',
  ]);
});

test('goes on to the command where the cookie is refused for its address', async () => {
  server.switches.cookieIp = 'strict';
  expect(await ask('pause')).toBe(303);
  expect(changes()).toEqual(['pause_transfer_session by command']);
});

test('a server that refuses in its own words is quoted', async () => {
  server.switches.apiFault = { result: '0', reason: 'The moon is in the wrong house.' };
  expect(await ask('pause')).toBe(502);
  expect(changes()).toEqual([]);
});
