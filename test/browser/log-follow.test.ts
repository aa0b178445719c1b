import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { planSession } from '../host/simulator/plan.ts';
import { closePages, startChromium } from './chromium.ts';
import { LiveHost } from './live-host.ts';

const LOG = 'item-RESTORE_AccountRemoteRoot_follow';

let browser: Browser;
let host: LiveHost;
let active = '';
let query = '';
let written = 0;

beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => closePages(browser));
beforeEach(async () => {
  host = await LiveHost.start(browser);
  const plan = planSession({ seed: 'follow', accounts: 4, meanSeconds: 600 });
  const session = await host.play(plan, { speed: 1 });
  session.freeze();
  active = join(session.folder, `.${LOG}`);
  query = `session=${session.id}&log=${LOG}`;
  written = 0;
  writeFileSync(active, '');
  write(60);
});
afterEach(async () => {
  const { troubles } = host;
  await host.stop();
  expect(troubles).toEqual([]);
});

/** Lines of several kinds; the number in each is its place. */
function lineOf(number: number): string {
  const words = `line ${number} <b>&amp; more`;
  if (number % 5 === 0) return `ERROR: raw ${words}\n`;
  const type = number % 7 === 0 ? 'warn' : 'out';
  const source = number % 3 === 0 ? { source: 'old.example.net' } : {};
  const contents = { msg: [words], time: 1_793_589_200 + number };
  return `${JSON.stringify({ indent: 0, pid: 7, type, contents, partial: 0, ...source })}\n`;
}

function write(count: number): void {
  let text = '';
  for (let index = 0; index < count; index += 1) text += lineOf(written + index);
  written += count;
  appendFileSync(active, text);
}

const lastNumber = () =>
  host.run<number>(
    "Number(/line (\\d+)/.exec(document.querySelector('.tm-lines').lastElementChild.textContent)[1])",
  );
/** Whether the lines on the page are those of the file from the first on it, each of them once. */
async function expectGapless(): Promise<void> {
  const numbers = await host.run<number[]>(
    "[...document.querySelectorAll('.tm-line-text')].map((line) => Number(/line (\\d+)/.exec(line.textContent)[1]))",
  );
  const first = numbers[0] ?? 0;
  expect(numbers).toEqual(numbers.map((_, index) => first + index));
  expect(numbers.at(-1)).toBe(written - 1);
}
const shows = (number: number) =>
  expect.poll(lastNumber, { timeout: 40_000, interval: 50 }).toBe(number);
const distanceToEnd = () =>
  host.run<number>(
    "((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight))(document.querySelector('.tm-lines'))",
  );

test('new lines come within 2 s, look as the server makes them, and the end stays in sight', async () => {
  await host.open(query);
  expect(await host.run("document.querySelector('[data-follow]').checked")).toBe(true);
  const took: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const at = Date.now();
    write(10);
    await shows(written - 1);
    took.push(Date.now() - at);
  }
  expect(took.sort((a, b) => a - b)[2]).toBeLessThan(host.seenWithinMs());
  await host.picture('followed');
  await expectGapless();
  expect(await distanceToEnd()).toBeLessThan(60);
  const lines = "[...document.querySelectorAll('.tm-line')].map((line) => line.outerHTML)";
  const followed = await host.run<string[]>(lines);
  await host.page.reload();
  expect(await host.run<string[]>(lines)).toEqual(followed);
}, 180_000);

test('a line without its end is shown once, whole in the end', async () => {
  await host.open(query, 200);
  const whole = lineOf(written);
  appendFileSync(active, whole.slice(0, 20));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  appendFileSync(active, whole.slice(20));
  written += 1;
  await shows(written - 1);
  write(3);
  await shows(written - 1);
  await expectGapless();
}, 180_000);

test('of a run of progress only the newest is shown, as on the page', async () => {
  await host.open(query, 200);
  for (const percent of [10, 20, 30]) {
    const contents = { percentage: percent, time: 1_793_589_300 + percent };
    appendFileSync(
      active,
      `${JSON.stringify({ type: 'control', contents: { action: 'percentage', ...contents } })}\n`,
    );
    await expect
      .poll(() => host.run("document.querySelector('.tm-lines').lastElementChild.textContent"), {
        timeout: 30_000,
      })
      .toContain(`${percent} %`);
  }
  expect(await host.page.locator('.tm-line').count()).toBe(61);
  // Another kind in between: the newest of each stays.
  for (const percent of [40, 50, 60]) {
    const contents = { action: 'percentage', percentage: percent };
    appendFileSync(
      active,
      `...${percent}000...\n${JSON.stringify({ type: 'control', contents })}\n`,
    );
    await expect
      .poll(() => host.run("document.querySelector('.tm-lines').lastElementChild.textContent"), {
        timeout: 30_000,
      })
      .toContain(`${percent} %`);
  }
  expect(await host.page.locator('.tm-line').count()).toBe(62);
}, 180_000);

test('the server renames and completes the log while it is followed: nothing lost, nothing twice', async () => {
  await host.open(query, 200);
  write(20);
  renameSync(active, active.replace(`.${LOG}`, LOG));
  active = active.replace(`.${LOG}`, LOG);
  write(5);
  await shows(written - 1);
  await expectGapless();
  await expect
    .poll(() => host.page.locator('#tm-position').textContent(), { timeout: 30_000 })
    .toContain('complete');
  const asked = host.answers.length;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(host.answers.length).toBe(asked);
}, 180_000);

test('whoever reads further up keeps the place; the page holds a bounded number of lines', async () => {
  await host.open(query, 100);
  await host.run("document.querySelector('.tm-lines').scrollTo(0, 130)");
  const place = () =>
    host.run<number>(
      "Math.round(document.querySelectorAll('.tm-line')[5].getBoundingClientRect().top)",
    );
  const before = await place();
  write(200);
  await shows(written - 1);
  expect(await place()).toBe(before);
  const pill = host.page.locator('[data-new-lines]');
  expect(await pill.textContent()).toContain('200 new lines');
  const errors = await host.page.locator('.tm-chip:has-text("Errors") .tm-num').textContent();
  expect(errors).toBe(String(Array.from({ length: written }).filter((_, i) => i % 5 === 0).length));
  await pill.click();
  expect(await pill.isVisible()).toBe(false);
  write(3_200);
  await shows(written - 1);
  expect(await host.page.locator('.tm-line').count()).toBeLessThanOrEqual(3_000);
  await expectGapless();
  expect(await distanceToEnd()).toBeLessThan(200);
}, 180_000);

test('a log that is written again, as for a retry, is shown from its start', async () => {
  await host.open(query, 200);
  truncateSync(active, 0);
  written = 1000;
  write(3);
  await shows(1002);
  expect(await host.page.locator('.tm-line').count()).toBe(3);
}, 180_000);

test('keys move only while the focus is on the lines; wrapping is remembered', async () => {
  write(2_000);
  await host.open(`${query}&at=0`);
  const address = host.page.url();
  await host.page.focus('#tm-account');
  await host.page.keyboard.type('G');
  expect(host.page.url()).toBe(address);
  await host.page.focus('.tm-lines');
  await host.page.keyboard.press('w');
  expect(await host.run("document.querySelector('.tm-lines').matches('.tm-no-wrap')")).toBe(true);
  await Promise.all([host.page.waitForNavigation(), host.page.keyboard.press('Shift+G')]);
  expect(host.page.url()).not.toBe(address);
  expect(await host.run("document.activeElement.matches('.tm-lines')")).toBe(true);
  expect(await host.run("document.querySelector('.tm-lines').matches('.tm-no-wrap')")).toBe(true);
}, 180_000);
