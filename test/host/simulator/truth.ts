import type { SimulatedState } from './effect.ts';
import type { PlannedIssue, PlannedItem } from './plan.ts';

export type TrueStatus = 'pending' | 'active' | 'success' | 'warning' | 'failed' | 'unfinished';

export interface TrueItem {
  type: string;
  name: string;
  localName: string;
  status: TrueStatus;
  /** The messages that the log has reported so far. */
  issues: PlannedIssue[];
  failure: string | null;
}

/** What really happened, for tests to compare a reader's answer with. */
export interface Truth {
  id: string;
  state: SimulatedState;
  startedAt: number;
  endedAt: number | null;
  items: TrueItem[];
  counts: Record<TrueStatus, number>;
  issueCounts: Record<'failure' | PlannedIssue['kind'], number>;
}

/** Keeps the score of a simulation. */
export class TruthKeeper {
  readonly #items = new Map<PlannedItem, TrueItem>();

  constructor(items: readonly PlannedItem[]) {
    for (const item of items) {
      const { type, name, localName } = item;
      const status = 'pending';
      this.#items.set(item, { type, name, localName, status, issues: [], failure: null });
    }
  }

  take(item: PlannedItem): void {
    this.#set(item, { status: 'active' });
  }

  finish(item: PlannedItem): void {
    const status = item.issues.length > 0 ? 'warning' : 'success';
    this.#set(item, { status, issues: item.issues });
  }

  fail(item: PlannedItem, failure: string): void {
    this.#set(item, { status: 'failed', failure });
  }

  #set(item: PlannedItem, change: Partial<TrueItem>): void {
    const known = this.#items.get(item);
    if (known !== undefined) {
      this.#items.set(item, { ...known, ...change });
    }
  }

  report(id: string, state: SimulatedState, startedAt: number, endedAt: number | null): Truth {
    const isOver = state === 'COMPLETED' || state === 'FAILED' || state === 'ABORTED';
    const counts = { pending: 0, active: 0, success: 0, warning: 0, failed: 0, unfinished: 0 };
    const issueCounts = { failure: 0, dangerous: 0, altered: 0, skipped: 0, warning: 0 };
    const items = [...this.#items.values()].map((item): TrueItem => {
      const isOpen = item.status === 'pending' || item.status === 'active';
      return isOver && isOpen ? { ...item, status: 'unfinished' } : item;
    });
    for (const item of items) {
      counts[item.status] += 1;
      issueCounts.failure += item.status === 'failed' ? 1 : 0;
      for (const { kind } of item.issues) {
        issueCounts[kind] += 1;
      }
    }
    return { id, state, startedAt, endedAt, items, counts, issueCounts };
  }
}
