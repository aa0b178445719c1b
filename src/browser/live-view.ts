import { askAddress } from './address.ts';
import { fieldsOf } from './ask.ts';
import type { Poll } from './pace.ts';
import type { Parts } from './parts.ts';
import type { Source } from './polling.ts';

/** While nothing changes, everything is requested anyway at this interval: estimates and durations age, too. */
const WHOLE_EVERY_MS = 60_000;

/** The list, a session or an item: the server sends its parts when they have changed. */
export class LiveView implements Source {
  readonly #parts: Parts;
  readonly #shown: () => void;
  #cursor: string | null;
  #poll: Poll;
  /** Fingerprints of parts from the server, in the order in which they came. */
  readonly #known = new Map<string, string>();
  #wholeAt = performance.now();

  /** @param shown called when new parts are shown */
  constructor(root: HTMLElement, parts: Parts, shown: () => void) {
    this.#parts = parts;
    this.#shown = shown;
    this.#cursor = root.dataset.cursor || null;
    this.#poll = pollOf(root.dataset.poll) ?? 'off';
  }

  poll(): Poll {
    return this.#poll;
  }

  address(): string {
    const isDue = this.#poll === 'live' && performance.now() - this.#wholeAt > WHOLE_EVERY_MS;
    if (isDue) this.#wholeAt = performance.now();
    return askAddress(location.search, {
      format: 'parts',
      since: isDue ? null : this.#cursor,
      have: this.#have(),
    });
  }

  /** The parts that the page has, so that only changes are sent. */
  #have(): string {
    const shown = [...this.#known].filter(([id]) => this.#parts.isShown(id));
    return shown.map(([id, print]) => `${id}~${print}`).join('.') || 'none';
  }

  take(data: unknown): 'same' | 'changed' {
    const { cursor, parts, known, poll } = fieldsOf(data);
    const incoming = Object.entries(fieldsOf(parts)).filter(
      (part): part is [string, string] => typeof part[1] === 'string',
    );
    this.#parts.show(incoming);
    const prints = fieldsOf(known);
    for (const [id] of incoming) {
      this.#known.delete(id);
      const print = prints[id];
      if (typeof print === 'string') this.#known.set(id, print);
    }
    this.#shown();
    this.#poll = pollOf(poll) ?? this.#poll;
    const next = typeof cursor === 'string' ? cursor : null;
    const hasChanged = next === null || next !== this.#cursor;
    this.#cursor = next;
    return hasChanged ? 'changed' : 'same';
  }

  /** A cursor from another version of the plugin is not understood: then everything is requested. */
  forget(): boolean {
    if (this.#cursor === null) return false;
    this.#cursor = null;
    return true;
  }
}

function pollOf(value: unknown): Poll | null {
  return value === 'live' || value === 'idle' || value === 'off' ? value : null;
}
