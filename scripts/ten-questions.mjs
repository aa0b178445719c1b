// What somebody has to do who opens the page for the first time with one of ten questions: `node
// scripts/ten-questions.mjs [--dist DIR]`. The shortest way from the list is walked in Chromium at 1280×900 inside the
// chrome: clicks, keys, and how far below the visible part the answer is after each click. Seconds are those of the
// keystroke-level model (1.35 to look and decide, 1.3 for a click, 0.28 for a key, 0.35 for each 100 px of scrolling);
// the server's response time is added.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { loadPreview } from './preview-bundle.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: { dist: { type: 'string', default: join(top, 'dist') } },
});
const LOOK_S = 1.35;
const CLICK_S = 1.3;
const KEY_S = 0.28;
const SCROLL_S = 0.0035;
const HEIGHT = 900;

const { Preview } = await loadPreview();
const preview = await Preview.start(0, join(resolve(asked.dist), 'plugin'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await main();
} finally {
  await browser.close();
  await preview.stop();
}

async function main() {
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT } });
  page.setDefaultTimeout(45_000);
  await page.goto(preview.link);
  const get = (query) =>
    page.evaluate(`fetch('index.cgi?${query}').then((answer) => answer.json())`);
  const { sessions } = await get('format=json');
  const of = (isMeant) => sessions.find(isMeant).id;
  const running = of(({ state, stalled }) => state === 'RUNNING' && stalled === null);
  const large = of(({ itemsTotal, state }) => itemsTotal === 510 && state === 'COMPLETED');
  const oldest = sessions.at(-1).id;
  const { items } = await get(`session=${large}&status=failed&format=json`);
  const [{ name }] = items;
  const { issues } = await get(`session=${large}&kind=altered&format=json`);
  const groups = issues.filter(({ kind }) => kind === 'altered').length;
  // A first look brings a view up to date: that is not part of the question.
  for (const query of [
    '',
    `session=${running}`,
    `session=${large}`,
    `session=${large}&tab=issues`,
  ]) {
    await page.goto(`${preview.link}?${query}`);
  }
  const isOld = (await page.locator('#tm-hero').count()) === 0;
  const ways = isOld ? waysBefore : waysNow;
  console.log(
    '| question | clicks | keys | scrolling | seconds |\n| --- | --- | --- | --- | --- |',
  );
  for (const [question, steps] of ways({ running, large, oldest, name, groups })) {
    const cells = await walk(page, steps).catch((error) => {
      process.exitCode = 1;
      return `? | ? | ? | ${error.message.split('\n', 1)[0]}`;
    });
    console.log(`| ${question} | ${cells} |`);
  }
}

/** Links to a session, as in the list. */
function rowOf(id) {
  return `#tm-sessions a[href*="session=${id}"]`;
}

function waysNow({ running, large, oldest, name }) {
  const open = { click: rowOf(large) };
  return [
    ['Is it still going, when will it end?', [{ see: `#s-${running} :text("left")` }]],
    ['What is broken?', [open, { see: '#tm-work .tm-row >> nth=0' }]],
    ['Is the same thing wrong everywhere?', [open, { see: '#tm-work .tm-row-count >> nth=0' }]],
    [
      'Which accounts again, and how?',
      [
        open,
        { click: '#tm-work a[data-script] >> nth=0' },
        { see: '.tm-script textarea >> nth=0' },
      ],
    ],
    [
      'What must I tell the customers?',
      [
        open,
        { click: '#tm-work .tm-row:has(.tm-badge:has-text("accounts")) [data-opens] >> nth=0' },
        { see: '.tm-row-body .tm-members tr >> nth=1' },
      ],
    ],
    [
      'What happened to account bob?',
      [
        { click: '#tm-q' },
        { type: name.slice(0, -1) },
        { click: `.tm-suggestions li:has-text("${name}") >> nth=0` },
        { see: '.tm-view-account table tbody tr >> nth=0' },
      ],
    ],
    [
      'Why?',
      [open, { click: `#tm-work .tm-row-names a:has-text("${name}")` }, { see: '#tm-reason' }],
    ],
    ['Did it really all move?', [{ see: `#s-${large} .tm-session-state` }]],
    ['I closed the page', [{ see: `#s-${oldest}` }]],
    [
      'Is everything of the old server here?',
      [open, { click: 'a:has-text("all from this source")' }, { see: '.tm-verify-box >> nth=0' }],
    ],
  ];
}

function waysBefore({ running, large, oldest, name, groups }) {
  const open = { click: rowOf(large) };
  // Each group of what has another name here is opened by itself.
  const altered = Array.from({ length: groups }, (_, group) => ({
    click: `#tm-issues details.tm-group >> nth=${group} >> summary`,
  }));
  return [
    [
      'Is it still going, when will it end?',
      [{ click: rowOf(running) }, { see: '.tm-facts :text("left"):visible >> nth=0' }],
    ],
    ['What is broken?', [open, { see: '#tm-failures tbody tr >> nth=0' }]],
    [
      'Is the same thing wrong everywhere?',
      [open, { see: '#tm-issues details.tm-group >> nth=3' }],
    ],
    [
      'Which accounts again, and how?',
      [open, { click: '#tm-retry > summary' }, { see: '#tm-retry-commands' }],
    ],
    [
      'What must I tell the customers?',
      [
        open,
        { click: '.tm-tabs a:has-text("Issues")' },
        { click: '.tm-chip:has-text("Altered") >> nth=0' },
        ...altered,
        { see: `#tm-issues details.tm-group >> nth=${groups - 1} >> summary` },
      ],
    ],
    [
      'What happened to account bob?',
      [
        { click: '#tm-account' },
        { type: name },
        { press: 'Enter' },
        { see: '.tm-view-account table tbody tr >> nth=0' },
      ],
    ],
    [
      'Why?',
      [open, { click: `#tm-failures a:has-text("${name}")` }, { see: '.tm-lines >> nth=0' }],
    ],
    ['Did it really all move?', [{ see: `${rowOf(large)} >> nth=0` }]],
    ['I closed the page', [{ see: `${rowOf(oldest)} >> nth=0` }]],
    ['Is everything of the old server here?', null],
  ];
}

/** @returns cells of the table: clicks, keys, px of scrolling, seconds */
async function walk(page, steps) {
  if (steps === null) return '– | – | – | no page says it';
  const sum = { clicks: 0, keys: 0, px: 0, seconds: LOOK_S };
  await page.goto(preview.link);
  for (const { click, press, see, type } of steps) {
    if (type !== undefined) {
      sum.keys += type.length;
      await page.keyboard.type(type);
    } else if (press !== undefined) {
      sum.keys += 1;
      await page.keyboard.press(press);
    } else {
      const target = page.locator(click ?? see).first();
      await target.waitFor({ state: 'visible' });
      sum.seconds += LOOK_S;
      sum.px += await bringIntoSight(page, target);
      if (click === undefined) continue;
      sum.clicks += 1;
      await target.click();
    }
  }
  sum.seconds += sum.clicks * CLICK_S + sum.keys * KEY_S + sum.px * SCROLL_S;
  return `${sum.clicks} | ${sum.keys} | ${Math.round(sum.px)} px | ${sum.seconds.toFixed(0)}`;
}

/** Scrolls as somebody does who sees the first lines of something and reads on. */
async function bringIntoSight(page, target) {
  const box = await target.boundingBox();
  const px = Math.max(0, Math.min(box.y + Math.min(box.height, 60) - HEIGHT, 100_000));
  const up = Math.min(0, box.y);
  await page.mouse.wheel(0, px + up);
  return px - up;
}
