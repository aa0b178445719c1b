import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLUGIN_URL } from '../host/cpsrvd.ts';
import { repositoryRoot } from '../host/repository.ts';
import { planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { closePages, startChromium } from './chromium.ts';
import { logIn, Whm } from './whm.ts';

let browser: Browser;
let whm: Whm;
/** Name of a view → its query, with everything that narrows it. */
const views: Record<string, string> = {};
/** What the view shows, seen by somebody who is logged in all the time. */
const contents: Record<string, string> = {};

beforeAll(async () => {
  browser = await startChromium();
  whm = await Whm.start();
  const startedAt = Math.floor(Date.now() / 1000) - 7200;
  const plan = planSession({ seed: 'bookmarks', accounts: 120, issueRate: 1, startedAt });
  const { id, folder } = writeSession(whm.root, plan);
  const account = plan.items.find((item) => item.type === 'AccountRemoteRoot')?.name ?? '';
  const log = `item-RESTORE_AccountRemoteRoot_${account}`;
  const text = readFileSync(join(folder, log));
  const at = text.indexOf('\n', text.length / 2) + 1;
  Object.assign(views, {
    items: `session=${id}&tab=accounts&queue=RESTORE&status=warning&q=a&sort=-size`,
    'second page': `session=${id}&tab=accounts&sort=name&page=2`,
    issues: `session=${id}&tab=issues&kind=skipped&q=e`,
    'odd letters': `session=${id}&tab=accounts&q=%2B%20%26%20%C3%BC%25`,
    log: `session=${id}&log=${log}&at=${at}`,
    account: `account=${account}`,
    list: `state=COMPLETED&q=old`,
  });
  // All logs are read: nothing that a view shows changes any more.
  const env = { ...process.env, WHM_TRANSFERS_ROOT: whm.root };
  await promisify(execFile)(join(repositoryRoot(), 'dist/whm-transfers'), ['ingest'], { env });
  const page = await browser.newPage();
  for (const [name, query] of Object.entries(views)) {
    await whm.open(page, query);
    contents[name] = await contentOf(page);
    // A view without rows could not tell a lost filter.
    expect(contents[name].endsWith('[]]'), name).toBe(name === 'odd letters');
  }
  await page.context().close();
});
afterAll(async () => {
  await closePages(browser);
  await whm.stop();
});

/** The text of the view without ages, and what is in its fields. */
async function contentOf(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const main = document.getElementById('tm-main').cloneNode(true);
    for (const time of main.querySelectorAll('time')) time.remove();
    const fields = [...main.querySelectorAll('input[type=search], option[selected]')];
    const chosen = [...main.querySelectorAll('[aria-current], [aria-sort]:not([aria-sort=none])')];
    return JSON.stringify([
      fields.map((field) => field.value),
      chosen.map((part) => part.textContent.trim()),
      document.querySelector('h1').textContent,
      [...main.querySelectorAll('tbody tr, .tm-group, .tm-line')].map((row) => row.textContent.trim()),
    ]);
  })()`);
}

/** The address of the view on screen, without its token: the token must be there. */
function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  expect(pathname).toMatch(/^\/cpsess\d{10}\//);
  return pathname.replace(/^\/cpsess\d{10}/, '') + search;
}

async function expectView(page: Page, name: string): Promise<void> {
  expect(addressOf(page)).toBe(`${PLUGIN_URL}index.cgi?${views[name]}`);
  expect(await contentOf(page)).toBe(contents[name]);
}

async function withContext(work: (page: Page, context: BrowserContext) => Promise<void>) {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  try {
    await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

const NAMES = ['items', 'second page', 'issues', 'odd letters', 'log', 'account', 'list'];

describe.each(NAMES)('the bookmarked view “%s” comes up with all that narrows it', (name) => {
  test('logged out, with a stale token, and logged in', () =>
    withContext(async (page) => {
      const bookmark = whm.server.pluginUrl(views[name]);
      await page.goto(bookmark);
      await logIn(page);
      await expectView(page, name);
      const stale = page.url();

      // The link to share is the bookmark again, without the token.
      const link = page.locator('a[data-copy]');
      expect(new URL((await link.getAttribute('href')) ?? '', page.url()).href).toBe(bookmark);
      await link.click();
      await expect
        .poll(() => page.evaluate('navigator.clipboard.readText()'), { timeout: 20_000 })
        .toBe(bookmark);

      await page.goto(bookmark);
      await expectView(page, name);

      whm.server.logins.forgetAll();
      await page.goto(stale);
      await logIn(page);
      await expectView(page, name);
      expect(page.url()).not.toBe(stale);
    }));
});

test('a page that was left open says that the login has ended, and leads back to the view', () =>
  withContext(async (page) => {
    const { id } = await whm.play(planSession({ seed: 'open', accounts: 20 }), { speed: 2 });
    await whm.open(page, `session=${id}&tab=accounts&sort=name`);
    whm.server.logins.forgetAll();
    await page.locator('[data-connection] a').click();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) return;
      asked.push(`${request.method()} ${new URL(request.url()).pathname.split('/').at(-1)}`);
    });
    await logIn(page);
    const view = `${PLUGIN_URL}index.cgi?session=${id}&tab=accounts&sort=name`;
    expect(addressOf(page)).toBe(view);
    // The login posts the page; what is on screen was asked for by GET, and so is a reload.
    expect(asked).toEqual(['POST ', 'POST index.cgi', 'GET index.cgi']);
    await page.reload();
    await page.locator('.tm-foot').waitFor();
    expect(addressOf(page)).toBe(view);
    expect(asked.at(-1)).toBe('GET index.cgi');
  }));

test('a form that is sent after the login has ended does nothing, and the view says so once', () =>
  withContext(async (page) => {
    const { id } = await whm.play(planSession({ seed: 'form', accounts: 20 }), { speed: 2 });
    const query = `session=${id}&tab=accounts`;
    await whm.open(page, query);
    const button = page.locator('#tm-actions form button', { hasText: 'Pause' });
    await button.waitFor();
    // As long as the page is asked for again, its form could be exchanged under the click.
    await page.route(/since=/, (route) => route.abort());
    whm.server.logins.forgetAll();
    const before = whm.changes().length;
    await button.click();
    await logIn(page);
    expect(await page.locator('#tm-aged-form').textContent()).toContain('Nothing was done.');
    expect(addressOf(page)).toBe(`${PLUGIN_URL}index.cgi?${query}`);
    expect(whm.changes()).toHaveLength(before);
    await page.reload();
    await page.locator('.tm-foot').waitFor();
    expect(await page.locator('#tm-aged-form').count()).toBe(0);
  }));
