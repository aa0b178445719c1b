import type { Banner } from './banner.ts';
import type { FaultReports } from './fault-reports.ts';
import { LogFollow } from './log-follow.ts';
import { listenForKeys } from './log-keys.ts';
import { Memory } from './memory.ts';
import { Polling } from './polling.ts';

const NO_WRAP = 'tm-log-no-wrap';

/** What the log viewer can do beyond links: follow, wrap, keys. */
export function startLogView(root: HTMLElement, banner: Banner, reports: FaultReports): void {
  const list = root.querySelector<HTMLElement>('#tm-log-view .tm-lines');
  if (!list) return;
  const query = new URLSearchParams(location.search);
  for (const comforts of root.querySelectorAll<HTMLElement>('[data-comforts]')) {
    comforts.hidden = false;
  }
  startWrapping(root, list);
  startFollowing(root, list, { banner, reports }, !query.has('at') && !query.get('q'));
  listenForKeys(root, list);
  if (location.hash !== '') return;
  const target = list.querySelector('.tm-line-target');
  if (target) target.scrollIntoView({ block: 'center', behavior: 'instant' });
  else if (!query.has('at')) {
    list.lastElementChild?.scrollIntoView({ block: 'end', behavior: 'instant' });
  }
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

/** A log that is being written is followed from the start where the page shows its end. */
function startFollowing(
  root: HTMLElement,
  list: HTMLElement,
  { banner, reports }: { banner: Banner; reports: FaultReports },
  isWanted: boolean,
): void {
  const follow = new LogFollow(root, list);
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
  // A full page goes on where its reader has come back to the end.
  addEventListener('scrollend', () => polling.replan(), { passive: true, capture: true });
}

function boxesOf(root: HTMLElement, selector: string): HTMLInputElement[] {
  return [...root.querySelectorAll<HTMLInputElement>(selector)];
}
