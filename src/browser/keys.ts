import { openHelp } from './key-help.ts';
import { areKeysOff } from './memory.ts';

/** What `j` and `k` move through: the link or title of each row, by view. */
const ROWS =
  '.tm-session-name > a, .tm-row-title, .tm-group > summary, .tm-name-cell > a.tm-strong, .tm-line-name a.tm-strong';
const FAILED_ROWS = '.tm-tone-bad .tm-row-title, .tm-row-failed a.tm-strong';
/** The most useful search field of a view comes first. */
const SEARCHES = '#tm-log-q, #tm-q, #tm-account';

/** Key → what it does; false where the page has nothing that it applies to. */
type Actions = ReadonlyMap<string, () => boolean>;

/**
 * Single keys for people who work with the page for hours. They work while the focus is on the page and not in a field;
 * the lines of a log have more.
 */
export function listenForPageKeys(root: HTMLElement, turnTimes: () => true): void {
  const actions: Actions = new Map([
    ['/', () => goTo(root.querySelector<HTMLInputElement>(SEARCHES))],
    ['?', () => openHelp(root)],
    ['j', () => goTo(nextOf(root, ROWS, 1))],
    ['k', () => goTo(nextOf(root, ROWS, -1))],
    ['e', () => press(root, '[data-move="next-error"]') || goTo(nextOf(root, FAILED_ROWS, 1))],
    ['t', turnTimes],
  ]);
  // Before WHM's own keys: the focus shows which page is meant.
  addEventListener('keydown', (event) => handle(event, root, actions), { capture: true });
  const button = root.querySelector<HTMLElement>('[data-keys]');
  button?.addEventListener('click', () => openHelp(root));
  if (button) button.hidden = false;
}

function handle(event: KeyboardEvent, root: HTMLElement, actions: Actions): void {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || areKeysOff()) return;
  const action = actions.get(key);
  if (action !== undefined && isOnPage(target, root) && action()) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function isOnPage(target: EventTarget | null, root: HTMLElement): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input, textarea, select') || target.isContentEditable) return false;
  if (target.closest('dialog, .tm-lines') !== null) return false;
  return target === document.body || root.contains(target);
}

function goTo(element: HTMLElement | undefined | null): boolean {
  if (!element) return false;
  element.focus();
  element.scrollIntoView({ block: 'nearest' });
  if (element instanceof HTMLInputElement) element.select();
  return true;
}

function press(root: HTMLElement, selector: string): boolean {
  const element = root.querySelector<HTMLElement>(selector);
  element?.click();
  return element !== null;
}

/** The row after or before the one with the focus; without a focus, the first one below the top of the view. */
function nextOf(root: HTMLElement, selector: string, step: 1 | -1): HTMLElement | undefined {
  const rows = [...root.querySelectorAll<HTMLElement>(selector)].filter(
    (row) => row.offsetParent !== null,
  );
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
  if (at >= 0) return rows[at + step];
  if (focused === null || focused === document.body || !root.contains(focused)) {
    return rows.find((row) => row.getBoundingClientRect().top >= 0) ?? rows[0];
  }
  const isBehind = (row: HTMLElement): boolean =>
    (focused.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return step > 0 ? rows.find(isBehind) : rows.filter((row) => !isBehind(row)).at(-1);
}
