import type { Effect } from './effect.ts';
import type { PlannedItem, QueueName } from './plan.ts';

/** Something that a child will do at a simulated second. */
export interface AgendaEntry {
  at: number;
  run(): Effect[];
}

/** One worker process of a queue: what it works on, and what it will do next. */
export class Child {
  readonly queue: QueueName;
  readonly number: number;
  pid: number;
  item: PlannedItem | null = null;
  /** Told that there is no more work for it. */
  done = false;
  #agenda: AgendaEntry[] = [];
  #next = 0;

  constructor(queue: QueueName, number: number, pid: number) {
    this.queue = queue;
    this.number = number;
    this.pid = pid;
  }

  /** Takes an item, with all that will happen to it, in the order of time. */
  take(item: PlannedItem, agenda: AgendaEntry[]): void {
    this.item = item;
    this.#agenda = agenda;
    this.#next = 0;
  }

  /** The next thing to do, or null when idle. */
  peek(): AgendaEntry | null {
    return this.#agenda[this.#next] ?? null;
  }

  advance(): void {
    this.#next += 1;
    if (this.#next >= this.#agenda.length) {
      this.item = null;
      this.#agenda = [];
      this.#next = 0;
    }
  }
}
