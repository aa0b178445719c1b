import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { writeGallery } from '../render/gallery.ts';
import { closePages, startChromium } from './chromium.ts';

/** Where to leave pictures of all states at both widths; unset = none are taken. */
const PICTURES = process.env.GALLERY_PICTURES;
const ONLY = process.env.GALLERY_ONLY;
/** Set: axe looks at each state at both widths, which takes three times as long. */
const IS_THOROUGH = process.env.GALLERY_ALL !== undefined;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = PICTURES ?? mkdtempSync(join(tmpdir(), 'gallery-'));
const names = writeGallery(folder).filter(
  (name) => ONLY === undefined || new RegExp(ONLY).test(name),
);

/** States without an element of their own: nothing new for axe. */
const LIKE_OTHERS =
  /^(list-(reading|paged|no-match)|session-(reading|silent|paused|aborting|aborted|clean|beyond|no-match)|item-(warning|active|pending|archived)|log-empty|search-one-log|error-(?!403|500).*)$/;
/** Narrow, the same elements are in another order; one page of each kind is enough there. */
const CHECKED_NARROW =
  /^(list|session-(checked|stalled|hostile|activity-tab)|item-failed|log|account|error-403)$/;

interface Finding {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(async () => {
  await closePages(browser);
  if (PICTURES === undefined) removeFolder(folder);
});

describe.each([1280, 360])('every state at %i px', (width) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.newPage({ viewport: { width, height: 900 } });
  });
  afterAll(() => page.close());

  it.each(names)('%s', async (name) => {
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    if (PICTURES !== undefined) {
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    }
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - innerWidth',
    );
    expect(overflow, 'nothing sticks out to the side').toBeLessThanOrEqual(0);
    const isLikeOthers = width < 1280 ? !CHECKED_NARROW.test(name) : LIKE_OTHERS.test(name);
    if (isLikeOthers && !IS_THOROUGH) return;
    // Closed parts are checked too.
    await page.evaluate(
      'document.querySelectorAll("details:not(.tm-ask, .tm-menu)").forEach((part) => { part.open = true })',
    );
    await page.evaluate(AXE);
    const findings = await page.evaluate<Finding[]>(
      'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) => result.violations)',
    );
    expect(
      findings.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map((node) => `${node.html} ${node.failureSummary}`)
            .join('\n')}`,
      ),
    ).toEqual([]);
  });
});
