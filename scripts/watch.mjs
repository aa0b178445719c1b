// Watches a running session of 510 accounts in many tabs of one browser, as somebody does for a whole night, and says
// whether everything held: `node scripts/watch.mjs [--minutes 30] [--tabs 20] [--calm]`. Each tab has a window of its
// own and a line of 1 Mbit/s and 150 ms. After a third of the time the server goes away for half a minute, after two
// thirds the login expires and each tab logs in again; --calm leaves both out. Ends with a table of limits, and with
// exit code 1 where one is exceeded. Needs a build and Chromium.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { sumOf, worstOf } from './layout-shifts.mjs';
import { loadHost } from './preview-bundle.mjs';
import { isDrawn, keepShifts, openGate, openTab, waitUntil, weigh } from './watch-tabs.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    tabs: { type: 'string', default: '20' },
    calm: { type: 'boolean', default: false },
  },
});
const runMs = Number(asked.minutes) * 60_000;
const AWAY_MS = 30_000;
/** From the log's change to the page, over the slow line. */
const MAX_WAY_MS = 2_000;
const MAX_SHIFT = 0.02;
/** How much more a tab may use after the first trouble than before the second. */
const MAX_GROWTH = 1.2;
/** The server is asked less often while it is away. */
const MAX_RETURN_MS = 180_000;
/** What people look at: each tab takes the next view. */
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

/** @typedef {typeof seen} Seen */
const seen = {
  requests: 0,
  unchanged: 0,
  busy: 0,
  bytes: 0,
  errors: [],
  /** What is deliberately wrong at the moment: "away", "login". */
  trouble: 'none',
};
const late = [];
const weights = [];
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
  for (let number = 0; number < Number(asked.tabs); number += 1) {
    const query = `session=${session.id}${VIEWS[number % VIEWS.length]}`;
    const address = `${gate.url}/login-free${host.PLUGIN_URL}index.cgi?${query}`;
    tabs.push(await openTab(browser, address, seen));
  }
  const startedAt = Date.now();
  const drawn = (await Promise.all(tabs.map(isDrawn))).filter(Boolean).length;
  say(`${tabs.length} tabs are open, ${drawn} of them are drawn`);
  await lookUntil(tabs, startedAt + runMs / 6);
  await weighAll(tabs);
  await lookUntil(tabs, startedAt + runMs / 3);
  await weighAll(tabs);
  const lost = asked.calm ? 0 : await goAway(tabs);
  await lookUntil(tabs, startedAt + (runMs * 2) / 3);
  await weighAll(tabs);
  const expired = asked.calm ? 0 : await expire(tabs);
  await lookUntil(tabs, startedAt + runMs);
  await weighAll(tabs);
  for (const tab of tabs) await keepShifts(tab);
  const behind = await countBehind(tabs);
  const minutes = (Date.now() - startedAt) / 60_000;
  const troubled = asked.calm ? 0 : tabs.length;
  report(tabs, minutes, [
    ['tabs that are seen and drawn', drawn, tabs.length, drawn === tabs.length],
    ['tabs that told that the server is away', lost, troubled, lost === troubled],
    ['tabs that told that the login has expired', expired, troubled, expired === troubled],
    ['tabs behind the server at the end', behind, 0, behind === 0],
  ]);
}

function report(tabs, minutes, counts) {
  late.sort((one, other) => one - other);
  const median = Math.round(late[Math.floor(late.length / 2)] ?? 0);
  const answers = Math.max(1, seen.requests - seen.unchanged);
  say(`${minutes.toFixed(1)} minutes
updates    ${seen.requests} with ${mega(seen.bytes)}, of which ${seen.unchanged} found nothing new; ${(seen.bytes / answers / 1024).toFixed(1)} KB each of the others
busy       ${seen.busy} times the server had no time
shown      a percent of the server stood on a page after ${median} ms (median of ${late.length} looks), ${Math.round(late.at(-1) ?? 0)} ms at most
weight of a tab, after garbage collection:`);
  for (const { at, bytes, nodes, listeners } of weights) {
    console.log(
      `           ${at} ${mega(bytes)}, ${Math.round(nodes)} nodes, ${Math.round(listeners)} listeners`,
    );
  }
  const sums = tabs.map(({ shifts }) => sumOf(shifts));
  const most = Math.max(...sums);
  for (const [number, { shifts }] of tabs.entries()) {
    if (shifts.length === 0) continue;
    console.log(
      `what moved, tab ${number} ${VIEWS[number % VIEWS.length]}: ${sums[number].toFixed(4)}`,
    );
    for (const line of worstOf(shifts)) console.log(`  ${line}`);
  }
  for (const words of seen.errors.slice(0, 8)) console.log(`error: ${words}`);
  const growth = weights[2].bytes / weights[0].bytes;
  const limits = [
    ...counts,
    ['layout shift in the worst tab', most.toFixed(4), MAX_SHIFT, most < MAX_SHIFT],
    ['memory without a reload', `× ${growth.toFixed(2)}`, MAX_GROWTH, growth <= MAX_GROWTH],
    ['median until a change is shown', `${median} ms`, MAX_WAY_MS, median <= MAX_WAY_MS],
    ['errors', seen.errors.length, 0, seen.errors.length === 0],
  ];
  console.log('\nverdict');
  for (const [name, value, limit, isKept] of limits) {
    console.log(`${isKept ? 'ok    ' : 'FAILED'} ${name}: ${value} (limit ${limit})`);
  }
  const failed = limits.filter(([, , , isKept]) => !isKept).length;
  console.log(failed === 0 ? 'PASSED' : `NOT PASSED: ${failed} of ${limits.length}`);
  if (failed > 0) process.exitCode = 1;
}

/** Every ten seconds: when does a percentage that the server reports appear on a page? */
async function lookUntil(tabs, until) {
  for (let look = 0; Date.now() < until; look += 1) {
    const { page } = tabs[look % tabs.length];
    const percent = await percentOfServer();
    const from = performance.now();
    const shown = "parseFloat(document.querySelector('.tm-percent')?.textContent ?? '100')";
    const isShown = await waitUntil(page, `${shown} >= ${percent - 0.05}`, 60_000);
    if (isShown) late.push(performance.now() - from);
    else seen.errors.push(`not shown after a minute: ${percent} %`);
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

/** @returns how many tabs have told of it */
async function goAway(tabs) {
  seen.trouble = 'away';
  gate.shut();
  say('the server is away');
  await sleep(AWAY_MS);
  const lost = await countTelling(tabs, 'Connection lost');
  await gate.open();
  await Promise.all(
    tabs.map(async ({ page }) => {
      const isBack = await waitUntil(page, "!document.querySelector('.tm-stale')", MAX_RETURN_MS);
      if (!isBack) seen.errors.push('a tab has not found the server again');
    }),
  );
  say(`the server is back, and all tabs follow it; ${lost} had told of it`);
  seen.trouble = 'none';
  return lost;
}

/** @returns how many tabs have told of it */
async function expire(tabs) {
  seen.trouble = 'login';
  server.logins.forgetAll();
  await Promise.all(
    tabs.map(({ page }) =>
      waitUntil(page, '/login has expired/.test(document.body.textContent)', MAX_RETURN_MS),
    ),
  );
  const expired = await countTelling(tabs, 'Your login has expired');
  for (const tab of tabs) {
    await keepShifts(tab);
    await tab.load();
  }
  say(`the login has expired, and all tabs are logged in again; ${expired} had told of it`);
  seen.trouble = 'none';
  return expired;
}

async function countTelling(tabs, words) {
  const notices = await Promise.all(
    tabs.map(({ page }) =>
      page.evaluate("document.querySelector('[data-connection]')?.textContent"),
    ),
  );
  return notices.filter((notice) => notice?.includes(words)).length;
}

/** Nothing more happens: what a tab does not show now was lost. */
async function countBehind(tabs) {
  session.freeze();
  await sleep(10_000);
  const percent = (await percentOfServer()).toFixed(1);
  const shown = await Promise.all(
    tabs.map(({ page }) => page.evaluate("document.querySelector('.tm-percent')?.textContent")),
  );
  return shown.filter((text) => !text?.includes(percent)).length;
}

async function weighAll(tabs) {
  const found = [];
  for (const tab of tabs) found.push(await weigh(tab));
  const mean = (key) => found.reduce((sum, weight) => sum + weight[key], 0) / found.length;
  const at = new Date().toISOString().slice(11, 19);
  const [bytes, nodes, listeners] = ['bytes', 'nodes', 'listeners'].map(mean);
  weights.push({ at, bytes, nodes, listeners });
}

function mega(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

function say(words) {
  console.log(`${new Date().toISOString().slice(11, 19)} ${words}`);
}
