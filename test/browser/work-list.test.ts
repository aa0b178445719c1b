import { rmSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostRoot } from '../cgi/servers.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

let browser: Browser;
let context: BrowserContext;
let root = '';
let server: Cpsrvd;
let id = '';

/** A session of 510 items, as large migrations are, and ten small ones, inside the server's own page. */
beforeAll(async () => {
  root = createHostRoot();
  registerPlugin(root);
  server = await startCpsrvd({ root, loginFree: true });
  const startedAt = Math.floor(Date.now() / 1000) - 86_400;
  const plan = planSession({
    seed: 'large',
    accounts: 500,
    failureRate: 0.03,
    issueRate: 0.6,
    startedAt,
  });
  id = writeSession(root, plan).id;
  for (let index = 0; index < 10; index++) {
    const small = { seed: `small ${index}`, accounts: 3, startedAt: startedAt - index * 3600 };
    writeSession(root, planSession(small));
  }
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
});
afterEach(() => context.close());
afterAll(async () => {
  await browser.close();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

async function open(query: string, viewport = WIDE): Promise<Page> {
  context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto(`${server.httpUrl}/login-free${PLUGIN_URL}index.cgi?${query}`);
  return page;
}

const heightOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollHeight');
const topOf = async (page: Page, selector: string) =>
  (await page.locator(selector).first().boundingBox())?.y ?? Number.POSITIVE_INFINITY;

describe('a session of 510 items', () => {
  test.each([
    ['wide', WIDE, 1400, 470],
    ['narrow', NARROW, 2600, 760],
  ])(
    'shows its work list on one short page, the first cause at once: %s',
    async (_, viewport, height, top) => {
      const page = await open(`session=${id}`, viewport);
      expect(await heightOf(page)).toBeLessThanOrEqual(height);
      expect(await topOf(page, '.tm-row')).toBeLessThanOrEqual(top);
    },
  );

  test('says no count of its card twice in the first viewport', async () => {
    const page = await open(`session=${id}`);
    const shown = (part: string) =>
      page.evaluate<string>(`document.getElementById('${part}').innerText`);
    const [words, tabs] = [await shown('tm-hero'), await shown('tm-tabs')];
    const counts = [...`${words} ${tabs}`.matchAll(/(?<![\d,.:])\d[\d,]*(?![\d,.:]| %)/g)].map(
      ([count]) => count,
    );
    expect(counts.filter((count, index) => counts.indexOf(count) !== index)).toEqual([]);
  });

  test('is reached from the list: ten sessions stand in its first viewport', async () => {
    const page = await open('');
    const rows = await page.locator('.tm-sessions tbody tr').all();
    const boxes = await Promise.all(rows.map((row) => row.boundingBox()));
    const inView = boxes.filter((box) => box !== null && box.y + box.height <= WIDE.height);
    expect(inView.length).toBeGreaterThanOrEqual(10);
  });

  test('opens a cause in place, and keeps it open over updates', async () => {
    const page = await open(`session=${id}`);
    const row = page.locator('.tm-row', { hasText: 'done' }).first();
    await row.locator('[data-opens]').press('Enter');
    await row.locator('.tm-members tbody tr').first().waitFor();
    expect(await row.locator('[data-opens]').getAttribute('aria-expanded')).toBe('true');
    const members = await row.locator('.tm-members tbody tr').count();
    await page.evaluate("dispatchEvent(new Event('pageshow'))");
    await page.waitForTimeout(2_000);
    expect(await row.locator('.tm-members tbody tr').count()).toBe(members);
    await row.locator('[data-opens]').press('Enter');
    expect(await row.locator('.tm-row-body').count()).toBe(0);
  });

  test('marks all entries of a cause in two clicks, and leaves the focus where it was', async () => {
    const page = await open(`session=${id}`);
    const url = page.url();
    const row = page.locator('.tm-row', { hasText: 'done' }).first();
    await row.locator('[data-opens]').click();
    await row.locator('.tm-mark-all button').click();
    await expect
      .poll(() => row.locator('.tm-row-end').textContent(), { timeout: 30_000 })
      .toMatch(/^\s*(\d+) of \1 done\s*$/);
    expect(page.url()).toBe(url);
    expect(await page.evaluate('document.activeElement.tagName')).not.toBe('BODY');
  });

  test('says the card’s summary in the tabs once the card is out of sight', async () => {
    const page = await open(`session=${id}`, { width: 1280, height: 500 });
    const summary = page.locator('.tm-tabs-summary');
    expect(await summary.isVisible()).toBe(false);
    await page.mouse.wheel(0, 600);
    await expect.poll(() => summary.isVisible()).toBe(true);
    expect(await topOf(page, '#tm-tabs')).toBeGreaterThanOrEqual(0);
  });

  test('prints all of the session, not what the page shows of it', async () => {
    const page = await open(`session=${id}`);
    const printed = () => page.locator('.tm-printed');
    expect(await printed().count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: 'print' });
    const failed = Number(/(\d+) failed/.exec((await printed().textContent()) ?? '')?.[1]);
    const causes = printed().locator('.tm-report-cause', { hasText: /\d+ failed/ });
    expect(failed).toBeGreaterThan(0);
    expect(await causes.locator('.tm-report-names bdi').count()).toBe(failed);
    expect(await printed().locator('button, input, nav').count()).toBe(0);
    expect(await page.locator('#tm-hero').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await printed().count()).toBe(0);
  });

  test('sends at most 60 KB of HTML of its own for the first screen', async () => {
    const page = await open(`session=${id}`);
    const own = await page.evaluate<number>(
      "new Blob([document.getElementById('tm-root').outerHTML]).size",
    );
    expect(own).toBeLessThanOrEqual(60 * 1024);
  });
});
