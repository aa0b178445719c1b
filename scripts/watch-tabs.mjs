// The tabs of scripts/watch.mjs, and a connection to the server that can be cut.
import { connect, createServer } from 'node:net';
import { KEEP_SHIFTS } from './layout-shifts.mjs';

/** 1 Mbit/s, 150 ms. */
const LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 125_000,
  uploadThroughput: 125_000,
};
const VIEWPORT = { width: 1280, height: 900 };
/** The browser's message for a request that was not answered; the second is for a login that has ended. */
const PLANNED = { away: /net::ERR_/, login: / 401 / };

/**
 * Opens an address in a window of its own: a tab behind another one is hidden, and asks less often.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Seen} seen what is counted over all tabs
 */
export async function openTab(browser, address, seen) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  await context.addInitScript(KEEP_SHIFTS);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  countUpdates(devtools, seen);
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => {
    const words = message.text();
    if (message.type() !== 'error' || PLANNED[seen.trouble]?.test(words)) return;
    // Counted as an answer of a busy server.
    if (!/ 503 /.test(words)) seen.errors.push(words);
  });
  const tab = { page, devtools, shifts: [], load: () => page.goto(address, { timeout: 300_000 }) };
  await tab.load();
  return tab;
}

function countUpdates(devtools, seen) {
  const updates = new Set();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.includes('format=parts')) updates.add(requestId);
  });
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (updates.has(requestId) && response.status === 304) seen.unchanged += 1;
    if (response.status === 503) seen.busy += 1;
    else if (response.status >= 500) seen.errors.push(`${response.status} ${response.url}`);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!updates.delete(requestId)) return;
    seen.requests += 1;
    seen.bytes += encodedDataLength;
  });
}

/** Whether a tab is visible and draws: one behind another window does neither. */
export async function isDrawn({ page }) {
  return page.evaluate(`new Promise((tell) => {
    if (document.visibilityState !== 'visible') tell(false);
    setTimeout(() => tell(false), 5000);
    requestAnimationFrame(() => tell(true));
  })`);
}

/** Asks from outside: what Playwright itself puts into a page to wait there uses as much memory as the page. */
export async function waitUntil(page, isSo, longestMs) {
  const end = performance.now() + longestMs;
  while (!(await page.evaluate(isSo))) {
    if (performance.now() > end) return false;
    await new Promise((done) => setTimeout(done, 100));
  }
  return true;
}

/** Stores what has moved in a tab since it was loaded: to be called before it is loaded again. */
export async function keepShifts(tab) {
  tab.shifts.push(...(await tab.page.evaluate('window.shifts.splice(0)')));
}

/** @returns bytes, nodes and listeners of a tab, after a garbage collection */
export async function weigh({ devtools }) {
  // What the first collection frees can release more.
  for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  return { bytes: usedSize, nodes, listeners: jsEventListeners };
}

/** A connection to the server that can be cut: everything on it ends then. */
export async function openGate(port) {
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
