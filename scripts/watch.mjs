// Watches a running session of 510 accounts in many tabs of one browser, as somebody does for a whole night, and prints what it cost:
// `node scripts/watch.mjs [--minutes 5] [--tabs 20]`. Each tab has a line of 1 Mbit/s and 150 ms. At a third of the time the server goes away
// for half a minute, at two thirds the login expires and each tab logs in again. Needs a build and Chromium.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { loadHost } from './preview-bundle.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    tabs: { type: 'string', default: '20' },
  },
});
const runMs = Number(asked.minutes) * 60_000;
const AWAY_MS = 30_000;
const LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 125_000,
  uploadThroughput: 125_000,
};
/** A tab in the background draws nothing: what it waits for is looked at now and then. */
const WAIT = { timeout: 180_000, polling: 200 };
/** What people look at: each tab takes the next. */
const VIEWS = ['', '&tab=accounts', '', '&tab=issues', '', '&tab=activity'];

const host = await loadHost('watch', [
  'cpsrvd',
  'vendor-commands',
  'cpsrvd/app-config',
  'simulator/plan',
  'simulator/play-session',
]);
const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-watch-'));
host.installVendorCommands(root);
host.registerPlugin(root);
mkdirSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true, mode: 0o700 });
const server = await host.startCpsrvd({
  root,
  loginFree: true,
  pluginFolder: join(top, 'dist/plugin'),
});
const plan = host.planSession({ seed: 'watch', accounts: 510, children: 6, itemLogs: 'full' });
const session = await host.playSession(root, plan, { headStartSeconds: 900 });
server.add(session);
const gate = await openGate(Number(new URL(server.httpUrl).port));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
/** What moves while a page is loaded over a slow line is another matter: it counts from three seconds on. */
const COUNT_SHIFTS = `(() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, startTime, value } of list.getEntries()) {
      if (!hadRecentInput && startTime > 3000) window.shift += value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
})()`;

const seen = { requests: 0, unchanged: 0, bytes: 0, errors: [], lost: 0, expired: 0, shifts: [] };
const late = [];
let isDisturbed = false;
try {
  await run();
} finally {
  await browser.close();
  gate.shut();
  await session.stop();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
}

async function run() {
  const tabs = [];
  for (let number = 0; number < Number(asked.tabs); number += 1) tabs.push(await openTab(number));
  const startedAt = Date.now();
  say(`${tabs.length} tabs are open`);
  await lookUntil(tabs, startedAt + runMs / 6);
  const heaps = [await heapsOf(tabs)];
  await lookUntil(tabs, startedAt + runMs / 3);
  await goAway(tabs);
  await lookUntil(tabs, startedAt + (runMs * 2) / 3);
  heaps.push(await heapsOf(tabs));
  await keepShifts(tabs);
  await expire(tabs);
  await lookUntil(tabs, startedAt + runMs);
  heaps.push(await heapsOf(tabs));
  await keepShifts(tabs);
  const behind = await countBehind(tabs);
  const minutes = (Date.now() - startedAt) / 60_000;
  late.sort((a, b) => a - b);
  const mega = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const each = (seen.bytes / Math.max(1, seen.requests - seen.unchanged) / 1024).toFixed(1);
  say(`${minutes.toFixed(1)} minutes
requests        ${seen.requests}, of which ${seen.unchanged} found nothing new
bytes           ${mega(seen.bytes)} in all tabs, ${each} KB an answer with news
layout shift    ${Math.max(...seen.shifts).toFixed(4)} in the tab with the most, of ${seen.shifts.length} looks
heap            after garbage collection, mean of the tabs: ${heaps.map((heap) => mega(mean(heap))).join(', ')}
shown           ${late.length} looks: a percent of the server stood on a page after ${Math.round(late[Math.floor(late.length / 2)] ?? 0)} ms (median), ${Math.round(late.at(-1) ?? 0)} ms at most
server away     told by ${seen.lost} tabs, all recovered by themselves
login expired   told by ${seen.expired} tabs, all back on their view
errors          ${seen.errors.length}${seen.errors
    .slice(0, 5)
    .map((words) => `\n  ${words}`)
    .join('')}
lost updates    ${behind} tabs behind the server at the end`);
  if (behind > 0 || seen.errors.length > 0) process.exitCode = 1;
}

async function openTab(number) {
  // A window of its own: a tab behind another is hidden, and asks seldom.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript(COUNT_SHIFTS);
  const page = await context.newPage();
  const query = `session=${session.id}${VIEWS[number % VIEWS.length]}`;
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  const own = new Set();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.includes('format=parts')) own.add(requestId);
  });
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (own.has(requestId) && response.status === 304) seen.unchanged += 1;
    if (response.status >= 500) seen.errors.push(`${response.status} ${response.url}`);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!own.delete(requestId)) return;
    seen.requests += 1;
    seen.bytes += encodedDataLength;
  });
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => {
    // The browser names each request that the away server has not answered.
    if (message.type() === 'error' && !isDisturbed && !/ 401 /.test(message.text()))
      seen.errors.push(message.text());
  });
  const tab = { page, devtools, query };
  await logIn(tab);
  return tab;
}

async function logIn({ page, query }) {
  await page.goto(`${gate.url}/login-free${host.PLUGIN_URL}index.cgi?${query}`, {
    timeout: 300_000,
  });
}

/** Every ten seconds: when does a percent that the server gives stand on a page? */
async function lookUntil(tabs, until) {
  for (let look = 0; Date.now() < until; look += 1) {
    const { page } = tabs[look % tabs.length];
    const percent = await percentOfServer();
    const from = performance.now();
    await page
      .waitForFunction(
        "(told) => parseFloat(document.querySelector('.tm-percent')?.textContent ?? '100') >= told - 0.05",
        percent,
        { timeout: 60_000, polling: 50 },
      )
      .then(
        () => late.push(performance.now() - from),
        (error) => seen.errors.push(`not shown after a minute: ${percent} % (${error.name})`),
      );
    await sleep(Math.min(10_000, Math.max(0, until - Date.now())));
  }
}

async function percentOfServer() {
  const login = server.login();
  const address = `${server.httpUrl}${login.token}${host.PLUGIN_URL}index.cgi?session=${session.id}&format=json&per_page=1`;
  const response = await fetch(address, { headers: { cookie: login.cookieHeader } });
  const { percent } = await response.json();
  return Math.floor(percent * 10) / 10;
}

async function goAway(tabs) {
  isDisturbed = true;
  gate.shut();
  say('the server is away');
  await sleep(AWAY_MS);
  seen.lost = await countTelling(tabs, 'Connection lost');
  await gate.open();
  await Promise.all(
    tabs.map(({ page }) =>
      page
        .waitForFunction("!document.querySelector('.tm-stale')", null, WAIT)
        .catch(() => seen.errors.push('a tab has not found the server again')),
    ),
  );
  say('the server is back, and all tabs follow it');
  isDisturbed = false;
}

async function expire(tabs) {
  isDisturbed = true;
  server.logins.forgetAll();
  await Promise.all(
    tabs.map(({ page }) =>
      page
        .waitForFunction('/login has expired/.test(document.body.textContent)', null, WAIT)
        .catch(() => undefined),
    ),
  );
  seen.expired = await countTelling(tabs, 'Your login has expired');
  for (const tab of tabs) await logIn(tab);
  say('the login has expired, and all tabs are logged in again');
  isDisturbed = false;
}

async function countTelling(tabs, words) {
  const notices = await Promise.all(
    tabs.map(({ page }) => page.locator('[data-connection]').textContent()),
  );
  return notices.filter((notice) => notice?.includes(words)).length;
}

/** Nothing happens any more: what a tab does not show now was lost. */
async function countBehind(tabs) {
  session.freeze();
  await sleep(10_000);
  const percent = (await percentOfServer()).toFixed(1);
  const shown = await Promise.all(
    tabs.map(({ page }) => page.locator('.tm-percent').first().textContent()),
  );
  return shown.filter((text) => !text?.includes(percent)).length;
}

async function keepShifts(tabs) {
  for (const { page } of tabs) seen.shifts.push(await page.evaluate('window.shift'));
}

async function heapsOf(tabs) {
  const heaps = [];
  for (const { devtools } of tabs) {
    await devtools.send('HeapProfiler.collectGarbage');
    heaps.push((await devtools.send('Runtime.getHeapUsage')).usedSize);
  }
  return heaps;
}

/** A way to the server that can be shut: what goes through it ends then. */
async function openGate(port) {
  const sockets = new Set();
  const entry = createServer((socket) => {
    const behind = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ]) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  let own = 0;
  const open = () =>
    new Promise((done) => {
      entry.listen(own, '127.0.0.1', () => {
        own = entry.address().port;
        done();
      });
    });
  await open();
  const shut = () => {
    entry.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${own}`, open, shut };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

function say(words) {
  console.log(`${new Date().toISOString().slice(11, 19)} ${words}`);
}
