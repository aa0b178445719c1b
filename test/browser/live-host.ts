import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { createHostRoot } from '../cgi/servers.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from '../host/cpsrvd.ts';
import type { SessionPlan } from '../host/simulator/plan.ts';
import {
  type PlayedSession,
  type PlayOptions,
  playSession,
} from '../host/simulator/play-session.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runWarmLater } from '../warm/warm.ts';

/** Where to leave pictures; unset = none are taken. */
const PICTURES = process.env.LIVE_PICTURES;

/** What the page asks for by itself. */
const OWN_REQUEST = /[?&]format=(parts|json)/;
/** A change is to be seen so soon, on a machine that answers within the second of these. */
const SEEN_WITHIN_MS = 2_000;
const USUAL_ANSWER_MS = 400;

/** A stand-in server with sessions that are being played, and one browser page that looks at them. */
export class LiveHost {
  readonly root: string;
  readonly server: Cpsrvd;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page, or was said in its console as an error. */
  readonly troubles: string[] = [];
  /** The statuses of the answers to the page's own requests. */
  readonly answers: number[] = [];
  readonly #sessions: PlayedSession[] = [];
  readonly #answerMs: number[] = [];
  #pictures = 0;

  private constructor(root: string, server: Cpsrvd, context: BrowserContext, page: Page) {
    this.root = root;
    this.server = server;
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.troubles.push(String(error)));
    page.on('response', (response) => {
      if (OWN_REQUEST.test(response.url())) this.answers.push(response.status());
    });
    page.on('requestfinished', (request) => {
      if (OWN_REQUEST.test(request.url())) this.#answerMs.push(request.timing().responseEnd);
    });
  }

  static async start(browser: Browser): Promise<LiveHost> {
    const root = createHostRoot();
    installVendorCommands(root);
    registerPlugin(root);
    const server = await startCpsrvd({ root, runPage: runWarmLater, loginFree: true });
    mkdirSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true, mode: 0o700 });
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    return new LiveHost(root, server, context, await context.newPage());
  }

  async play(plan: SessionPlan, options: PlayOptions): Promise<PlayedSession> {
    const session = await playSession(this.root, plan, options);
    this.#sessions.push(session);
    this.server.add(session);
    return session;
  }

  /** Logs in and opens a view; `stepMs` is the pace of a live view, the usual one by default. */
  async open(query: string, stepMs?: number): Promise<void> {
    const path = `${PLUGIN_URL}index.cgi${query === '' ? '' : `?${query}`}`;
    await this.page.goto(`${this.server.httpUrl}/login-free${path}`);
    if (stepMs !== undefined) await this.pace(stepMs);
  }

  async pace(stepMs: number): Promise<void> {
    await this.page.evaluate(`document.getElementById('tm-root').dataset.step = '${stepMs}'`);
  }

  /** Answers of the server to a view's own requests, taken while its session goes on, until `count` differ. */
  async collectAnswers(query: string, count: number): Promise<string[]> {
    const login = this.server.login();
    const address = `${this.server.httpUrl}${login.token}${PLUGIN_URL}index.cgi?${query}&format=parts`;
    const answers = new Set<string>();
    while (answers.size < count) {
      const response = await fetch(address, { headers: { cookie: login.cookieHeader } });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      answers.add(text);
    }
    return [...answers];
  }

  /** The percent that the server gives for a session, and when (ms). */
  async percentOf(id: string): Promise<[number, number]> {
    const login = this.server.login();
    const address = `${this.server.httpUrl}${login.token}${PLUGIN_URL}index.cgi?session=${id}&format=json&per_page=1`;
    const response = await fetch(address, { headers: { cookie: login.cookieHeader } });
    const { percent } = (await response.json()) as { percent: number };
    return [Date.now(), percent];
  }

  /** From now on these answers come in turn, each as if it were new; @returns how many have been given */
  async answerWith(bodies: readonly string[]): Promise<() => number> {
    let given = 0;
    await this.page.route(/[?&]format=parts/, async (route) => {
      given += 1;
      const body = JSON.parse(bodies[given % bodies.length] ?? '{}') as object;
      await route.fulfill({ json: { ...body, cursor: `c${given}` } });
    });
    return () => given;
  }

  /**
   * How soon a change must be seen: within two seconds. Where the machine is so busy that the page's requests take
   * longer than usual, what two of the slowest take more is granted.
   */
  seenWithinMs(): number {
    const slowest = Math.max(0, ...this.#answerMs);
    return SEEN_WITHIN_MS + 2 * Math.max(0, slowest - USUAL_ANSWER_MS);
  }

  /** Runs an expression or a function's text in the page. */
  run<T>(script: string): Promise<T> {
    return this.page.evaluate<T>(script);
  }

  async picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    this.#pictures += 1;
    const path = join(PICTURES, `${String(this.#pictures).padStart(3, '0')}-${name}.png`);
    await this.page.screenshot({ path });
  }

  async stop(): Promise<void> {
    await this.context.close();
    await Promise.all(this.#sessions.map((session) => session.stop()));
    await this.server.stop();
    removeFolder(this.root);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
