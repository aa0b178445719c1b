import { readFileSync } from 'node:fs';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostRoot } from '../cgi/servers.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { planSession } from '../host/simulator/plan.ts';
import { type WrittenSession, writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runWarmLater } from '../warm/warm.ts';
import { closePages, startChromium } from './chromium.ts';

/** Where to leave pictures of the pages on paper; unset = none are taken. */
const PICTURES = process.env.TRIAGE_PICTURES;
const DAY = 86_400;
const LONG_MS = 120_000;

vi.setConfig({ testTimeout: LONG_MS });

let browser: Browser;
let root = '';
let server: Cpsrvd;
let first: WrittenSession;
let second: WrittenSession;

beforeAll(async () => {
  root = createHostRoot();
  registerPlugin(root);
  server = await startCpsrvd({ root, runPage: runWarmLater, loginFree: true });
  const startedAt = Math.floor(Date.now() / 1000) - 3 * DAY;
  const plan = planSession({
    seed: 'triage',
    accounts: 60,
    failureRate: 0.15,
    issueRate: 0.8,
    startedAt,
  });
  first = writeSession(root, plan);
  const again = planSession({ seed: 'again', accounts: 1, startedAt: startedAt + DAY });
  const failed = plan.items.filter((item) => item.fate !== 'clean');
  const items = failed.map((item, index) =>
    index === 0 ? item : { ...item, fate: 'clean' as const, failure: null },
  );
  second = writeSession(root, { ...again, sourceHost: plan.sourceHost, items });
  browser = await startChromium();
});
afterAll(async () => {
  await closePages(browser);
  await server.stop();
  removeFolder(root);
});

async function open(query = '', options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(LONG_MS / 2);
  const path = `${PLUGIN_URL}index.cgi${query === '' ? '' : `?${query}`}`;
  await page.goto(`${server.httpUrl}/login-free${path}`);
  return page;
}

async function textOf(download: Promise<Download>): Promise<string> {
  return readFileSync(await (await download).path(), 'utf8');
}

const failedNames = (session: WrittenSession): string[] =>
  session.truth.items
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => name)
    .sort();

/** The second cell of each line behind the head. */
const namesIn = (csv: string): string[] =>
  csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[1] ?? '')
    .sort();

test('from the list of sessions to the CSV of the failed accounts in four clicks', async () => {
  const page = await open();
  await page.click(`a.tm-strong[href*="${first.id}"]`);
  await page.click('.tm-hero-sentence a:has-text("failed")');
  const download = page.waitForEvent('download');
  await page.click('#tm-items .tm-panel-head a:has-text("CSV")');
  expect(namesIn(await textOf(download))).toEqual(failedNames(first));
  expect((await download).suggestedFilename()).toBe(`${first.id}-items.csv`);
  await page.context().close();
});

test('what a later session has moved is settled and left out of what to do again', async () => {
  const accounts = await open(`session=${first.id}&tab=accounts&status=failed`);
  const left = failedNames(second);
  expect(left).toHaveLength(1);
  expect(await accounts.locator('#tm-items td:has-text("Settled")').count()).toBe(
    failedNames(first).length - 1,
  );
  await accounts.context().close();
  const page = await open(`session=${first.id}`);
  await page.click('.tm-work [data-script]');
  await page.locator('.tm-script textarea').waitFor();
  const commands = await page.locator('.tm-script textarea').inputValue();
  expect(commands).toContain(`user='${left[0]}'`);
  expect(commands).toContain('create_remote_root_transfer_session');
  const download = page.waitForEvent('download');
  await page.click('.tm-script a:has-text("Download")');
  expect(await textOf(download)).toBe(commands);
  await page.context().close();
});

describe('a renamed database is ticked off', () => {
  const renamed = (page: Page) =>
    page
      .locator('details.tm-group', { hasText: 'MySQL database' })
      .filter({ hasText: 'Altered' })
      .first();

  test('with a note; it stays so, and others see it without reloading', async () => {
    const query = `session=${first.id}&tab=issues&kind=altered`;
    const page = await open(query);
    const other = await open(query);
    const group = renamed(page);
    await group.locator('> summary').click();
    await renamed(other).locator('> summary').click();
    const row = group.locator('tbody tr').first();
    const id = await row.getAttribute('id');
    await row.locator('summary:has-text("note")').click();
    await row.locator('input[name=note]').fill('told <the> customer');
    const before = page.url();
    await row.locator('button:has-text("done")').click();
    const done = page.locator(`[id="${id}"]`);
    await done.locator('text=told <the> customer').waitFor({ state: 'visible' });
    expect(await done.getAttribute('class')).toBe('tm-done');
    // The page was never left, and the row stays open.
    expect(page.url()).toBe(before);
    await page.reload();
    await renamed(page).locator('> summary').click();
    await done.waitFor({ state: 'visible' });
    expect(await done.textContent()).toContain('by root');
    await other.locator(`[id="${id}"].tm-done`).waitFor({ state: 'attached' });
    const download = page.waitForEvent('download');
    await page.click('#tm-export > summary');
    await page.click('#tm-export a:has-text("To-do list")');
    expect(await textOf(download)).toContain('yes,told <the> customer,root,');
    await page.context().close();
    await other.context().close();
  });

  test('without JavaScript, from the page of the item, and is reopened', async () => {
    const list = await open(`session=${first.id}&tab=issues&kind=altered`);
    await renamed(list).locator('> summary').click();
    await renamed(list).locator('tbody tr').first().waitFor();
    const item = await renamed(list).locator('tbody tr').nth(1).locator('a').first();
    const query = (await item.getAttribute('href'))?.split('?')[1] ?? '';
    const page = await open(query, { javaScriptEnabled: false });
    const issue = page.locator('.tm-item-issue', { has: page.locator('.tm-tick') }).first();
    await issue.locator('button:has-text("done")').first().click();
    await page.waitForURL(/#t-/);
    expect(page.url()).toContain('item=');
    await page.locator('.tm-done button:has-text("Reopen")').first().waitFor({ state: 'visible' });
    await page.locator('.tm-done button:has-text("Reopen")').first().click();
    await page.waitForURL(/#t-/);
    expect(await page.locator('.tm-done').count()).toBe(0);
    await page.context().close();
    await list.context().close();
  });

  test('all at once, in two clicks and without leaving the page; the counts follow', async () => {
    const page = await open(`session=${first.id}`);
    const row = page.locator('.tm-row', { hasText: /\d of \d+ done/ }).first();
    const before = page.url();
    await row.locator('[data-opens]').click();
    await row.locator('.tm-mark-all button').click();
    await row.locator('.tm-mark-all:has-text("Reopen all")').waitFor();
    expect(page.url()).toBe(before);
    const words = row.locator('.tm-row-end');
    await expect.poll(() => words.textContent(), { timeout: 15_000 }).toMatch(/(\d+) of \1 done/);
    expect(await page.locator('.tm-hero-end').textContent()).not.toMatch(/^\s*0 of/);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BUTTON');
    await row.locator('.tm-mark-all button').click();
    await row.locator('.tm-mark-all:has-text("Mark all")').waitFor();
    await page.context().close();
  });

  test('not by a form from elsewhere', async () => {
    const page = await open(`session=${first.id}&tab=issues&kind=altered`);
    const group = renamed(page);
    await group.locator('> summary').click();
    const form = group.locator('form.tm-tick').last();
    await form.locator('input[name=csrf]').evaluate((field: unknown) => {
      (field as { value: string }).value = 'forged';
    });
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await form.locator('button:has-text("done")').click();
    expect((await answer).status()).toBe(403);
    await page.context().close();
  });
});

test('two sessions are compared from the page of one', async () => {
  const page = await open(`session=${first.id}&tab=logs`);
  await page.click('a[href*="compare="]');
  await page.waitForSelector('h1:has-text("Comparison")');
  const names = async (key: string) =>
    (await page.locator(`#c-${key} .tm-name-cell a`).allTextContents()).sort();
  expect(await names('stillBroken')).toEqual(failedNames(second));
  expect(await names('fixed')).toEqual(
    failedNames(first).filter((name) => !failedNames(second).includes(name)),
  );
  await page.context().close();
});

test('an account is found by its domain from any page, in any case', async () => {
  const page = await open(`session=${second.id}`);
  const name = failedNames(second)[0] ?? '';
  await page.fill('#tm-account', name.toUpperCase());
  await page.press('#tm-account', 'Enter');
  await page.waitForSelector('h1:has-text("Account")');
  expect(await page.locator('td[data-label=Session]').count()).toBe(2);
  await page.context().close();
});

test('on paper: the verdict and the causes, without the controls', async () => {
  const page = await open(`session=${first.id}`);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.tm-search', '.tm-tabs', '.tm-actions', '#tm-export']) {
    expect(await page.locator(`${hidden} >> visible=true`).count(), hidden).toBe(0);
  }
  for (const shown of ['.tm-hero-sentence', '.tm-row-title']) {
    expect(await page.locator(`${shown} >> visible=true`).count(), shown).toBeGreaterThan(0);
  }
  const pdf = await page.pdf({
    format: 'A4',
    ...(PICTURES ? { path: `${PICTURES}/session.pdf` } : {}),
  });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/session-print.png`, fullPage: true });
  await page.context().close();
});
