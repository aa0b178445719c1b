import { areKeysOff, Memory } from './memory.ts';

/** Key → what it does, by the names that the links have. Capital letters go backwards. */
const KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    e: '[data-move="next-error"]',
    E: '[data-move="previous-error"]',
    n: '[data-move="next-match"]',
    N: '[data-move="previous-match"]',
    g: '[data-step="start"]',
    G: '[data-step="end"]',
    '[': '[data-step="earlier"]',
    ']': '[data-step="later"]',
    f: '[data-follow]',
    w: '[data-wrap]',
  }),
);

/** Remembers, for the next page, that its reader moves by keys. */
const MOVED_BY_KEY = 'tm-moved-by-key';

/**
 * Single keys move through the log while the focus is on its lines, and nowhere else, so that they take no key from WHM
 * or from a field.
 */
export function listenForKeys(root: HTMLElement, list: HTMLElement): void {
  for (const [key, selector] of KEYS) {
    for (const target of root.querySelectorAll<HTMLElement>(selector)) {
      target.setAttribute('aria-keyshortcuts', key === key.toLowerCase() ? key : `Shift+${key}`);
      target.title = `Key ${key}, when the focus is on the lines`;
    }
  }
  const memory = new Memory(() => sessionStorage);
  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (areKeysOff()) return;
    const selector = KEYS.get(event.key);
    const target = selector === undefined ? null : root.querySelector<HTMLElement>(selector);
    if (!target) return;
    event.preventDefault();
    if (target instanceof HTMLAnchorElement) memory.set(MOVED_BY_KEY, true);
    target.click();
  });
  if (memory.has(MOVED_BY_KEY)) {
    memory.set(MOVED_BY_KEY, false);
    list.focus({ preventScroll: true });
  }
}
