import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as requestTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { registerPlugin } from './cpsrvd/app-config.ts';
import { ADMIN_PASSWORD, type Cpsrvd, PLUGIN_URL, startCpsrvd } from './cpsrvd.ts';
import { planSession } from './simulator/plan.ts';
import { playSession } from './simulator/play-session.ts';
import { writeScenario } from './simulator/scenarios.ts';
import { installVendorCommands } from './vendor-commands.ts';

const run = promisify(execFile);
const ECHO = `#!/bin/sh
case $QUERY_STRING in
  silent) exit 0 ;;
  dies) echo oops >&2; exit 3 ;;
  teapot) printf 'Status: 418 I am a teapot\\nContent-Type: text/plain\\n\\nshort' ; exit 0 ;;
esac
printf 'Content-Type: text/plain\\r\\nSet-Cookie: a=1\\r\\nSet-Cookie: b=2\\r\\n\\r\\n'
env | sort
echo "cwd=$(pwd)"
printf 'body='
[ -z "$CONTENT_LENGTH" ] || head -c "$CONTENT_LENGTH"
`;

let root = '';
let server: Cpsrvd;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'cpsrvd-'));
  const pluginFolder = join(root, 'plugin');
  mkdirSync(pluginFolder);
  writeFileSync(join(pluginFolder, 'index.cgi'), ECHO, { mode: 0o755 });
  writeFileSync(join(pluginFolder, 'page.css'), 'body{}');
  writeFileSync(join(root, 'outside.css'), 'secret{}');
  registerPlugin(root);
  const users = { root: ADMIN_PASSWORD, reseller: 'other' };
  server = await startCpsrvd({ root, pluginFolder, users, browserAddress: '203.0.113.7' });
});
afterEach(async () => {
  await server.stop();
  removeFolder(root);
});

function get(path: string, headers: Record<string, string> = {}, body?: URLSearchParams) {
  return fetch(server.httpUrl + path, {
    redirect: 'manual',
    headers,
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
}

function asRoot(path: string, headers: Record<string, string> = {}, body?: URLSearchParams) {
  const { token, cookieHeader } = server.login();
  return get(token + path, { cookie: cookieHeader, ...headers }, body);
}

test('the login keeps the wanted page with all its parameters', async () => {
  const wanted = `${PLUGIN_URL}index.cgi?session=abc&status=failed&q=a%26b`;
  const asked = await get(`/cpsess1234567890${wanted}`);
  expect(asked.status).toBe(401);
  const page = await asked.text();
  const gotoUri = /name="goto_uri" value="([^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  expect(gotoUri).toBe(wanted);
  const form = { user: 'root', pass: ADMIN_PASSWORD, goto_uri: gotoUri ?? '' };
  const answer = await get('/login/', {}, new URLSearchParams(form));
  expect(answer.status).toBe(200);
  const location = passthrough(await answer.text()).action;
  expect(location).toMatch(/^\/cpsess\d{10}\/cgi/);
  expect(location.endsWith(wanted)).toBe(true);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await get(location, { cookie })).status).toBe(200);
  expect((await get(wanted, { cookie })).headers.get('location')).toBe(location);
  expect((await get(`/cpsess1${wanted}`, { cookie })).status).toBe(401);
});

const LETTERS = { quot: '"', lt: '<', gt: '>', amp: '&' };

/** Where the page behind a login posts to, and what. */
function passthrough(html: string): { action: string; fields: string[][] } {
  const text = (value = ''): string =>
    value.replace(/&(quot|lt|gt|amp);/g, (_, name: keyof typeof LETTERS) => LETTERS[name]);
  const action = text(/method="post" action="([^"]*)"/.exec(html)?.[1]);
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return { action, fields: fields.map(([, name, value]) => [text(name), text(value)]) };
}

test('behind a login the form that was being sent is sent again', async () => {
  const wanted = `${PLUGIN_URL}index.cgi?session=abc`;
  const sent = new URLSearchParams({ action: 'pause', note: '"<&' });
  const page = await (await get(`/cpsess1234567890${wanted}`, {}, sent)).text();
  const kept = Object.fromEntries(passthrough(page.replace('/login/"', '"')).fields);
  const form = { user: 'root', pass: ADMIN_PASSWORD, ...kept };
  const answer = await get('/login/', {}, new URLSearchParams(form));
  const next = passthrough(await answer.text());
  expect(next.action).toMatch(/^\/cpsess\d{10}\/cgi/);
  expect(next.fields).toEqual([...sent]);
});

test.each(['//evil.example/', '/\\evil.example', 'https://evil.example/', ''])(
  'goes on to no other server: %s',
  async (gotoUri) => {
    const form = { user: 'root', pass: ADMIN_PASSWORD, goto_uri: gotoUri };
    const answer = await get('/login/', {}, new URLSearchParams(form));
    expect(answer.headers.get('location')).toMatch(/^\/cpsess\d{10}\/$/);
  },
);

test.each([
  ['root', 'wrong'],
  ['nobody', ''],
  ['constructor', ''],
])('refuses %s with the password “%s”', async (user, pass) => {
  expect((await get('/login/', {}, new URLSearchParams({ user, pass }))).status).toBe(401);
});

test('the CGI gets the environment of the server and nothing of ours', async () => {
  vi.stubEnv('LEAKED_FROM_THE_TEST', 'yes');
  const answer = await asRoot(
    `${PLUGIN_URL}index.cgi?a=1`,
    { 'if-none-match': '"x"', 'x-other': 'y', referer: `${server.httpUrl}/x`, accept: 'a/b' },
    new URLSearchParams({ action: 'pause' }),
  );
  vi.unstubAllEnvs();
  const text = await answer.text();
  const environment = new Map(
    text.split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
  expect(environment.get('REMOTE_USER')).toBe('root');
  expect(environment.get('REMOTE_PASSWORD')).toBe(ADMIN_PASSWORD);
  expect(environment.get('REMOTE_ADDR')).toBe('203.0.113.7');
  expect(environment.get('cp_security_token')).toMatch(/^\/cpsess\d{10}$/);
  expect(environment.get('QUERY_STRING')).toBe('a=1');
  expect(environment.get('REQUEST_METHOD')).toBe('POST');
  expect(environment.get('HTTP_ACCEPT')).toBe('a/b');
  expect(environment.get('WHM_TRANSFERS_ROOT')).toBe(root);
  expect(environment.get('cwd')).toBe(join(root, 'plugin'));
  expect(text).toContain('body=action=pause');
  for (const absent of ['HTTP_IF_NONE_MATCH', 'HTTP_X_OTHER', 'HTTPS', 'LEAKED_FROM_THE_TEST']) {
    expect(environment.has(absent)).toBe(false);
  }
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('a CGI runs under the limit of the server’s configuration', async () => {
  writeFileSync(
    join(root, 'plugin/index.cgi'),
    "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\nulimit -v\n",
    { mode: 0o755 },
  );
  const limit = async () => (await (await asRoot(`${PLUGIN_URL}index.cgi`)).text()).trim();
  expect(await limit()).toBe('unlimited');
  writeFileSync(join(root, 'var/cpanel/cpanel.config'), 'a=1\nmaxmem=768\nb=2\n');
  expect(await limit()).toBe(String(768 * 1024));
});

test.each([
  ['teapot', 418],
  ['silent', 500],
  ['dies', 500],
])('a CGI that is %s shows as %i', async (query, status) => {
  expect((await asRoot(`${PLUGIN_URL}index.cgi?${query}`)).status).toBe(status);
});

test('serves static files beside the CGI, and none from outside', async () => {
  const css = await asRoot(`${PLUGIN_URL}page.css`);
  expect(css.headers.get('content-type')).toBe('text/css');
  for (const path of [
    '..%2foutside.css',
    '%2e%2e/outside.css',
    'index.cgi/x',
    'page.css/x.css',
    'none.css',
  ]) {
    expect((await asRoot(PLUGIN_URL + path)).status).toBe(404);
  }
});

test('a CGI that no AppConfig covers gets 403', async () => {
  rmSync(join(root, 'var/cpanel/apps/transfer_monitor.conf'));
  expect((await asRoot(`${PLUGIN_URL}index.cgi`)).status).toBe(403);
  expect((await asRoot(`${PLUGIN_URL}page.css`)).status).toBe(200);
});

test('checks the referrer as far as it is told', async () => {
  const page = `${PLUGIN_URL}index.cgi`;
  const form = new URLSearchParams({ a: '1' });
  const foreign = { referer: 'https://evil.example/' };
  expect((await asRoot(page, foreign)).status).toBe(200);
  server.switches.referrer = 'host';
  expect((await asRoot(page, foreign)).status).toBe(403);
  expect((await asRoot(page, { referer: `${server.httpUrl}/` })).status).toBe(200);
  expect((await asRoot(page, {}, form)).status).toBe(200);
  server.switches.referrer = 'required';
  expect((await asRoot(page, {}, form)).status).toBe(403);
  expect((await asRoot(page)).status).toBe(200);
});

test('chrome files have their placeholders and are for root only', () => {
  const folder = join(root, 'var/cpanel/caches/_generated_header_files');
  expect(statSync(join(folder, 'cache_keys.json')).mode & 0o777).toBe(0o600);
});

/** Asks the API over TLS, as the plugin does. */
function api(path: string, cookie: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const options = { headers: { cookie }, rejectUnauthorized: false };
    const call = requestTls(server.httpsUrl + path, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end();
  });
}

test('the API answers over TLS and refuses by token, cookie and address', async () => {
  const { id } = writeScenario(root, 'clean');
  const { token, cookieHeader } = server.login();
  const state = `/json-api/get_transfer_session_state?api.version=1&transfer_session_id=${id}`;
  const good = await api(token + state, cookieHeader);
  expect(JSON.parse(good.text)).toMatchObject({
    metadata: { result: 1 },
    data: { state_name: 'COMPLETED' },
  });
  expect((await api(`/cpsess1${state}`, cookieHeader)).status).toBe(403);
  expect((await api(token + state, 'whostmgrsession=none')).status).toBe(403);
  server.switches.cookieIp = 'strict';
  expect((await api(token + state, cookieHeader)).status).toBe(403);
  expect(server.apiCalls).toEqual([
    {
      function: 'get_transfer_session_state',
      arguments: { transfer_session_id: id },
      user: 'root',
      by: 'session',
    },
  ]);
});

test('faults answer instead of the function', async () => {
  const { token, cookieHeader } = server.login();
  const ask = () => api(`${token}/json-api/version`, cookieHeader);
  server.switches.apiFault = 'login-page';
  expect((await ask()).text).toContain('<form');
  server.switches.apiFault = { result: '0', reason: 'no' };
  expect(JSON.parse((await ask()).text).metadata.result).toBe('0');
  server.switches.apiFault = 'status-401';
  expect((await ask()).status).toBe(401);
  server.switches.apiFault = 'reset';
  await expect(ask()).rejects.toThrow();
  expect(server.apiCalls).toEqual([]);
});

test('whmapi1 reaches the same functions; a completed log is fetched, an active one hangs', async () => {
  installVendorCommands(root);
  const played = await playSession(root, planSession({ seed: 'api', accounts: 4 }));
  server.add(played);
  const whmapi1 = async (...words: string[]) => {
    const command = join(root, 'usr/local/cpanel/bin/whmapi1');
    const { stdout } = await run(command, ['--output=json', ...words], { timeout: 20_000 });
    return JSON.parse(stdout);
  };
  const session = `transfer_session_id=${played.id}`;
  expect((await whmapi1('pause_transfer_session', session)).metadata.result).toBe(1);
  expect((await whmapi1('pause_transfer_session', session)).metadata).toMatchObject({
    result: 0,
    reason: expect.stringContaining('PAUSING'),
  });
  expect((await whmapi1('get_transfer_session_state', session)).data.state_name).toBe('PAUSING');
  expect((await whmapi1('nonsense')).metadata.result).toBe(0);
  const { token, cookieHeader } = server.login();
  const log = `${token}/json-api/fetch_transfer_session_log?logfile=master.log&transfer_session_id=`;
  const first = await Promise.race([
    api(log + played.id, cookieHeader).catch(() => 'cut'),
    new Promise((resolve) => setTimeout(() => resolve('hangs'), 300)),
  ]);
  expect(first).toBe('hangs');
  const clean = writeScenario(root, 'clean');
  expect(JSON.parse((await api(log + clean.id, cookieHeader)).text).data.log).toContain('copyacct');
  await played.stop();
});
