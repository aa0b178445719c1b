import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostRoot } from '../cgi/servers.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runWarmLater } from '../warm/warm.ts';
import { violationsOn } from './axe.ts';
import { closePages, startChromium } from './chromium.ts';

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
  server = await startCpsrvd({ root, runPage: runWarmLater, loginFree: true });
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
  browser = await startChromium();
});
afterEach(() => context.close());
afterAll(async () => {
  await closePages(browser);
  await server.stop();
  removeFolder(root);
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
    const row = page.locator('.tm-row', { hasText: /\d of \d+ done/ }).first();
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
    const row = page.locator('.tm-row', { hasText: /\d of \d+ done/ }).first();
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

  test('moves through the causes by keys, which can be turned off', async () => {
    const page = await open(`session=${id}`);
    const focused = () => page.evaluate<string>('document.activeElement.className');
    const titles = page.locator('.tm-row-title');
    const isFocused = (at: number) =>
      page.evaluate<boolean>(
        `document.querySelectorAll('.tm-row-title')[${at}] === document.activeElement`,
      );
    await page.keyboard.press('j');
    expect(await isFocused(0)).toBe(true);
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.locator('.tm-row-body').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('?jt');
    expect(await page.locator('#tm-account').inputValue()).toBe('?jt');
    await titles.first().focus();
    await page.keyboard.press('?');
    await page.locator('.tm-help input').uncheck();
    await page.keyboard.press('Escape');
    expect(await focused()).toContain('tm-row-title');
    await page.keyboard.press('j');
    expect(await isFocused(0)).toBe(true);
  });

  test('says exact times when one is touched, also after an update', async () => {
    const page = await open(`session=${id}`);
    const started = page.locator('.tm-about time').first();
    const exact = await started.getAttribute('title');
    expect(await started.textContent()).toMatch(/ ago$/);
    await started.click();
    expect(exact).toContain(await started.textContent());
    await page.reload();
    expect(await started.textContent()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    await page.keyboard.press('t');
    expect(await started.textContent()).toMatch(/ ago$/);
  });

  test('shows in the tab how it ended, and tells it once to all tabs', async () => {
    const page = await open(`session=${id}`);
    expect(await page.title()).toMatch(/^✖ .+ · \w+ → \w+$/);
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toMatch(/^data:image\/svg/);
    expect(await page.locator('[data-tell]').isVisible()).toBe(false);
    await context.addInitScript(`window.told = []; window.Notification = class {
      static permission = 'granted';
      static async requestPermission() { return 'granted'; }
      constructor(title, { tag }) { told.push(tag); }
      addEventListener() {}
    }`);
    // As if it had been under way when the pages were opened.
    const isPage = (url: URL) =>
      url.searchParams.get('session') === id && !url.searchParams.has('format');
    await context.route(isPage, async (route) => {
      const answer = await route.fetch();
      const sign =
        '<div id="tm-sign" hidden data-title="5 %" data-ring="5" data-tone="open"></div>';
      const body = (await answer.text())
        .replace(/<div id="tm-sign"[\s\S]*?<\/div>/, sign)
        .replace(/data-cursor="[^"]*"/, 'data-cursor=""');
      await route.fulfill({ response: answer, body });
    });
    let isLost = true;
    const isPart = (url: URL) => url.searchParams.get('format') === 'parts';
    await context.route(isPart, (route) => (isLost ? route.abort() : route.continue()));
    const other = await context.newPage();
    for (const tab of [page, other]) await tab.goto(page.url());
    await page.locator('[data-tell]').click();
    expect(await page.locator('[data-tell]').getAttribute('aria-pressed')).toBe('true');
    const told = (tab: Page) => tab.evaluate<string[]>('told');
    isLost = false;
    await page.evaluate("dispatchEvent(new Event('pageshow'))");
    await expect
      .poll(() => told(page), { timeout: 30_000 })
      .toEqual([`tm-tell-${id} failure`, `tm-tell-${id} end`]);
    await other.evaluate("dispatchEvent(new Event('pageshow'))");
    await expect.poll(() => other.title(), { timeout: 30_000 }).toMatch(/^✖/);
    expect(await told(other)).toEqual([]);
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

  test('sends at most 10 KB with an update of any tab, and then nothing that is known', async () => {
    const page = await open(`session=${id}`);
    const update = async (query: string) => {
      const [answer] = await page.evaluate<[{ parts: Record<string, string>; known: object }]>(
        `Promise.all([fetch('index.cgi?${query}&format=parts&zip=1').then((answer) => answer.json())])`,
      );
      const bytes = await page.evaluate<number>(
        "performance.getEntriesByType('resource').at(-1).encodedBodySize",
      );
      return { bytes, answer };
    };
    for (const tab of ['todo', 'issues', 'accounts', 'verify', 'activity', 'logs']) {
      const view = `session=${id}&tab=${tab}`;
      const { bytes, answer } = await update(`${view}&have=none`);
      expect(bytes, tab).toBeLessThanOrEqual(10 * 1024);
      const have = Object.entries(answer.known)
        .map(([part, print]) => `${part}~${print}`)
        .join('.');
      const again = await update(`${view}&have=${have}`);
      const twice = Object.keys(again.answer.parts).filter((part) => part in answer.parts);
      // Ages of moments go on.
      expect(
        twice.filter((part) => part !== 'tm-hero'),
        tab,
      ).toEqual([]);
    }
  });

  test('offers what the search field may mean, by keys alone', async () => {
    const page = await open(`session=${id}`, NARROW);
    const field = page.locator('#tm-account');
    await field.fill('old');
    await page.locator('.tm-suggestions li').first().waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    expect(
      await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    ).toBeLessThanOrEqual(0);
    await field.press('ArrowDown');
    expect(await violationsOn(page)).toEqual([]);
    const active = await field.getAttribute('aria-activedescendant');
    const option = page.locator(`[id="${active}"]`);
    expect(await option.getAttribute('aria-selected')).toBe('true');
    await field.press('Escape');
    expect(await field.getAttribute('aria-expanded')).toBe('false');
    expect(await field.inputValue()).toBe('old');
    await field.press('ArrowDown');
    await page.locator('.tm-suggestions li').first().waitFor();
    await field.press('ArrowDown');
    const href = await page.locator('.tm-suggestions li').first().getAttribute('data-href');
    await Promise.all([page.waitForURL(/session=/), field.press('Enter')]);
    expect(page.url()).toContain(String(href));
  });

  test('opens its menu, a row and the help with keys so that everybody can use them', async () => {
    for (const viewport of [WIDE, NARROW]) {
      const page = await open(`session=${id}`, viewport);
      await page.locator('#tm-export > summary').click();
      await page.locator('.tm-row-title[data-opens]').first().press('Enter');
      await page.locator('.tm-row-body .tm-members').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.keyboard.press('?');
      await page.locator('.tm-help').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
      await context.close();
    }
  });

  test('sends at most 60 KB of HTML of its own for the first screen', async () => {
    const page = await open(`session=${id}`);
    const own = await page.evaluate<number>(
      "new Blob([document.getElementById('tm-root').outerHTML]).size",
    );
    expect(own).toBeLessThanOrEqual(60 * 1024);
  });
});
