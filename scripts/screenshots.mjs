// Takes pictures of all pages and states of the preview, wide and narrow, into a folder (--out=FOLDER, by default
// dist/screenshots), to be looked at one by one. --docs makes the few that README and the guide show, in docs/pictures.
// Needs a build and Chromium.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { loadPreview } from './preview-bundle.mjs';
import { shrinkPng } from './small-png.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: { out: { type: 'string' }, docs: { type: 'boolean' }, only: { type: 'string' } },
});
const out = asked.docs
  ? join(top, 'docs/pictures')
  : resolve(asked.out ?? join(top, 'dist/screenshots'));
const SIZES = { 1280: 900, 360: 740 };

const { Preview } = await loadPreview();
const preview = await Preview.start(0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
mkdirSync(out, { recursive: true });

try {
  const sessions = await listSessions();
  const all = asked.docs ? shownInDocuments(sessions) : everyState(sessions);
  for (const picture of all.filter(({ name }) => !asked.only || name.includes(asked.only))) {
    for (const width of picture.widths ?? [1280, 360]) await take(picture, Number(width));
  }
} finally {
  await browser.close();
  await preview.stop();
}

/** The sessions of the preview; the first one in a state is the one that is shown. */
async function listSessions() {
  const page = await browser.newPage();
  await page.goto(preview.link);
  const { sessions } = await page.evaluate(
    "fetch('index.cgi?format=json').then((answer) => answer.json())",
  );
  await page.close();
  return sessions;
}

function find(sessions, isMeant) {
  const found = sessions.find(isMeant);
  if (found === undefined) throw new Error(`The preview has no such session: ${isMeant}`);
  return found.id;
}

function everyState(sessions) {
  const of = (state) =>
    find(sessions, (session) => session.state === state && session.stalled === null);
  const large = find(
    sessions,
    ({ itemsTotal, state }) => itemsTotal === 510 && state === 'COMPLETED',
  );
  const moved = find(sessions, ({ itemsTotal }) => itemsTotal >= 80 && itemsTotal <= 90);
  const states = {
    running: of('RUNNING'),
    stalled: find(sessions, ({ stalled }) => stalled !== null),
    waiting: of('PENDING'),
    pausing: of('PAUSING'),
    paused: of('PAUSED'),
    aborted: of('ABORTED'),
    failed: of('FAILED'),
    large,
    clean: find(
      sessions,
      ({ counts, itemsTotal, state }) =>
        state === 'COMPLETED' && counts.success === itemsTotal && itemsTotal < 30,
    ),
    hostile: find(sessions, ({ sourceHost }) => sourceHost?.includes('<')),
  };
  const tabs = ['issues', 'accounts', 'activity', 'logs'];
  const item = { session: large, status: 'failed' };
  return [
    { name: 'list', query: '' },
    { name: 'list-no-match', query: 'q=nobody' },
    { name: 'list-needs-work', query: 'state=needs_work' },
    ...Object.entries(states).map(([name, id]) => ({
      name: `session-${name}`,
      query: `session=${id}`,
    })),
    ...tabs.map((tab) => ({ name: `tab-${tab}`, query: `session=${large}&tab=${tab}` })),
    { name: 'tab-activity-running', query: `session=${states.running}&tab=activity` },
    { name: 'tab-verify-none', query: `session=${states.failed}&tab=verify` },
    { name: 'tab-verify', query: `session=${moved}&tab=verify`, before: verify },
    { name: 'row-opened', query: `session=${large}`, before: openRow },
    {
      name: 'item-failed',
      query: `session=${large}&tab=accounts&status=failed`,
      before: openFirstItem,
    },
    {
      name: 'item-review',
      query: `session=${large}&tab=accounts&status=review`,
      before: openFirstItem,
    },
    { name: 'log', query: `session=${large}&log=master.log` },
    { name: 'log-error', query: `session=${large}&log=master.log&severity=error` },
    { name: 'log-no-match', query: `session=${large}&log=master.log&q=zzzz` },
    { name: 'search', query: `session=${large}&grep=quota` },
    { name: 'account', query: 'account=nobody' },
    {
      name: 'account-found',
      query: `session=${item.session}&tab=accounts&status=failed`,
      before: searchFirst,
    },
    { name: 'compare', query: `session=${large}&compare=${states.aborted}` },
    { name: 'source', query: 'source=old9.example.net' },
    { name: 'report', query: `session=${states.aborted}&report=print` },
    { name: 'settings', query: 'view=settings' },
    { name: 'guide', query: 'view=guide' },
    { name: 'not-found', query: 'session=unknown' },
    { name: 'malformed', query: 'page=-1' },
    { name: 'help', query: '', before: (page) => page.keyboard.press('?') },
  ];
}

/** What README and the guide show: the first screen, wide. */
function shownInDocuments(sessions) {
  const running = find(sessions, ({ state, stalled }) => state === 'RUNNING' && stalled === null);
  const large = find(
    sessions,
    ({ itemsTotal, state }) => itemsTotal === 510 && state === 'COMPLETED',
  );
  const moved = find(sessions, ({ itemsTotal }) => itemsTotal >= 80 && itemsTotal <= 90);
  const few = { widths: [1280], isPage: true };
  return [
    { name: 'guide-list', query: '', before: everyLogRead, ...few },
    { name: 'guide-running', query: `session=${running}`, ...few },
    { name: 'guide-work', query: `session=${large}`, ...few },
    { name: 'guide-verify', query: `session=${moved}&tab=verify`, before: verify, ...few },
  ];
}

async function take({ name, query, before, isPage = false }, width) {
  const page = await browser.newPage({ viewport: { width, height: SIZES[width] } });
  try {
    await page.goto(`${preview.link}?${query}`);
    await before?.(page);
    // What is fetched after the page has loaded, a row that opens, a picture further down.
    await page.waitForLoadState('networkidle');
    const options = isPage ? { clip: await clipOf(page) } : { fullPage: true };
    const path = join(out, asked.docs ? `${name}.png` : `${name}-${width}.png`);
    const png = await page.screenshot(options);
    writeFileSync(path, asked.docs ? shrinkPng(png) : png);
    const size = await page.evaluate(
      '[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight]',
    );
    console.log(`${name} ${width}: sticks out by ${size[0]}, ${size[1]} high`);
  } catch (error) {
    console.error(`${name} ${width}: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await page.close();
  }
}

/** The plugin's own page, without WHM's chrome around it. */
async function clipOf(page) {
  const { x, y, width } = await page.locator('#tm-root').boundingBox();
  return { x: x - 10, y: y - 8, width: width + 20, height: Math.min(640, SIZES[1280] - y) };
}

/** The preview has just begun: its logs are still being searched. */
async function everyLogRead(page) {
  while (/being read/.test(await page.locator('.tm-main').textContent())) {
    await page.waitForTimeout(2_000);
    await page.reload();
  }
}

async function openRow(page) {
  await page.locator('[data-opens]').nth(7).click();
  await page.locator('.tm-row-body .tm-members').waitFor();
}

async function openFirstItem(page) {
  await page.locator('#tm-items tbody a').first().click();
  await page.locator('.tm-view-item').waitFor();
}

async function searchFirst(page) {
  const name = await page.locator('#tm-items tbody a').first().textContent();
  await page.fill('#tm-account', name.trim());
  await page.press('#tm-account', 'Enter');
  await page.locator('.tm-view-account').waitFor();
}

async function verify(page) {
  const rows = page.locator('#tm-verify tbody tr');
  if ((await rows.count()) === 0) await page.locator('#tm-verify form button').click();
  await rows.first().waitFor({ timeout: 120_000 });
}
