import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../src/log/value.ts';
import { removeFolder } from '../remove-folder.ts';
import { readApiFixture } from './cpsrvd/api-fixture.ts';
import { registerPlugin } from './cpsrvd/app-config.ts';
import { type Cpsrvd, PLUGIN_URL, startCpsrvd } from './cpsrvd.ts';
import { LOSSES, moveToServer, putOnServer } from './moved-server.ts';
import { repositoryRoot } from './repository.ts';
import { planSession, type SessionPlan } from './simulator/plan.ts';
import { type PlayedSession, type PlayOptions, playSession } from './simulator/play-session.ts';
import {
  type ScenarioName,
  scenarioPlan,
  writeDocumented,
  writeScenario,
} from './simulator/scenarios.ts';
import { installVendorCommands } from './vendor-commands.ts';

const HOUR = 3600;
/** Between the end of the running session and the start of the next. */
const REST_MS = 20_000;

/** What is over when the preview starts, and how many hours ago it began. */
const PAST: readonly [Exclude<ScenarioName, 'documented'>, number][] = [
  ['large', 22],
  ['clean', 30],
  ['failed', 47],
  ['aborted', 52],
  ['deaths', 75],
  ['resumed', 99],
  ['hostile', 120],
  ['stalled', 6],
  ['old', 640],
];

/** As files that nobody has written to since: what is stalled stands still for as long as its log says. */
function ageFiles(folder: string, at: number): void {
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), at, at);
}

/** A server with sessions of all kinds, to look at: some over, some played in real time. */
export class Preview {
  readonly #root: string;
  readonly #server: Cpsrvd;
  readonly #played = new Set<PlayedSession>();
  readonly #stop = new AbortController();
  #ingesting: ChildProcess | null = null;

  private constructor(root: string, server: Cpsrvd) {
    this.#root = root;
    this.#server = server;
  }

  /** `port` 0 takes a free one; the built plugin is shown unless another folder is given. */
  static async start(
    port: number,
    pluginFolder = join(repositoryRoot(), 'dist/plugin'),
  ): Promise<Preview> {
    if (!existsSync(join(pluginFolder, 'index.cgi'))) {
      throw new Error(`${pluginFolder}/index.cgi is missing: run npm run build first`);
    }
    const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-preview-'));
    try {
      installVendorCommands(root);
      registerPlugin(root);
      const server = await startCpsrvd({ root, port, pluginFolder, loginFree: true });
      const data = join(root, 'var/cpanel/transfer_monitor');
      mkdirSync(data, { recursive: true, mode: 0o700 });
      writeFileSync(join(data, 'config.json'), JSON.stringify({ apiUrl: server.httpsUrl }), {
        mode: 0o600,
      });
      // Too few seats for all that is running: there is something to forecast.
      Object.assign(server.room, { maximumUsers: 450, currentUsers: 187 });
      const preview = new Preview(root, server);
      preview.#writePast();
      await preview.#playPresent();
      preview.#ingest(join(pluginFolder, '../whm-transfers'));
      return preview;
    } catch (error) {
      removeFolder(root);
      throw error;
    }
  }

  /** Logs in by itself and ends on the plugin's page. */
  get link(): string {
    return `${this.#server.httpUrl}/login-free${PLUGIN_URL}index.cgi`;
  }

  /** The host root, for the command: `WHM_TRANSFERS_ROOT=… dist/whm-transfers list`. */
  get root(): string {
    return this.#root;
  }

  /** Does what the server's hooks have done by the time that a session is over: its logs are read, its source was asked. */
  #ingest(tool: string): void {
    if (!existsSync(tool)) return;
    this.#ingesting = spawn(tool, ['ingest', '--quiet'], {
      env: { ...process.env, WHM_TRANSFERS_ROOT: this.#root },
      stdio: 'ignore',
    });
    this.#ingesting.on('error', () => undefined);
  }

  #writePast(): void {
    const now = Math.floor(Date.now() / 1000);
    for (const [name, hoursAgo] of PAST) {
      const options = { startedAt: now - hoursAgo * HOUR };
      const { folder } = writeScenario(this.#root, name, options);
      const plan = scenarioPlan(name, options);
      if (plan.untilSeconds !== null) ageFiles(folder, options.startedAt + plan.untilSeconds);
      putOnServer(this.#server, plan);
      this.#nameSource(plan);
    }
    writeDocumented(this.#root, now - 200 * HOUR);
    const moved = moveToServer(this.#server, this.#root, {
      ...{ seed: 'to be verified', accounts: 80, startedAt: now - 9 * HOUR },
      others: ['forgotten', 'leftover'],
    });
    Object.values(LOSSES).forEach(({ lose }, i) => {
      const account = moved.accounts[i * 3];
      if (account) lose(this.#server, account);
    });
  }

  async #playPresent(): Promise<void> {
    const plan = (seed: string, accounts: number, meanSeconds: number): SessionPlan =>
      planSession({
        seed,
        accounts,
        meanSeconds,
        packages: 4,
        startedAt: Math.floor(Date.now() / 1000),
        failureRate: 0.03,
        deathRate: 0.01,
        children: 5,
        itemLogs: 'full',
      });
    await this.#play(
      { ...plan('paused', 30, 60), deeds: [{ atSeconds: 200, deed: 'pause' }] },
      { speed: 5, headStartSeconds: 900 },
    );
    // Accounts that take long: it stays in this state for hours.
    await this.#play(
      { ...plan('pausing', 12, 7200), deeds: [{ atSeconds: 3000, deed: 'pause' }] },
      { headStartSeconds: 3000 },
    );
    await this.#play({ ...plan('pending', 8, 60), pending: true }, { speed: 5 });
    const first = await this.#playRunning(0);
    void this.#replay(first);
  }

  #playRunning(round: number): Promise<PlayedSession> {
    const plan = planSession({
      seed: `running ${round}`,
      accounts: 400,
      packages: 8,
      featureLists: 2,
      startedAt: Math.floor(Date.now() / 1000),
      failureRate: 0.03,
      deathRate: 0.005,
      children: 6,
      itemLogs: 'full',
    });
    return this.#play(plan, { speed: 5, headStartSeconds: round === 0 ? 900 : 0 });
  }

  /** A running session that has ended is followed by another one, so that there is always one to watch. */
  async #replay(first: PlayedSession): Promise<void> {
    let running = first;
    for (let round = 1; !this.#stop.signal.aborted; round += 1) {
      await running.ended;
      await new Promise((resolve) => setTimeout(resolve, REST_MS).unref());
      if (!this.#stop.signal.aborted) {
        running = await this.#playRunning(round);
      }
    }
  }

  /** Each source gives its own name: otherwise all would have the name in the sample. */
  #nameSource({ id, sourceHost }: SessionPlan): void {
    const { remote, ...sample } = readApiFixture('retrieve_transfer_session_remote_analysis');
    const named = { ...(isObject(remote) ? remote : {}), host: null, hostname: sourceHost };
    this.#server.created.server.analyses.set(id, { ...sample, remote: named });
  }

  async #play(plan: SessionPlan, options: PlayOptions): Promise<PlayedSession> {
    this.#nameSource(plan);
    const session = await playSession(this.#root, plan, options);
    this.#played.add(session);
    this.#server.add(session);
    return session;
  }

  /** Ends every process and removes every file of the preview. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#ingesting?.kill();
    await this.#server.stop();
    await Promise.all([...this.#played].map((session) => session.stop()));
    removeFolder(this.#root);
  }
}
