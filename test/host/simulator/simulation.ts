import { type AgendaEntry, Child } from './child.ts';
import {
  type Effect,
  ITEM_STATE,
  inProgress,
  SESSION_STATE,
  type SimulatedState,
} from './effect.ts';
import { Envelope, logName } from './envelope.ts';
import { planItemLog } from './item-log.ts';
import { Line } from './line.ts';
import type { PlannedDeed, PlannedItem, QueueName, SessionPlan } from './plan.ts';
import { seededRandom } from './random.ts';
import { type Truth, TruthKeeper } from './truth.ts';

const QUEUES = ['TRANSFER', 'RESTORE'] as const;
const DEATHS_ALLOWED = 3;

/**
 * The simulated server: hands out, step by step, what it does to its files. It knows no files and no clock:
 * `writeSession` runs it at once, `playSession` in real time.
 */
export class Simulation {
  readonly plan: SessionPlan;
  readonly #envelope: Envelope;
  readonly #children: Child[] = [];
  readonly #waiting: Record<QueueName, Line>;
  readonly #truth: TruthKeeper;
  readonly #deeds: PlannedDeed[];
  readonly #scale: number;
  #state: SimulatedState = 'PENDING';
  #masterPid: number;
  #nextPid: number;
  #deaths = 0;
  #now = 0;
  #stampBase: number;
  #stampSince = 0;
  #resumeAt: number | null = null;
  #abortAt: number | null = null;
  #endedAt: number | null = null;

  /** `scale`: seconds of the log's clock for each simulated second (below 1 when played fast). */
  constructor(plan: SessionPlan, scale = 1) {
    this.plan = plan;
    this.#scale = scale;
    this.#envelope = new Envelope(plan.formatVersion);
    this.#waiting = { TRANSFER: new Line(plan.items), RESTORE: new Line([]) };
    this.#truth = new TruthKeeper(plan.items);
    this.#deeds = [...plan.deeds].sort((a, b) => a.atSeconds - b.atSeconds);
    this.#masterPid = seededRandom(plan.id).int(10_000, 30_000);
    this.#nextPid = this.#masterPid + 1;
    this.#stampBase = plan.startedAt;
    for (const queue of QUEUES) {
      for (let number = 1; number <= plan.children[queue]; number += 1) {
        this.#children.push(new Child(queue, number, this.#takePid()));
      }
    }
  }

  get state(): SimulatedState {
    return this.#state;
  }

  /** The simulated second that was reached. */
  get now(): number {
    return this.#now;
  }

  /** Lets the simulated time pass up to a second at which nothing happens by itself. */
  moveTo(second: number): void {
    this.#now = Math.max(this.#now, second);
  }

  get masterPid(): number {
    return this.#masterPid;
  }

  /** The pid of the real process that plays the master from now on. */
  set masterPid(pid: number) {
    this.#masterPid = pid;
    this.#nextPid = pid + 1;
  }

  /** The simulated second of the next step; null when nothing will happen by itself any more. */
  nextAt(): number | null {
    return this.#nextAction()?.at ?? null;
  }

  /** Does the next step. */
  step(): Effect[] {
    const action = this.#nextAction();
    if (action === null) {
      return [];
    }
    this.#now = Math.max(this.#now, action.at);
    return action.run();
  }

  /** Asks for a pause or an abort now, as the server's API does. */
  request(deed: 'pause' | 'abort' | 'fail'): Effect[] {
    return this.#doDeed({ atSeconds: this.#now, deed });
  }

  /** Starts or resumes; `epoch` is the log's clock at that moment. */
  start(epoch: number): Effect[] {
    this.#stampBase = epoch;
    this.#stampSince = this.#now;
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
        return { at: this.#abortAt ?? this.#now, run: () => this.#finish('ABORTED', 'abort') };
      case 'RUNNING':
      case 'PAUSING':
        return this.#nextOfRunning();
      default:
        return null;
    }
  }

  #nextOfRunning(): AgendaEntry | null {
    let earliest: AgendaEntry | null = null;
    const offer = (entry: AgendaEntry | null): void => {
      if (entry !== null && (earliest === null || entry.at < earliest.at)) {
        earliest = entry;
      }
    };
    const deed = this.#deeds[0];
    if (deed !== undefined && this.#state === 'RUNNING') {
      offer({
        at: Math.max(deed.atSeconds, this.#now),
        run: () => this.#doDeed(this.#deeds.shift() ?? deed),
      });
    }
    for (const child of this.#children) {
      offer(this.#nextOfChild(child));
    }
    if (earliest === null && this.#state === 'PAUSING') {
      return { at: this.#now, run: () => this.#pause() };
    }
    return earliest ?? { at: this.#now, run: () => this.#finish('COMPLETED', 'complete') };
  }

  #nextOfChild(child: Child): AgendaEntry | null {
    const entry = child.peek();
    if (entry !== null) {
      return {
        at: entry.at,
        run: () => {
          child.advance();
          return entry.run();
        },
      };
    }
    if (child.done || this.#state === 'PAUSING') {
      return null;
    }
    if (!this.#waiting[child.queue].isEmpty) {
      return { at: this.#now, run: () => this.#take(child) };
    }
    return this.#hasMoreFor(child.queue)
      ? null
      : { at: this.#now, run: () => this.#completeChild(child) };
  }

  #hasMoreFor(queue: QueueName): boolean {
    return (
      queue === 'RESTORE' &&
      (!this.#waiting.TRANSFER.isEmpty ||
        this.#children.some((child) => child.queue === 'TRANSFER' && child.item !== null))
    );
  }

  #begin(): Effect[] {
    this.#state = 'RUNNING';
    const count = this.plan.items.length;
    const size = this.plan.items.reduce((sum, item) => sum + item.size, 0);
    const lines = [
      this.#master('start', {}),
      this.#master('initiator', { msg: this.plan.initiator }),
      this.#master('version', {
        msg: this.plan.formatVersion === '1.6' ? '1.6' : Number(this.plan.formatVersion),
      }),
    ];
    for (const queue of QUEUES) {
      lines.push(this.#master('queue_count', { queue, msg: count }));
      if (this.plan.formatVersion !== '1.6') {
        lines.push(this.#master('queue_size', { queue, msg: size }));
      }
    }
    lines.push(this.#master('remotehost', { msg: this.plan.sourceHost }));
    return [{ to: 'index', state: SESSION_STATE.RUNNING, endedAt: null }, ...lines];
  }

  #take(child: Child): Effect[] {
    const item = this.#waiting[child.queue].take();
    if (item === undefined) {
      return [];
    }
    const { queue } = child;
    const { pid } = child;
    const fields = this.#envelope.itemFields(item, queue, child.number);
    const file = logName(item, queue);
    const line = (action: string, more: Parameters<Envelope['control']>[2]): Effect => ({
      to: 'master',
      text: this.#envelope.control(pid, action, { ...fields, ...more }, this.#stamp()),
    });
    this.#truth.take(item);
    child.take(item, this.#agendaFor(child, item, file));
    const effects: Effect[] = [line('start', {}), line('process-item', { msg: file })];
    if (this.plan.formatVersion !== '1.6') {
      effects.push(line('start-item', { msg: { size: item.size } }));
    }
    effects.push(this.#queueRow(item, inProgress(queue), pid));
    if (this.plan.itemLogs !== 'none') {
      effects.push({ to: 'itemOpen', file });
    }
    return effects;
  }

  #agendaFor(child: Child, item: PlannedItem, file: string): AgendaEntry[] {
    const startedAt = this.#now;
    const agenda: AgendaEntry[] = [];
    const { pid } = child;
    if (this.plan.itemLogs !== 'none') {
      const random = seededRandom(`${this.plan.seed}/${file}`);
      const texts = planItemLog(
        item,
        child.queue,
        this.#envelope,
        pid,
        this.plan.sourceHost,
        this.plan.itemLogs,
        random,
      );
      for (const { atSeconds, write } of texts) {
        agenda.push({
          at: startedAt + atSeconds,
          run: () => [{ to: 'item', file, text: write(this.#stamp()) }],
        });
      }
    }
    agenda.push({
      at: startedAt + item.seconds[child.queue],
      run: () => this.#endItem(child, item, file),
    });
    return agenda;
  }

  #endItem(child: Child, item: PlannedItem, file: string): Effect[] {
    const name = child.queue.toLowerCase();
    if (item.fate === `dies-${name}`) {
      return this.#childDies(child, item);
    }
    const closing: Effect[] = this.plan.itemLogs === 'none' ? [] : [{ to: 'itemClose', file }];
    if (item.fate === `failed-${name}`) {
      return [
        ...closing,
        ...this.#fail(child, item, item.failure ?? 'The item failed.', child.pid),
      ];
    }
    const isLast = child.queue === 'RESTORE';
    const issues = isLast ? item.issues : [];
    const action =
      issues.length > 0 && this.plan.formatVersion !== '1.6' ? 'warning-item' : 'success-item';
    const message =
      isLast && this.plan.formatVersion !== '1.6' ? `${item.label} Restore Complete` : null;
    const text = this.#envelope.control(
      child.pid,
      action,
      {
        ...this.#envelope.itemFields(item, child.queue, child.number),
        msg: this.#envelope.outcome(item, issues, message),
      },
      this.#stamp(),
    );
    if (isLast) {
      this.#truth.finish(item);
    } else {
      this.#waiting.RESTORE.add(item);
    }
    const state = isLast ? ITEM_STATE.COMPLETED : ITEM_STATE.RESTORE_PENDING;
    return [...closing, { to: 'master', text }, this.#queueRow(item, state, 0)];
  }

  /** A failure in TRANSFER is told once more for RESTORE, by the same process. */
  #fail(child: Child, item: PlannedItem, failure: string, pid: number): Effect[] {
    const effects: Effect[] = [];
    const tell = (
      queue: QueueName,
      action: string,
      msg: Parameters<Envelope['control']>[2],
    ): void => {
      const fields = this.#envelope.itemFields(item, queue, child.number, pid === child.pid);
      const text = this.#envelope.control(pid, action, { ...fields, msg }, this.#stamp());
      effects.push({ to: 'master', text });
    };
    const msg = this.#envelope.failure(item, failure);
    tell(child.queue, 'failed-item', msg);
    if (child.queue === 'TRANSFER') {
      if (this.plan.formatVersion !== '1.6') {
        tell('RESTORE', 'start-item', { size: item.size });
      }
      tell('RESTORE', 'failed-item', msg);
    }
    this.#truth.fail(item, failure);
    effects.push(this.#queueRow(item, ITEM_STATE.FAILED, 0));
    return effects;
  }

  /** The item's log keeps its dot and its half line; the master tells of the failure in the child's place. */
  #childDies(child: Child, item: PlannedItem): Effect[] {
    this.#deaths += 1;
    const deadPid = child.pid;
    child.pid = this.#takePid();
    const failure = `The “${child.queue}” processor child exited unexpectedly and did not report an error.`;
    return [
      { to: 'errorLog', text: `Child ${deadPid} ended with signal 9 at example.pm line 71.\n` },
      this.#master('child-failed', {
        msg: `${this.#deaths}/${DEATHS_ALLOWED}`,
        queue: child.queue,
        child_number: child.number,
      }),
      ...this.#fail(child, item, failure, this.#masterPid),
    ];
  }

  #completeChild(child: Child): Effect[] {
    child.done = true;
    const contents = { queue: child.queue, child_number: child.number };
    return [
      {
        to: 'master',
        text: this.#envelope.control(child.pid, 'complete', contents, this.#stamp()),
      },
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
      const resumeAfter = deed.resumeAfterSeconds ?? null;
      this.#resumeAt = resumeAfter === null ? null : -resumeAfter;
      return [
        { to: 'flag', name: '.pause', on: true },
        { to: 'index', state: SESSION_STATE.PAUSING, endedAt: null },
        this.#master('pausing', {}),
      ];
    }
    const wasWorking = this.#state !== 'PENDING' && this.#state !== 'PAUSED';
    this.#state = 'ABORTING';
    this.#abortAt = wasWorking ? this.#now + 2 : this.#now;
    return [
      { to: 'flag', name: '.abort', on: true },
      { to: 'index', state: SESSION_STATE.ABORTING, endedAt: null },
      this.#master('aborting', {}),
    ];
  }

  #pause(): Effect[] {
    this.#state = 'PAUSED';
    // While pausing, the wait after the pause is kept as a negative number.
    this.#resumeAt = this.#resumeAt === null ? null : this.#now - this.#resumeAt;
    return [
      this.#master('pause', {}),
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
      this.#master('resume', {}),
    ];
  }

  #finish(state: 'COMPLETED' | 'ABORTED' | 'FAILED', action: string): Effect[] {
    const wasAborting = state === 'ABORTED';
    this.#state = state;
    const line = this.#master(action, {});
    this.#endedAt = this.#stamp();
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

  #master(action: string, contents: Parameters<Envelope['control']>[2]): Effect {
    const all = { child_number: 0, ...contents };
    const text = this.#envelope.control(this.#masterPid, action, all, this.#stamp());
    return { to: 'master', text };
  }

  #queueRow(item: PlannedItem, state: number, pid: number): Effect {
    return { to: 'queue', type: item.type, name: item.name, state, pid };
  }

  #takePid(): number {
    const pid = this.#nextPid;
    this.#nextPid += 1;
    return pid;
  }

  /** Epoch seconds of the simulated now. */
  #stamp(): number {
    return Math.floor(this.#stampBase + (this.#now - this.#stampSince) * this.#scale);
  }
}
