import { Idiomorph } from 'idiomorph';
import { enhance, markChangedRows, parsePart, quietLiveRegions } from './incoming-part.ts';
import { type Reader, selectedRange } from './reader.ts';
import { keepOrder, keepSteady } from './row-order.ts';

/** How long rows keep their order under a pointer that rests on them. */
const MAX_HOLD_MS = 4_000;

/** The parts of the page that the server sends again, and those that are still waiting to be shown. */
export class Parts {
  readonly #root: HTMLElement;
  readonly #reader: Reader;
  /** At most one entry a part: the latest HTML. */
  readonly #shown = new Map<string, string>();
  readonly #held = new Map<string, { html: string; since: number }>();
  /** Parts whose rows are not in the server's order. */
  readonly #unsorted = new Set<string>();
  /** Rows that have come since all were in order. */
  readonly #news = new Set<string>();
  readonly #sortButton: HTMLElement | null;

  constructor(root: HTMLElement, reader: Reader) {
    this.#root = root;
    this.#reader = reader;
    enhance(root);
    this.#sortButton = root.querySelector<HTMLElement>('[data-sort-again]');
    this.#sortButton?.addEventListener('click', () => this.#sort());
    // A reader who has looked elsewhere finds the worst at the top again.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#sort();
    });
  }

  /** Puts all rows into the server's order, now that this surprises nobody. */
  #sort(): void {
    const parts = [...this.#unsorted];
    this.#unsorted.clear();
    this.#news.clear();
    for (const id of parts) this.#morph(id, this.#shown.get(id) ?? '', selectedRange(), true);
    this.#offerSorting();
  }

  #offerSorting(): void {
    if (this.#sortButton) this.#sortButton.hidden = this.#unsorted.size === 0;
  }

  /** Updates parts: id of the element → its HTML. */
  show(parts: Iterable<[string, string]>): void {
    const selected = selectedRange();
    this.#reader.keepPlaceDuring(() => {
      for (const [id, html] of parts) {
        if (this.#shown.get(id) !== html || !this.isShown(id)) this.#morph(id, html, selected);
      }
    });
    this.#offerSorting();
  }

  /** Whether a part is on the page, including its contents. */
  isShown(id: string): boolean {
    const part = this.#find(id);
    return part !== null && part.dataset.later === undefined;
  }

  #find(id: string): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>(`[data-part="${CSS.escape(id)}"]`);
  }

  /** Shows what was held back, once the reader has moved on or has held it for too long. To be called regularly. */
  settle(): void {
    if (this.#held.size === 0) return;
    const selected = selectedRange();
    this.#reader.keepPlaceDuring(() => {
      for (const [id, { html }] of this.#held) this.#morph(id, html, selected);
    });
  }

  #morph(id: string, html: string, selected: Range | null, sorts = document.hidden): void {
    const part = this.#find(id);
    const incoming = parsePart(id, html);
    if (!part || !incoming) return;
    this.#shown.set(id, html);
    enhance(incoming);
    quietLiveRegions(part, incoming);
    markChangedRows(part, incoming);
    if (!sorts && keepSteady(part, incoming, this.#news)) this.#unsorted.add(id);
    else this.#unsorted.delete(id);
    const since = this.#held.get(id)?.since ?? performance.now();
    const mayHold = performance.now() - since < MAX_HOLD_MS;
    let isHeld = keepOrder(
      part,
      incoming,
      (list) => selected?.intersectsNode(list) === true || (mayHold && this.#reader.pointsAt(list)),
    );
    Idiomorph.morph(part, incoming, {
      morphStyle: 'outerHTML',
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeRemoved: (old: Node) => !isFetched(old),
        beforeNodeMorphed: (old: Node, next: Node) => {
          if (isFetched(old) || isPlace(next)) return false;
          if (old.isEqualNode(next)) return false;
          if (old instanceof Element) return !old.hasAttribute('data-copied');
          if (!selected?.intersectsNode(old)) return true;
          isHeld = true;
          return false;
        },
        beforeAttributeUpdated: (name, element) => !isReaders(name, element),
      },
    });
    if (isHeld) this.#held.set(id, { html, since });
    else this.#held.delete(id);
  }
}

/** Whether it was fetched when the reader opened a row: the server's parts are without it. */
function isFetched(node: Node): boolean {
  return node instanceof HTMLElement && node.dataset.fetched !== undefined;
}

/** Whether it is a part that changes by itself: the part around it comes with an empty place for it. */
function isPlace(node: Node): boolean {
  return node instanceof HTMLElement && node.dataset.later !== undefined;
}

/** Whether an attribute holds something that the reader did: opened something, or typed into it. */
function isReaders(name: string, element: Element): boolean {
  if (name === 'aria-expanded') return true;
  if (name === 'open') return element instanceof HTMLDetailsElement;
  if (name === 'checked') {
    return element instanceof HTMLInputElement && element.checked !== element.defaultChecked;
  }
  if (name !== 'value') return false;
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return isField && element.value !== element.defaultValue;
}
