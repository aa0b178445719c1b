import type { Banner } from './banner.ts';
import type { FaultReports } from './fault-reports.ts';
import { LogBox, markTarget } from './log-box.ts';
import { LogCounts } from './log-counts.ts';
import { listenForKeys } from './log-keys.ts';
import { Memory } from './memory.ts';
import { Polling } from './polling.ts';
import { LogFollow } from './viewer-follow.ts';

const NO_WRAP = 'tm-log-no-wrap';

/** What the log viewer can do besides following links: fit the window, follow, wrap, keys. */
export function startLogView(root: HTMLElement, banner: Banner, reports: FaultReports): void {
  const list = root.querySelector<HTMLElement>('#tm-log-view .tm-lines');
  if (!list) return;
  const query = new URLSearchParams(location.search);
  const box = new LogBox(root, list);
  box.fit();
  startWrapping(root, list);
  startChoosing(root);
  const isWanted = !query.has('at') && !query.get('q') && !query.get('severity');
  const counts = new LogCounts(root);
  void counts.complete();
  startFollowing(root, box, counts, { banner, reports }, isWanted);
  listenForKeys(root, list);
  listenForMarks(root, box);
  if (location.hash !== '') return;
  const target = list.querySelector('.tm-line-target');
  if (target) box.reveal(target);
  else if (!query.has('at')) box.scrollToEnd();
}

/** Opens a log when it is chosen. */
function startChoosing(root: HTMLElement): void {
  root.querySelector('select[data-goes]')?.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement) target.form?.requestSubmit();
  });
}

/** Shows an error whose line is on the page without loading another page. */
function listenForMarks(root: HTMLElement, box: LogBox): void {
  root.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const clicked = event.target instanceof Element ? event.target : null;
    const mark = clicked?.closest('[data-error-at]');
    const at = mark?.getAttribute('data-error-at');
    const line = at && box.list.querySelector(`[id="at-${at}"]`);
    if (!mark || !line) return;
    event.preventDefault();
    markTarget(box.list, line);
    box.reveal(line);
    history.replaceState(history.state, '', mark.getAttribute('href') ?? '');
  });
}

function startWrapping(root: HTMLElement, list: HTMLElement): void {
  const wrap = (isWrapped: boolean) => {
    list.classList.toggle('tm-no-wrap', !isWrapped);
    for (const box of boxesOf(root, '[data-wrap]')) box.checked = isWrapped;
  };
  const memory = new Memory(() => localStorage);
  wrap(!memory.has(NO_WRAP));
  for (const box of boxesOf(root, '[data-wrap]')) {
    box.addEventListener('change', () => {
      memory.set(NO_WRAP, !box.checked);
      wrap(box.checked);
    });
  }
}

/** A log that is being written is followed from the start if the page shows its end. */
function startFollowing(
  root: HTMLElement,
  box: LogBox,
  counts: LogCounts,
  { banner, reports }: { banner: Banner; reports: FaultReports },
  isWanted: boolean,
): void {
  const follow = new LogFollow(root, box, counts);
  if (!follow.isActive) return;
  const polling = new Polling(root, follow, banner, reports);
  const turn = (isOn: boolean) => {
    follow.turn(isOn);
    for (const box of boxesOf(root, '[data-follow]')) box.checked = isOn;
  };
  for (const box of boxesOf(root, '[data-follow]')) {
    box.addEventListener('change', () => {
      turn(box.checked);
      polling.wake();
    });
  }
  turn(isWanted && follow.isAtEndOfActive);
  polling.start();
  // A full page continues once its reader is back at the end.
  addEventListener('scrollend', () => polling.replan(), { passive: true, capture: true });
}

function boxesOf(root: HTMLElement, selector: string): HTMLInputElement[] {
  return [...root.querySelectorAll<HTMLInputElement>(selector)];
}
