import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { LOSSES, type MovedServer, moveToServer } from '../host/moved-server.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { createHostRoot } from './servers.ts';

const ACCOUNTS = 12;

let root = '';
let server: Cpsrvd;
let moved: MovedServer;
let base = '';
let cookie = '';

beforeAll(async () => {
  root = createHostRoot();
  installVendorCommands(root);
  registerPlugin(root);
  server = await startCpsrvd({ root });
  const data = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const config = JSON.stringify({ apiUrl: server.httpsUrl });
  writeFileSync(join(data, 'config.json'), config, { mode: 0o600 });
  moved = moveToServer(server, root, {
    ...{ seed: 'page', accounts: ACCOUNTS, others: ['left1'] },
    startedAt: Math.floor(Date.now() / 1000) - 7200,
  });
  const login = server.login();
  base = `${server.httpUrl}${login.token}${PLUGIN_URL}index.cgi`;
  cookie = login.cookieHeader;
});
afterAll(async () => {
  await server.stop();
  removeFolder(root);
});

async function get(query: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${base}?${query}`, { headers: { cookie } });
  return { status: answer.status, text: await answer.text() };
}

async function post(fields: Record<string, string>): Promise<Response> {
  const { text } = await get(`session=${moved.id}&tab=verify`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const body = new URLSearchParams({ action: 'verify', csrf, ...fields });
  return fetch(base, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
}

it('verifies in the background, and shows what differs', async () => {
  const lost = moved.accounts[2];
  if (!lost) throw new Error('no account');
  LOSSES['database missing']?.lose(server, lost);
  const before = await get(`session=${moved.id}&tab=verify`);
  expect(before.text).toContain('Verify now');
  expect((await get(`session=${moved.id}&tab=verify&format=json`)).status).toBe(404);
  const started = await post({ session: moved.id });
  expect([started.status, started.headers.get('location')]).toEqual([
    303,
    `index.cgi?session=${moved.id}&tab=verify`,
  ]);
  const json = async (): Promise<number> =>
    (await get(`session=${moved.id}&tab=verify&format=json`)).status;
  await expect.poll(json, { timeout: 40_000, interval: 500 }).toBe(200);
  const { text } = await get(`session=${moved.id}&tab=verify`);
  expect(text).toContain(
    `${ACCOUNTS - 1} of ${ACCOUNTS} moved accounts are confirmed on this server, 1 differs.`,
  );
  expect(text).toContain('It is not on this server');
  expect((await get(`session=${moved.id}`)).text).toContain('1 differs.');
  const csv = await get(`session=${moved.id}&tab=verify&format=csv`);
  expect(csv.text).toContain(`${lost.user}_shop`);
});

it('shows a source with all its accounts, and refuses one that nobody knows', async () => {
  const { sourceHost } = moved.plan;
  const { status, text } = await get(`source=${sourceHost}`);
  expect(status).toBe(200);
  expect(text).toContain(`${ACCOUNTS} of ${ACCOUNTS} accounts moved`);
  expect((await get(`source=${sourceHost}&show=unassigned`)).text).toContain('left1');
  const json = JSON.parse((await get(`source=${sourceHost}&format=json`)).text);
  expect(json).toMatchObject({ schemaVersion: 1, totals: { accounts: ACCOUNTS, unassigned: 1 } });
  expect((await get('source=nowhere.example')).status).toBe(404);
});

it('refuses a form without its proof', async () => {
  const answer = await post({ session: moved.id, csrf: 'x' });
  expect(answer.status).toBe(403);
});
