import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHostRoot } from '../cgi/servers.ts';
import { PlantedBuild } from '../faults/planted-build.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import { closePages, startChromium } from './chromium.ts';

let browser: Browser;
let build: PlantedBuild;
let server: Cpsrvd;
beforeAll(async () => {
  build = new PlantedBuild(createHostRoot());
  registerPlugin(build.root);
  const pluginFolder = join(build.dist, 'plugin');
  server = await startCpsrvd({ root: build.root, loginFree: true, pluginFolder });
  browser = await startChromium();
}, 60_000);
beforeEach(() => rmSync(build.log, { force: true }));
afterAll(async () => {
  await closePages(browser);
  await server.stop();
  build.remove();
});

async function open(hash: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${server.httpUrl}/login-free${PLUGIN_URL}index.cgi${hash}`);
  return page;
}

test('an error at the script’s start is written down and told with its id', async () => {
  const page = await open('#start');
  const notice = page.locator('[data-connection=failed]');
  await notice.locator('> span').waitFor();
  const faults = build.faults();
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatchObject({ where: 'browser', name: 'TypeError' });
  expect(faults[0]?.stack[0]).toContain('src/browser/live-view.ts');
  expect(await notice.textContent()).toContain(faults[0]?.id);
  await page.close();
});

test('an update that cannot be shown is written down, at most three times, and asked for again', async () => {
  const page = await open('');
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('format=parts')) asked += 1;
  });
  await page.evaluate(`document.getElementById('tm-root').dataset.step = '50'`);
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await page.locator('[data-connection=failed] > span').waitFor();
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(1);
  const faults = build.faults();
  expect(faults[0]).toMatchObject({ where: 'browser', name: 'TypeError' });
  expect(faults[0]?.stack.join()).toContain('src/browser/live-view.ts');
  expect(faults.length).toBeLessThanOrEqual(3);
  await page.close();
});
