import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiFault } from '../host/cpsrvd/json-api.ts';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { planSession } from '../host/simulator/plan.ts';
import type { PlayedSession } from '../host/simulator/play-session.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { closePages, startChromium } from './chromium.ts';
import { Whm } from './whm.ts';

/** A session pauses when its running items have ended, and the longest of them takes its time. */
const CHANGE_MS = 60_000;

let browser: Browser;
let whm: Whm;
let scripted: Page;
/** Without JavaScript nothing moves by itself, and all must work the same. */
let plain: Page;
/** The page that a test looks at: `scripted`, unless it says otherwise. */
let page: Page;
let minutesAgo = 60;

beforeAll(async () => {
  browser = await startChromium();
  whm = await Whm.start({ browserAddress: '203.0.113.7' });
  const open = async (javaScriptEnabled: boolean): Promise<Page> =>
    (await browser.newContext({ javaScriptEnabled })).newPage();
  scripted = await open(true);
  plain = await open(false);
});
afterAll(async () => {
  await closePages(browser);
  await whm.stop();
});
beforeEach(() => {
  page = scripted;
});
afterEach(async () => {
  whm.restore();
  await page.goto('about:blank');
});

/** Each starts a minute before the one before it, so that all have ids of their own. */
function nextStart(): number {
  minutesAgo += 1;
  return Math.floor(Date.now() / 1000) - minutesAgo * 60;
}

function written(name: Parameters<typeof writeScenario>[1]): string {
  return writeScenario(whm.root, name, { startedAt: nextStart() }).id;
}

function smallPaused(): string {
  const plan = planSession({ seed: 'small', accounts: 4, startedAt: nextStart() });
  return writeSession(whm.root, { ...plan, deeds: [{ atSeconds: 10, deed: 'pause' }] }).id;
}

function play(seed: string, speed = 12): Promise<PlayedSession> {
  return whm.play(planSession({ seed, accounts: 60, meanSeconds: 30 }), { speed });
}

async function buttons(): Promise<string[]> {
  const words = await page.locator('#tm-actions button, #tm-actions summary').allTextContents();
  return words.map((text) => text.trim());
}

const button = (name: string) => page.locator('#tm-actions button', { hasText: name });

async function stateBecomes(word: string): Promise<void> {
  const badge = page.locator('#tm-hero .tm-hero-state .tm-badge', { hasText: word });
  try {
    await badge.waitFor({ timeout: CHANGE_MS });
  } catch (error) {
    // What the page shows instead says more than that the time is over.
    const texts = await page.locator('#tm-hero, [data-connection], #tm-answer').allInnerTexts();
    throw new Error(`${word} is not shown at ${page.url()}:\n${texts.join('\n')}`, {
      cause: error,
    });
  }
}

/** The buttons in the moment in which a state is first seen: on a busy machine it can be over when one asks for them afterwards. */
async function buttonsWhile(word: string): Promise<string[]> {
  const seen = await page.waitForFunction(
    `document.querySelector('#tm-hero .tm-hero-state .tm-badge')?.textContent.includes(${JSON.stringify(word)}) &&
      Array.from(document.querySelectorAll('#tm-actions button, #tm-actions summary'), (one) => one.textContent.trim())`,
    undefined,
    { timeout: CHANGE_MS },
  );
  return (await seen.jsonValue()) as string[];
}

async function abort(): Promise<void> {
  await page.click('#tm-ask-abort > summary');
  await page.click('#tm-ask-abort button');
}

const answer = () => page.locator('#tm-answer').textContent();
const heading = async () => (await page.locator('h1').textContent())?.trim();
const message = () => page.locator('.tm-error-message').textContent();

describe('a live session is steered from its page in chrome', () => {
  test('pause, resume and abort, with the right buttons, the server’s words and no reload', async () => {
    whm.server.switches.referrer = 'required';
    // Slow, so that a pause takes longer than to load the page that shows it.
    const session = await play('steered', 4);
    await whm.open(page, `session=${session.id}&tab=items&sort=-size`);
    expect(await page.evaluate('STAND_IN.scriptRan')).toBe(true);
    expect(await buttons()).toEqual(['Pause', 'Abort…', 'Abort the session']);

    await button('Pause').click();
    expect(await buttonsWhile('Pausing')).toEqual(['Abort…', 'Abort the session']);
    expect(await answer()).toMatch(/^Pause requested\.\s+.*The server says: .?OK/s);
    expect(page.url()).toContain(`?session=${session.id}&tab=accounts&sort=-size&answer=`);
    await page.evaluate('window.isSamePage = true');
    await stateBecomes('Paused');
    await expect.poll(buttons).toEqual(['Resume', 'Abort…', 'Abort the session']);
    expect(await page.evaluate('window.isSamePage')).toBe(true);

    await button('Resume').click();
    await stateBecomes('Running');
    expect(await answer()).toContain('Resume requested.');
    expect(await buttons()).toEqual(['Pause', 'Abort…', 'Abort the session']);

    await page.click('#tm-ask-abort > summary');
    const question = page.locator('.tm-ask-box');
    expect(await question.textContent()).toMatch(
      /Abort this session\?\s*\d+ items will not be moved\..* cannot be resumed\./s,
    );
    expect(whm.changes()).toHaveLength(2);
    await question.locator('button').click();
    expect(await answer()).toContain('Abort requested.');
    await page.evaluate('window.isSamePage = true');
    await stateBecomes('Aborted');
    await expect.poll(buttons).toEqual([]);
    expect(await page.evaluate('window.isSamePage')).toBe(true);
    expect(whm.changes()).toEqual([
      'pause_transfer_session by session',
      'start_transfer_session by session',
      'abort_transfer_session by session',
    ]);
  }, 240_000);

  test('without JavaScript: the same steps with reloads, and a pending one is started', async () => {
    page = plain;
    const plan = planSession({ seed: 'pending', accounts: 12, meanSeconds: 30 });
    const session = await whm.play({ ...plan, pending: true }, { speed: 12 });
    await whm.open(page, `session=${session.id}`);
    expect(await buttons()).toEqual(['Start', 'Abort…', 'Abort the session']);
    await button('Start').click();
    await stateBecomes('Running');
    expect(await page.locator('.tm-ask-box').isVisible()).toBe(false);
    await page.click('#tm-ask-abort > summary');
    expect(await page.locator('.tm-ask-box').isVisible()).toBe(true);
    await page.click('#tm-ask-abort button');
    expect(await answer()).toContain('Abort requested.');
    await expect
      .poll(
        async () => {
          await page.reload();
          return page.locator('#tm-hero .tm-hero-state').textContent();
        },
        { timeout: CHANGE_MS },
      )
      .toContain('Aborted');
    expect(await buttons()).toEqual([]);
  }, 60_000);
});

test('each state offers what it allows', async () => {
  const offered: Record<string, string[]> = {};
  for (const name of [
    'pending',
    'paused',
    'pausing',
    'stalled',
    'aborted',
    'failed',
    'clean',
  ] as const) {
    await whm.open(page, `session=${written(name)}`);
    offered[name] = (await buttons()).filter((text) => text !== 'Abort the session');
  }
  const archived = smallPaused();
  await whm.open(page, `session=${archived}`);
  removeFolder(join(whm.root, 'var/cpanel/transfer_sessions', archived));
  const index = new IndexDatabase(whm.root);
  index.remove(archived);
  index.close();
  await page.reload();
  offered.archived = await buttons();
  expect(offered).toEqual({
    pending: ['Start', 'Abort…'],
    paused: ['Resume', 'Abort…'],
    // Its process is gone, as for the stalled one: nothing could pause it.
    pausing: ['Abort…'],
    stalled: ['Abort…'],
    aborted: [],
    failed: [],
    clean: [],
    archived: [],
  });
}, 90_000);

test('aborting a stalled session says beforehand what comes of it, and the refusal is quoted', async () => {
  const id = written('stalled');
  await whm.open(page, `session=${id}`);
  await page.click('#tm-ask-abort > summary');
  expect(await page.locator('.tm-ask-box').textContent()).toContain(
    'the server marks the session as failed',
  );
  await page.click('#tm-ask-abort button');
  expect(await heading()).toBe('The server refused');
  expect(await message()).toContain('the session is marked as failed');
  await page.click('.tm-error a:has-text("Back to the session")');
  await stateBecomes('Failed');
  expect(await buttons()).toEqual([]);
});

test('a button of a page that is out of date is refused with the reason', async () => {
  const session = await play('late');
  // From the beginning: an update that is asked for already tells of the pause.
  await page.route(/format=parts/, (route) => route.abort());
  await whm.open(page, `session=${session.id}`);
  session.pause();
  await button('Pause').click();
  expect(await heading()).toBe('This can’t be done now');
  expect(whm.changes()).toEqual([]);
});

describe('a forged form is refused, and nothing is called', () => {
  let evil: Server;
  let html = '';
  let other: Page;
  let session: PlayedSession;

  beforeAll(async () => {
    evil = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(html);
    });
    await new Promise<void>((done) => evil.listen(0, () => done()));
    session = await play('forged', 4);
    other = await scripted.context().newPage();
  });
  afterAll(async () => {
    await other.close();
    await new Promise((done) => evil.close(done));
  });
  beforeEach(async () => {
    await whm.open(page, `session=${session.id}`);
  });
  afterEach(() => {
    expect(whm.changes()).toEqual([]);
    expect(session.truth().state).toBe('RUNNING');
  });

  /** Presses the page's own button after a change to its form; @returns the status */
  async function pressAfter(change: string): Promise<number> {
    await page.evaluate(`{ const form = document.querySelector('#tm-actions form'); ${change} }`);
    const response = page.waitForResponse((candidate) => candidate.request().method() === 'POST');
    await button('Pause').click();
    return (await response).status();
  }

  /** Lets a page of another site send a form; @returns the status of what came back */
  async function attack(fields: Record<string, string>, more = ''): Promise<number> {
    const { pathname, origin } = new URL(page.url());
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input name="${name}" value="${value}">`,
    );
    html = `<!doctype html>${more}<form method="post" action="${origin}${pathname}">${inputs.join('')}<button>Win</button></form>`;
    await other.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const response = other.waitForResponse((candidate) => candidate.request().method() === 'POST');
    await other.click('button');
    return (await response).status();
  }

  test.each([
    ['without the proof', 'form.csrf.remove()'],
    ['with a made-up proof', "form.csrf.value = 'x'.repeat(43)"],
  ])('%s', async (_, change) => {
    expect(await pressAfter(change)).toBe(403);
    expect(await message()).toContain('This page has expired');
    expect(await page.locator('.tm-error a').first().getAttribute('href')).toContain(session.id);
  });

  test('with a wrong token in its path', async () => {
    const wrong =
      "form.setAttribute('action', location.pathname.replace(/cpsess\\d+/, 'cpsess1234567890'))";
    expect(await pressAfter(wrong)).toBe(401);
    expect(await page.locator('#login_form').count()).toBe(1);
  });

  test('of an earlier login', async () => {
    const proof = await page.inputValue('#tm-actions [name=csrf]');
    await whm.open(page, `session=${session.id}`);
    expect(await page.inputValue('#tm-actions [name=csrf]')).not.toBe(proof);
    const calls = whm.changes().length;
    expect(await pressAfter(`form.csrf.value = '${proof}'`)).toBe(303);
    await page.locator('#tm-aged-form').waitFor();
    expect(whm.changes()).toHaveLength(calls);
  });

  test('on another site, even if it knew the token and the proof', async () => {
    const csrf = await page.inputValue('#tm-actions [name=csrf]');
    const fields = { action: 'pause', session: session.id };
    expect(await attack({ ...fields, csrf })).toBe(403);
    expect(await attack(fields)).toBe(403);
    const silent = '<meta name="referrer" content="no-referrer">';
    expect(await attack({ ...fields, csrf: 'x' }, silent)).toBe(403);
  });
});

test('nobody can put words into the server’s mouth by a link', async () => {
  const id = smallPaused();
  whm.server.switches.apiFault = { result: 1, reason: 'Yes & <b>done</b>.' };
  await whm.open(page, `session=${id}`);
  await abort();
  expect(await answer()).toMatch(/Abort requested\..*The server says: .?Yes & <b>done<\/b>\./s);
  const url = page.url();
  expect(await page.getAttribute('a[data-copy]', 'href')).not.toContain('answer');
  for (const forged of [
    url.replace('done', 'dead'),
    url.replace('=abort.', '=pause.'),
    url.replace(id, smallPaused()),
  ]) {
    expect(forged).not.toBe(url);
    await page.goto(forged);
    expect(await page.locator('#tm-hero').count()).toBe(1);
    expect(await page.locator('#tm-answer').count()).toBe(0);
  }
  await page.goto(url);
  expect(await page.locator('#tm-answer').count()).toBe(1);
});

describe('whatever is wrong with the API, the page says what came of it', () => {
  const REFUSED = 'The server refused';
  const UNCLEAR = 'The server gave no clear answer';
  const NOT_ASKED = 'The server’s API did not answer';

  beforeEach(() => {
    page = plain;
  });

  async function askToAbort(): Promise<void> {
    await whm.open(page, `session=${smallPaused()}`);
    await abort();
  }

  test.each<[string, () => void]>([
    ['a wrong session token', () => fault('status-403')],
    ['a login page in HTML', () => fault('login-page')],
    [
      'a strict cookie check',
      () => {
        whm.server.switches.cookieIp = 'strict';
      },
    ],
    ['a dead port', () => whm.askApiAt('https://127.0.0.1:9')],
  ])('%s: the command does it', async (_, arrange) => {
    arrange();
    await askToAbort();
    expect(await answer()).toMatch(/Abort requested\..*The server says: .?OK/s);
    await stateBecomes('Aborted');
    expect(whm.changes()).toEqual(['abort_transfer_session by command']);
  });

  test.each([
    [0, REFUSED],
    ['0', REFUSED],
  ])('metadata.result %j: its own words', async (result, title) => {
    fault({ result, reason: 'The moon is in the <wrong> house.' });
    await askToAbort();
    expect(await heading()).toBe(title);
    expect(await message()).toBe('The moon is in the <wrong> house.');
    expect(whm.changes()).toEqual([]);
  });

  test.each([1, '1'])('metadata.result %j: done', async (result) => {
    fault({ result, reason: 'It will be done.' });
    await askToAbort();
    expect(await answer()).toContain('It will be done.');
  });

  test.each<[ApiFault, string]>([
    ['half-answer', 'is not JSON'],
    ['hang', 'did not answer within 20 s'],
  ])(
    '%s: it is not known, and not asked twice',
    async (kind, words) => {
      fault(kind);
      await askToAbort();
      expect(await heading()).toBe(UNCLEAR);
      expect(await message()).toContain(words);
      expect(await page.locator('.tm-error').textContent()).toContain('before you ask again');
      expect(whm.changes()).toEqual([]);
    },
    60_000,
  );

  test('a dead port and no command: nothing was asked', async () => {
    whm.askApiAt('https://127.0.0.1:9');
    rmSync(join(whm.root, 'usr/local/cpanel/bin/whmapi1'));
    await askToAbort();
    expect(await heading()).toBe(NOT_ASKED);
    expect(await message()).toMatch(/whmapi1 .*Before that.*cannot be reached/s);
    expect(whm.changes()).toEqual([]);
  });

  function fault(kind: ApiFault): void {
    whm.server.switches.apiFault = kind;
  }
});
