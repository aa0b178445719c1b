import { type AgendaEntry, Child } from './child.ts';
import type { Clock } from './clock.ts';
import { type Effect, ITEM_STATE, inProgress } from './effect.ts';
import { logName } from './envelope.ts';
import { planItemLog } from './item-log.ts';
import { Line } from './line.ts';
import type { MasterLines, Writer } from './master-lines.ts';
import type { PlannedItem, QueueName, SessionPlan } from './plan.ts';
import { seededRandom } from './random.ts';
import type { TruthKeeper } from './truth.ts';

const QUEUES = ['TRANSFER', 'RESTORE'] as const;
const DEATHS_ALLOWED = 3;

/** The workers of both queues: who takes what, works on it, and how that ends. */
export class Crew {
  readonly #plan: SessionPlan;
  readonly #lines: MasterLines;
  readonly #clock: Clock;
  readonly #truth: TruthKeeper;
  readonly #children: Child[] = [];
  readonly #waiting: Record<QueueName, Line>;
  #masterPid: number;
  #nextPid: number;
  #deaths = 0;

  constructor(
    plan: SessionPlan,
    lines: MasterLines,
    clock: Clock,
    truth: TruthKeeper,
    masterPid: number,
  ) {
    this.#plan = plan;
    this.#lines = lines;
    this.#clock = clock;
    this.#truth = truth;
    this.#waiting = { TRANSFER: new Line(plan.items), RESTORE: new Line([]) };
    this.#masterPid = masterPid;
    this.#nextPid = masterPid + 1;
    for (const queue of QUEUES) {
      for (let number = 1; number <= plan.children[queue]; number += 1) {
        this.#children.push(new Child(queue, number, this.#takePid()));
      }
    }
  }

  get masterPid(): number {
    return this.#masterPid;
  }

  /** The pid of the real process that plays the master from now on. */
  set masterPid(pid: number) {
    this.#masterPid = pid;
    this.#nextPid = pid + 1;
  }

  /** The next thing that a worker will do; null when all are idle. While pausing nobody takes a new item. */
  next(isPausing: boolean): AgendaEntry | null {
    let earliest: AgendaEntry | null = null;
    for (const child of this.#children) {
      const entry = this.#nextOfChild(child, isPausing);
      if (entry !== null && (earliest === null || entry.at < earliest.at)) {
        earliest = entry;
      }
    }
    return earliest;
  }

  #nextOfChild(child: Child, isPausing: boolean): AgendaEntry | null {
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
    if (child.done || isPausing) {
      return null;
    }
    if (!this.#waiting[child.queue].isEmpty) {
      return { at: this.#clock.now, run: () => this.#take(child) };
    }
    return this.#hasMoreFor(child.queue)
      ? null
      : { at: this.#clock.now, run: () => this.#completeChild(child) };
  }

  #hasMoreFor(queue: QueueName): boolean {
    return (
      queue === 'RESTORE' &&
      (!this.#waiting.TRANSFER.isEmpty ||
        this.#children.some((child) => child.queue === 'TRANSFER' && child.item !== null))
    );
  }

  #take(child: Child): Effect[] {
    const item = this.#waiting[child.queue].take();
    if (item === undefined) {
      return [];
    }
    const file = logName(item, child.queue);
    this.#truth.take(item);
    child.take(item, this.#agendaFor(child, item, file));
    const text = this.#lines.take(item, child.queue, this.#writer(child));
    return [
      { to: 'master', text },
      this.#queueRow(item, inProgress(child.queue), child.pid),
      ...(this.#plan.itemLogs === 'none' ? [] : [{ to: 'itemOpen', file } as const]),
    ];
  }

  #agendaFor(child: Child, item: PlannedItem, file: string): AgendaEntry[] {
    const startedAt = this.#clock.now;
    const agenda: AgendaEntry[] = [];
    const { pid } = child;
    if (this.#plan.itemLogs !== 'none') {
      const random = seededRandom(`${this.#plan.seed}/${file}`);
      const texts = planItemLog(
        item,
        child.queue,
        this.#lines.envelope,
        pid,
        this.#plan.sourceHost,
        this.#plan.itemLogs,
        random,
      );
      for (const { atSeconds, write } of texts) {
        agenda.push({
          at: startedAt + atSeconds,
          run: () => [{ to: 'item', file, text: write(this.#clock.stamp()) }],
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
    const closing: Effect[] = this.#plan.itemLogs === 'none' ? [] : [{ to: 'itemClose', file }];
    if (item.fate === `failed-${name}`) {
      const failure = item.failure ?? 'The item failed.';
      return [...closing, ...this.#fail(child, item, failure, this.#writer(child))];
    }
    const text = this.#lines.success(item, child.queue, this.#writer(child));
    const isLast = child.queue === 'RESTORE';
    if (isLast) {
      this.#truth.finish(item);
    } else {
      this.#waiting.RESTORE.add(item);
    }
    const state = isLast ? ITEM_STATE.COMPLETED : ITEM_STATE.RESTORE_PENDING;
    return [...closing, { to: 'master', text }, this.#queueRow(item, state, 0)];
  }

  #fail(child: Child, item: PlannedItem, failure: string, writer: Writer): Effect[] {
    this.#truth.fail(item, failure);
    return [
      { to: 'master', text: this.#lines.failure(item, child.queue, writer, failure) },
      this.#queueRow(item, ITEM_STATE.FAILED, 0),
    ];
  }

  /** The item's log keeps its dot and its half line; the master reports the failure in place of the worker. */
  #childDies(child: Child, item: PlannedItem): Effect[] {
    this.#deaths += 1;
    const deadPid = child.pid;
    child.pid = this.#takePid();
    const failure = `The “${child.queue}” processor child exited unexpectedly and did not report an error.`;
    const told = this.#lines.master(this.#masterPid, this.#clock.stamp(), 'child-failed', {
      msg: `${this.#deaths}/${DEATHS_ALLOWED}`,
      queue: child.queue,
      child_number: child.number,
    });
    return [
      { to: 'errorLog', text: `Child ${deadPid} ended with signal 9 at example.pm line 71.\n` },
      { to: 'master', text: told },
      ...this.#fail(child, item, failure, {
        ...this.#writer(child),
        pid: this.#masterPid,
        isMaster: true,
      }),
    ];
  }

  #completeChild(child: Child): Effect[] {
    child.done = true;
    const contents = { queue: child.queue, child_number: child.number };
    const text = this.#lines.master(child.pid, this.#clock.stamp(), 'complete', contents);
    return [{ to: 'master', text }];
  }

  #writer(child: Child): Writer {
    const { number: childNumber, pid } = child;
    return { childNumber, pid, time: this.#clock.stamp(), isMaster: false };
  }

  #queueRow(item: PlannedItem, state: number, pid: number): Effect {
    return { to: 'queue', type: item.type, name: item.name, state, pid };
  }

  #takePid(): number {
    const pid = this.#nextPid;
    this.#nextPid += 1;
    return pid;
  }
}
