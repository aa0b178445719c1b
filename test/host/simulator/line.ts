import type { PlannedItem } from './plan.ts';

/** Items that wait in a queue, first in, first out; taking one costs the same however many wait. */
export class Line {
  readonly #items: PlannedItem[];
  #next = 0;

  constructor(items: readonly PlannedItem[]) {
    this.#items = [...items];
  }

  get isEmpty(): boolean {
    return this.#next >= this.#items.length;
  }

  add(item: PlannedItem): void {
    this.#items.push(item);
  }

  take(): PlannedItem | undefined {
    const item = this.#items[this.#next];
    this.#next += item === undefined ? 0 : 1;
    return item;
  }
}
