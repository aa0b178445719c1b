import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createHostRoot } from '../cgi/servers.ts';
import { registerPlugin } from '../host/cpsrvd/app-config.ts';
import { ADMIN_PASSWORD, type Cpsrvd, type CpsrvdOptions, startCpsrvd } from '../host/cpsrvd.ts';
import type { SessionPlan } from '../host/simulator/plan.ts';
import {
  type PlayedSession,
  type PlayOptions,
  playSession,
} from '../host/simulator/play-session.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runWarmLater } from '../warm/warm.ts';

const DATA = 'var/cpanel/transfer_monitor';

/** A stand-in WHM with the plugin registered, and the sessions that are being played on it. */
export class Whm {
  readonly #sessions: PlayedSession[] = [];
  #callsBefore = 0;

  private constructor(
    readonly root: string,
    readonly server: Cpsrvd,
  ) {}

  static async start(options: Partial<CpsrvdOptions> = {}): Promise<Whm> {
    const root = createHostRoot();
    installVendorCommands(root);
    registerPlugin(root);
    const server = await startCpsrvd({ root, runPage: runWarmLater, loginFree: true, ...options });
    const whm = new Whm(root, server);
    whm.askApiAt(server.httpsUrl);
    return whm;
  }

  /** Where the plugin finds the server's API from now on. */
  askApiAt(apiUrl: string): void {
    mkdirSync(join(this.root, DATA), { recursive: true, mode: 0o700 });
    const path = join(this.root, DATA, 'config.json');
    writeFileSync(path, JSON.stringify({ apiUrl }), { mode: 0o600 });
  }

  async play(plan: SessionPlan, options: PlayOptions): Promise<PlayedSession> {
    const session = await playSession(this.root, plan, options);
    this.#sessions.push(session);
    this.server.add(session);
    return session;
  }

  /** Takes every switch back; what was called until now no longer counts. */
  restore(): void {
    Object.assign(this.server.switches, { referrer: 'off', cookieIp: 'off', apiFault: null });
    this.askApiAt(this.server.httpsUrl);
    this.#callsBefore = this.server.apiCalls.length;
  }

  /** What the API was asked to change since then, and by which way. */
  changes(): string[] {
    return this.server.apiCalls
      .slice(this.#callsBefore)
      .filter((call) => /^(start|pause|abort)_/.test(call.function))
      .map((call) => `${call.function} by ${call.by}`);
  }

  /** Logs in, as a browser without a login is asked to, and opens a view of the plugin. */
  async open(page: Page, query: string): Promise<void> {
    await page.goto(`${this.server.httpUrl}/login-free${this.path(query)}`);
  }

  path(query: string): string {
    return new URL(this.server.pluginUrl(query)).pathname + (query === '' ? '' : `?${query}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.stop()));
    await this.server.stop();
    removeFolder(this.root);
  }
}

/** Fills in the server's login page, and waits for the plugin's page that it leads to. */
export async function logIn(page: Page): Promise<void> {
  await page.fill('#user', 'root');
  await page.fill('#pass', ADMIN_PASSWORD);
  await page.click('#login_submit');
  await page.locator('.tm-foot').waitFor();
}
