import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The same engine without the windows of a desktop: a quarter less processor time for the tests of the page. */
const WITHOUT_WINDOWS = '/usr/bin/chromium-headless-shell';

let started: Promise<Browser> | undefined;

/**
 * The system's Chromium; `CHROMIUM` names another one. All tests of a worker share one: to start it costs seconds. It ends
 * with the worker.
 */
export function startChromium(): Promise<Browser> {
  started ??= chromium.launch({
    executablePath:
      process.env.CHROMIUM ?? (existsSync(WITHOUT_WINDOWS) ? WITHOUT_WINDOWS : '/usr/bin/chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return started;
}

/** Leaves nothing open for the next tests. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}
