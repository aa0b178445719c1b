/** A reader who has not moved for this long is not about to click. */
const BUSY_MS = 10_000;

/** The selected text; null when there is none. To be asked for once an update: each time costs a layout. */
export function selectedRange(): Range | null {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  return selection.getRangeAt(0);
}

/** What the reader is doing at the moment, as far as an update must respect it. */
export class Reader {
  readonly #root: HTMLElement;
  #movedAt = Number.NEGATIVE_INFINITY;
  #hasMouse = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    const move = (event: Event) => {
      this.#movedAt = performance.now();
      if (event instanceof PointerEvent) this.#hasMouse = event.pointerType !== 'touch';
    };
    for (const name of ['pointermove', 'pointerdown', 'keydown']) {
      root.addEventListener(name, move, { passive: true });
    }
  }

  /** The pointer is over it: its rows must not move. */
  pointsAt(list: Element): boolean {
    return this.#hasMouse && list.matches(':hover');
  }

  /** Makes a change, and scrolls so that what the reader points at, or has the focus in, stays in place. */
  keepPlaceDuring(change: () => void): void {
    const anchor = this.#anchor();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (!anchor?.isConnected || before === undefined) return;
    const moved = anchor.getBoundingClientRect().top - before;
    if (Math.abs(moved) >= 1) scrollerOf(this.#root).scrollBy({ top: moved, behavior: 'instant' });
  }

  #anchor(): Element | null {
    // A page at its top stays there once its reader has left.
    const isLeft = performance.now() - this.#movedAt > BUSY_MS;
    if (isLeft && scrollerOf(this.#root).scrollTop === 0) return null;
    const under = this.#hasMouse ? this.#root.querySelector('[data-part]:hover') : null;
    const focused = document.activeElement;
    const own = focused && this.#root.contains(focused) ? focused.closest('[data-part]') : null;
    // Somebody who types looks there, wherever the pointer is.
    const part = focused?.matches('input, textarea') ? (own ?? under) : (under ?? own);
    if (part === null) return null;
    const { top, bottom } = part.getBoundingClientRect();
    return bottom > 0 && top < innerHeight ? part : null;
  }
}

/** The element that scrolls when the page is scrolled: a box of WHM's, or the document. */
export function scrollerOf(element: Element): Element {
  for (let box = element.parentElement; box !== null; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    const scrolls = overflowY === 'auto' || overflowY === 'scroll';
    if (scrolls && box.scrollHeight > box.clientHeight && box !== document.body) return box;
  }
  return document.scrollingElement ?? document.documentElement;
}
