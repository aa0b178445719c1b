import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createHostRoot } from '../cgi/servers.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { sessionsFolder } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runWarmLater } from '../warm/warm.ts';
import { closePages, startChromium } from './chromium.ts';

vi.setConfig({ testTimeout: 180_000 });
/** A request on a busy machine takes its time. */
const SOON = { timeout: 20_000 };

const SESSION = 'copyacct20261102031320viewer';
const BAD = 'item-RESTORE_AccountRemoteRoot_badacct';
const GOOD = 'item-RESTORE_AccountRemoteRoot_goodacct';
const FILLER = Array.from({ length: 1500 }, (_, i) => `public_html/file${i}.jpg\n`).join('');
const TEXT = `${FILLER}ERROR: the first fault\n${FILLER}<b>needle</b> one\n${FILLER}ERROR: the second fault\nneedle two\n${FILLER}`;

let root = '';
let server: Cpsrvd;
let browser: Browser;
let page: Page;
let deaths = '';
const troubles: string[] = [];

beforeAll(async () => {
  root = createHostRoot();
  registerPlugin(root);
  deaths = writeScenario(root, 'deaths').id;
  writeViewerSession();
  server = await startCpsrvd({ root, runPage: runWarmLater, loginFree: true });
  mkdirSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true, mode: 0o700 });
  browser = await startChromium();
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => troubles.push(String(error)));
});
afterAll(async () => {
  await closePages(browser);
  await server.stop();
  removeFolder(root);
  expect(troubles).toEqual([]);
});

/** Two accounts with the same log; one of them failed. */
function writeViewerSession(): void {
  const folder = join(sessionsFolder(root), SESSION);
  mkdirSync(folder);
  const record = (contents: object) =>
    appendFileSync(
      join(folder, 'master.log'),
      `${JSON.stringify({ type: 'control', pid: 7, contents: { time: 1_793_600_000, ...contents } })}\n`,
    );
  record({ action: 'start', child_number: 0 });
  record({ action: 'queue_count', child_number: 0, queue: 'RESTORE', msg: 2 });
  for (const [item, logfile, action] of [
    ['badacct', BAD, 'failed-item'],
    ['goodacct', GOOD, 'success-item'],
  ]) {
    const common = { child_number: 1, queue: 'RESTORE', item, item_type: 'AccountRemoteRoot' };
    record({ action: 'start', ...common });
    record({ action: 'process-item', ...common, msg: logfile, logfile });
    record({ action, ...common, msg: { failure: 'It broke.' } });
    writeFileSync(join(folder, String(logfile)), TEXT);
  }
  record({ action: 'complete', child_number: 0 });
}

async function open(query: string): Promise<void> {
  await page.goto(`${server.httpUrl}/login-free${PLUGIN_URL}index.cgi?${query}`);
}

const target = () => page.locator('.tm-line-target');
const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

async function expectInView(text: string): Promise<void> {
  await expect.poll(() => target().textContent(), SOON).toContain(text);
  const box = await target().boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box?.y).toBeLessThan(900);
}

test('from the failed item to its first error, and on from error to error', async () => {
  await open(`session=${SESSION}`);
  await page.click('.tm-row [data-opens]');
  await page.click('.tm-row-body a:has-text("Log")');
  await expectInView('ERROR: the first fault');
  await page.click('[data-move="next-error"]');
  await expectInView('ERROR: the second fault');
  expect(parameter('go')).toBeNull();
  expect(Number(parameter('at'))).toBe(TEXT.indexOf('ERROR: the second'));
  await page.click('[data-move="next-error"]');
  await expect.poll(() => page.textContent('#tm-main'), SOON).toContain('No more errors below.');
  await page.click('[data-move="previous-error"]');
  await expectInView('ERROR: the first fault');
  await page.goBack();
  await expect.poll(() => page.textContent('#tm-main'), SOON).toContain('No more errors below.');
});

test('searches, moves between matches, and links to a line that can be opened again', async () => {
  await open(`session=${SESSION}&log=${GOOD}`);
  await page.fill('#tm-log-q', '/needle \\w+|<b>needle/');
  await page.press('#tm-log-q', 'Enter');
  await expectInView('<b>needle</b> one');
  expect(await page.textContent('.tm-search-words')).toContain('2 lines match in the whole log.');
  expect(await page.textContent('.tm-match-place')).toBe('1 of 2');
  expect(await target().locator('mark').textContent()).toBe('<b>needle');
  await page.click('[data-move="next-match"]');
  await expectInView('needle two');
  expect(parameter('q')).toBe('/needle \\w+|<b>needle/');
  const link = await target().locator('a').getAttribute('href');
  await page.click('[data-move="previous-match"]');
  await expectInView('<b>needle</b> one');
  await page.goto(new URL(String(link), page.url()).href);
  await expectInView('needle two');
});

test('narrows to a severity, steps through the log, and says calmly what is no pattern', async () => {
  await open(`session=${SESSION}&log=${GOOD}`);
  expect(await page.locator('.tm-chip:has-text("Errors") .tm-num').textContent()).toBe('2');
  await page.click('.tm-chip:has-text("Errors")');
  await expect.poll(() => page.locator('.tm-line').count(), SOON).toBe(2);
  await expectInView('ERROR: the first fault');
  await page.click('.tm-chip:has-text("All")');
  await expectInView('ERROR: the first fault');
  await page.click('[data-step="start"]');
  await expect
    .poll(() => page.locator('.tm-line').first().textContent(), SOON)
    .toContain('file0.jpg');
  const last = await page.locator('.tm-line').last().getAttribute('data-at');
  await page.click('[data-step="later"]');
  await expect.poll(() => Number(parameter('at')), SOON).toBeGreaterThan(Number(last));
  await page.click('[data-step="earlier"]');
  await expect.poll(() => parameter('before'), SOON).not.toBeNull();
  await page.click('[data-step="end"]');
  await expect
    .poll(() => page.locator('.tm-line').last().textContent(), SOON)
    .toContain('file1499.jpg');
  await page.fill('#tm-log-q', '/(/');
  await page.press('#tm-log-q', 'Enter');
  await expect.poll(() => page.textContent('.tm-note-bad'), SOON).toContain('Invalid pattern');
  expect(await page.locator('[data-move="next-match"]').count()).toBe(0);
});

const PHONE = { width: 360, height: 740 };

test('what a search or a filter has to say stands in the window, and nothing sticks out', async () => {
  for (const viewport of [{ width: 1280, height: 900 }, PHONE]) {
    await page.setViewportSize(viewport);
    for (const [query, selector] of [
      [`q=zzzz`, '.tm-search-words'],
      [`q=${encodeURIComponent('/(/')}`, '.tm-note-bad'],
      [`severity=warn`, '.tm-quiet'],
      [`q=zzzz&severity=error`, '.tm-search-words'],
    ]) {
      await open(`session=${SESSION}&log=${GOOD}&${query}`);
      const box = await page.locator(String(selector)).boundingBox();
      expect(box?.y, query).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0), query).toBeLessThanOrEqual(viewport.height);
      expect(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
    }
  }
});

test('the lines scroll in a box that fills the window; the wanted line is in it, also on a phone', async () => {
  const at = TEXT.indexOf('needle two');
  for (const viewport of [{ width: 1280, height: 900 }, PHONE]) {
    await page.setViewportSize(viewport);
    for (const more of ['', '&severity=error', '&severity=debug']) {
      await open(`session=${SESSION}&log=${GOOD}&at=${at}${more}`);
      await expectInView('needle two');
      const line = await target().boundingBox();
      const box = await page.locator('.tm-lines').boundingBox();
      const bottom = (box?.y ?? 0) + (box?.height ?? 0);
      expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThanOrEqual(bottom);
      expect(line?.y).toBeGreaterThanOrEqual(box?.y ?? 0);
      expect(bottom).toBeLessThanOrEqual(viewport.height);
      expect(box?.height).toBeGreaterThan(viewport.height * 0.45);
    }
  }
});

test('a mark beside the scroll bar leads to its error, the first is one click away', async () => {
  await open(`session=${SESSION}&log=${GOOD}`);
  expect(await page.locator('.tm-log-strip a').count()).toBe(2);
  await page.click('[data-move="first-error"]');
  await expectInView('ERROR: the first fault');
  expect(parameter('go')).toBeNull();
  await page.locator('.tm-log-strip a').last().click({ force: true });
  await expectInView('ERROR: the second fault');
  await page.locator('.tm-log-strip a').last().click({ force: true });
  await expectInView('ERROR: the second fault');
});

test('searches all logs from the session, and leads to the line', async () => {
  await open(`session=${deaths}&tab=logs`);
  await page.fill('#tm-grep', 'module');
  await page.press('#tm-grep', 'Enter');
  await expect
    .poll(() => page.textContent('.tm-search-words'), SOON)
    .toContain('First 200 matches');
  const first = await page.locator('.tm-line').first().textContent();
  await page.click('text=Keep searching');
  await expect.poll(() => parameter('from'), SOON).not.toBeNull();
  await expect.poll(() => page.locator('.tm-line').first().textContent(), SOON).not.toBe(first);
  await page.locator('.tm-line a').first().click();
  await expectInView('module');
  expect(parameter('q')).toBe('module');
});

test('works without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  await open(`session=${SESSION}&log=${BAD}`);
  await expectInView('ERROR: the first fault');
  await page.click('[data-move="next-error"]');
  await expectInView('ERROR: the second fault');
  await context.close();
});
