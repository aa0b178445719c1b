import type { AgendaEntry } from './child.ts';
import { Clock } from './clock.ts';
import { Crew } from './crew.ts';
import { type Effect, SESSION_STATE, type SimulatedState } from './effect.ts';
import { MasterLines } from './master-lines.ts';
import type { PlannedDeed, SessionPlan } from './plan.ts';
import { seededRandom } from './random.ts';
import { type Truth, TruthKeeper } from './truth.ts';

/**
 * The simulated server: produces, step by step, the changes that it makes to its files. It knows no files and no clock:
 * `writeSession` runs it at once, `playSession` in real time.
 */
export class Simulation {
  readonly plan: SessionPlan;
  readonly #lines: MasterLines;
  readonly #clock: Clock;
  readonly #crew: Crew;
  readonly #truth: TruthKeeper;
  readonly #deeds: PlannedDeed[];
  #state: SimulatedState = 'PENDING';
  #resumeAfter: number | null = null;
  #resumeAt: number | null = null;
  #abortAt: number | null = null;
  #endedAt: number | null = null;

  /** `scale`: seconds of the log's clock for each simulated second (below 1 when played fast). */
  constructor(plan: SessionPlan, scale = 1) {
    this.plan = plan;
    this.#lines = new MasterLines(plan);
    this.#clock = new Clock(plan.startedAt, scale);
    this.#truth = new TruthKeeper(plan.items);
    this.#deeds = [...plan.deeds].sort((a, b) => a.atSeconds - b.atSeconds);
    const masterPid = seededRandom(plan.id).int(10_000, 30_000);
    this.#crew = new Crew(plan, this.#lines, this.#clock, this.#truth, masterPid);
  }

  get state(): SimulatedState {
    return this.#state;
  }

  /** The simulated second that was reached. */
  get now(): number {
    return this.#clock.now;
  }

  /** Lets the simulated time pass up to a second at which nothing happens by itself. */
  moveTo(second: number): void {
    this.#clock.moveTo(second);
  }

  get masterPid(): number {
    return this.#crew.masterPid;
  }

  /** The pid of the real process that plays the master from now on. */
  set masterPid(pid: number) {
    this.#crew.masterPid = pid;
  }

  /** The simulated second of the next step; null when nothing will happen by itself any more. */
  nextAt(): number | null {
    return this.#nextAction()?.at ?? null;
  }

  /** Carries out the next step. */
  step(): Effect[] {
    const action = this.#nextAction();
    if (action === null) {
      return [];
    }
    this.#clock.moveTo(action.at);
    return action.run();
  }

  /** Asks for a pause or an abort now, as the server's API does. */
  request(deed: 'pause' | 'abort' | 'fail'): Effect[] {
    return this.#doDeed({ atSeconds: this.#clock.now, deed });
  }

  /** Starts or resumes; `epoch` is the log's clock at that moment. */
  start(epoch: number): Effect[] {
    this.#clock.set(epoch);
    return this.#state === 'PAUSED' ? this.#resume() : this.#begin();
  }

  truth(): Truth {
    return this.#truth.report(this.plan.id, this.#state, this.plan.startedAt, this.#endedAt);
  }

  #nextAction(): AgendaEntry | null {
    switch (this.#state) {
      case 'PENDING':
        return { at: 0, run: () => this.#begin() };
      case 'PAUSED':
        return this.#resumeAt === null ? null : { at: this.#resumeAt, run: () => this.#resume() };
      case 'ABORTING':
        return {
          at: this.#abortAt ?? this.#clock.now,
          run: () => this.#finish('ABORTED', 'abort'),
        };
      case 'RUNNING':
      case 'PAUSING':
        return this.#nextOfRunning();
      default:
        return null;
    }
  }

  #nextOfRunning(): AgendaEntry {
    const { now } = this.#clock;
    const isPausing = this.#state === 'PAUSING';
    const next = this.#crew.next(isPausing);
    const deed = this.#deeds[0];
    if (deed !== undefined && next !== null && !isPausing && deed.atSeconds <= next.at) {
      return {
        at: Math.max(deed.atSeconds, now),
        run: () => {
          this.#deeds.shift();
          return this.#doDeed(deed);
        },
      };
    }
    if (next !== null) {
      return next;
    }
    return isPausing
      ? { at: now, run: () => this.#pause() }
      : { at: now, run: () => this.#finish('COMPLETED', 'complete') };
  }

  #begin(): Effect[] {
    this.#state = 'RUNNING';
    return [
      { to: 'index', state: SESSION_STATE.RUNNING, endedAt: null },
      { to: 'master', text: this.#lines.begin(this.masterPid, this.#clock.stamp()) },
    ];
  }

  #doDeed(deed: PlannedDeed): Effect[] {
    if (deed.deed === 'fail') {
      return [
        { to: 'errorLog', text: 'The connection to the source server is gone.\n' },
        ...this.#finish('FAILED', 'fail'),
      ];
    }
    if (deed.deed === 'pause') {
      this.#state = 'PAUSING';
      this.#resumeAfter = deed.resumeAfterSeconds ?? null;
      return [
        { to: 'flag', name: '.pause', on: true },
        { to: 'index', state: SESSION_STATE.PAUSING, endedAt: null },
        this.#master('pausing'),
      ];
    }
    const wasWorking = this.#state !== 'PENDING' && this.#state !== 'PAUSED';
    this.#state = 'ABORTING';
    this.#abortAt = wasWorking ? this.#clock.now + 2 : this.#clock.now;
    return [
      { to: 'flag', name: '.abort', on: true },
      { to: 'index', state: SESSION_STATE.ABORTING, endedAt: null },
      this.#master('aborting'),
    ];
  }

  #pause(): Effect[] {
    this.#state = 'PAUSED';
    this.#resumeAt = this.#resumeAfter === null ? null : this.#clock.now + this.#resumeAfter;
    return [
      this.#master('pause'),
      { to: 'flag', name: '.pause', on: false },
      { to: 'flag', name: 'pause', on: true },
      { to: 'index', state: SESSION_STATE.PAUSED, endedAt: null },
    ];
  }

  #resume(): Effect[] {
    this.#state = 'RUNNING';
    this.#resumeAt = null;
    return [
      { to: 'flag', name: 'pause', on: false },
      { to: 'index', state: SESSION_STATE.RUNNING, endedAt: null },
      this.#master('resume'),
    ];
  }

  #finish(state: 'COMPLETED' | 'ABORTED' | 'FAILED', action: string): Effect[] {
    const wasAborting = state === 'ABORTED';
    this.#state = state;
    const line = this.#master(action);
    this.#endedAt = this.#clock.stamp();
    const flags: Effect[] = wasAborting
      ? [
          { to: 'flag', name: '.abort', on: false },
          { to: 'flag', name: 'abort', on: true },
        ]
      : [];
    return [
      line,
      ...flags,
      { to: 'masterClose' },
      // The server sets no end time on an aborted session.
      { to: 'index', state: SESSION_STATE[state], endedAt: wasAborting ? null : this.#endedAt },
    ];
  }

  #master(action: string, contents: Parameters<MasterLines['master']>[3] = {}): Effect {
    const text = this.#lines.master(this.masterPid, this.#clock.stamp(), action, contents);
    return { to: 'master', text };
  }
}
