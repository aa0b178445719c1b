import { IndexDatabase } from './databases.ts';
import { type Effect, SESSION_STATE } from './effect.ts';
import { type MasterProcess, startMasterProcess } from './master-process.ts';
import type { SessionPlan } from './plan.ts';
import { SessionFolder } from './session-folder.ts';
import { Simulation } from './simulation.ts';
import type { Truth } from './truth.ts';

/** The longest wait of the player before it looks again. */
const MAX_WAIT_MS = 250;

export interface PlayOptions {
  /** Simulated seconds in one real second; 1 by default. Time stamps are real time. */
  speed?: number;
  /** So many simulated seconds are written at once at the start, as if the session had begun before. */
  headStartSeconds?: number;
}

/** A session that is being played. Its requests answer as the server does: done, or a reason. */
export interface PlayedSession {
  readonly id: string;
  readonly folder: string;
  /** The master's pid; null when no master is working (pending, paused, over, killed). */
  readonly masterPid: number | null;
  truth(): Truth;
  /** Starts a pending session or resumes a paused one; the new master's pid. */
  start(): Promise<number>;
  pause(): void;
  abort(): void;
  /** Ends the master process hard; the files stay as they are, as on the server. */
  killMaster(): Promise<void>;
  /** Lets nothing happen any more while the master lives, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Fulfilled when the session is over or its master was killed. */
  readonly ended: Promise<void>;
  /** Ends the process and closes the files. Call it always. */
  stop(): Promise<void>;
}

/** Starts to play a session in real time, with a real process as its master. */
export async function playSession(
  root: string,
  plan: SessionPlan,
  options: PlayOptions = {},
): Promise<PlayedSession> {
  const player = new Player(root, plan, options);
  if (!plan.pending) {
    await player.start();
  }
  return player;
}

class Player implements PlayedSession {
  readonly id: string;
  readonly folder: string;
  readonly ended: Promise<void>;
  readonly #simulation: Simulation;
  readonly #files: SessionFolder;
  readonly #index: IndexDatabase;
  readonly #speed: number;
  readonly #headStart: number;
  #end: () => void = () => {};
  #master: MasterProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** The simulated second and the real time (ms) at which the current run began. */
  #ranFrom = 0;
  #ranSince = 0;
  #isFrozen = false;
  #isStopped = false;

  constructor(root: string, plan: SessionPlan, options: PlayOptions) {
    this.id = plan.id;
    this.#speed = options.speed ?? 1;
    this.#headStart = options.headStartSeconds ?? 0;
    const startedAt = Date.now() / 1000 - this.#headStart / this.#speed;
    const livePlan = { ...plan, startedAt: Math.floor(startedAt) };
    this.#simulation = new Simulation(livePlan, 1 / this.#speed);
    this.#index = new IndexDatabase(root);
    this.#index.insert(livePlan, 0, SESSION_STATE.PENDING);
    this.#files = new SessionFolder(root, livePlan, this.#index, false);
    this.folder = this.#files.path;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get masterPid(): number | null {
    return this.#master?.isGone() === false ? this.#master.pid : null;
  }

  truth(): Truth {
    return this.#simulation.truth();
  }

  async start(): Promise<number> {
    const { state } = this.#simulation;
    if (state !== 'PENDING' && state !== 'PAUSED') {
      throw new Error(`A session that is ${state} cannot be started.`);
    }
    const master = await startMasterProcess(this.id);
    this.#master = master;
    this.#simulation.masterPid = master.pid;
    this.#index.setPid(this.id, master.pid);
    void master.gone.then(() => this.#masterIsGone(master));
    const isFirst = state === 'PENDING';
    const headStart = isFirst ? this.#headStart : 0;
    this.#ranSince = Date.now() - (headStart * 1000) / this.#speed;
    this.#ranFrom = this.#simulation.now;
    this.#files.apply(this.#simulation.start(this.#ranSince / 1000));
    this.#tick();
    return master.pid;
  }

  pause(): void {
    if (this.#simulation.state !== 'RUNNING') {
      throw new Error(`A session that is ${this.#simulation.state} cannot be paused.`);
    }
    this.#request('pause');
  }

  abort(): void {
    const { state } = this.#simulation;
    if (!['PENDING', 'RUNNING', 'PAUSING', 'PAUSED'].includes(state)) {
      throw new Error(`A session that is ${state} cannot be aborted.`);
    }
    this.#request('abort');
  }

  /** Pausing or aborting a session whose process is gone marks it FAILED, as the server does. */
  #request(deed: 'pause' | 'abort'): void {
    const { state } = this.#simulation;
    const needsMaster = state === 'RUNNING' || state === 'PAUSING';
    this.#simulation.moveTo(this.#simulatedNow());
    if (needsMaster && this.masterPid === null) {
      this.#files.apply(this.#simulation.request('fail'));
      this.#end();
      return;
    }
    this.#files.apply(this.#simulation.request(deed));
    this.#tick();
  }

  async killMaster(): Promise<void> {
    await this.#master?.kill();
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    this.#tick();
  }

  async stop(): Promise<void> {
    if (this.#isStopped) {
      return;
    }
    this.#isStopped = true;
    this.#clearTimer();
    await this.#master?.kill();
    this.#files.close();
    this.#index.close();
    this.#end();
  }

  #simulatedNow(): number {
    return this.#ranFrom + ((Date.now() - this.#ranSince) / 1000) * this.#speed;
  }

  /** Does what is due, then waits for the next thing. */
  #tick(): void {
    this.#clearTimer();
    if (this.#isStopped || this.#isFrozen) {
      return;
    }
    const now = this.#simulatedNow();
    const effects: Effect[] = [];
    let at = this.#simulation.nextAt();
    // Aborting a pending or paused session needs no master.
    const isAlive = this.masterPid !== null || this.#simulation.state === 'ABORTING';
    while (isAlive && at !== null && at <= now && this.#simulation.state !== 'PENDING') {
      effects.push(...this.#simulation.step());
      at = this.#simulation.nextAt();
    }
    this.#files.apply(effects);
    if (at === null) {
      this.#rest();
    } else if (isAlive) {
      const wait = Math.max(1, ((at - now) * 1000) / this.#speed);
      this.#timer = setTimeout(() => this.#tick(), Math.min(wait, MAX_WAIT_MS));
    }
  }

  /** Paused or over: the master process ends. */
  #rest(): void {
    const isOver = this.#simulation.state !== 'PAUSED';
    void this.#master?.kill();
    if (isOver) {
      this.#end();
    }
  }

  #masterIsGone(master: MasterProcess): void {
    const { state } = this.#simulation;
    if (master === this.#master && (state === 'RUNNING' || state === 'PAUSING')) {
      this.#clearTimer();
      this.#end();
    }
  }

  #clearTimer(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }
}
