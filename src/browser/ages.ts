import { formatClock, formatRelative } from '../views/time.ts';
import { Memory } from './memory.ts';
import { selectedRange } from './reader.ts';

/** Older moments are shown as dates, which do not age. */
const MAX_AGE_SECONDS = 7 * 86_400;
/** "2026-10-31 14:05:09" of the title, which has the zone as well. */
const EXACT_LENGTH = 19;

/** The server's clock as seen from the browser: a moment's age must not depend on how the browser's clock is set. */
export interface ServerClock {
  /** Epoch seconds. */
  now(): number;
}

/** @param serverNow the server's time as the page was made, epoch seconds */
export function startClock(serverNow: number): ServerClock {
  const ahead = Number.isFinite(serverNow) ? serverNow - Date.now() / 1000 : 0;
  return { now: () => Date.now() / 1000 + ahead };
}

/** A moment on the server's clock and in its zone, "15:52:10". The zone is taken from a time that the server has written. */
export function clockOfServer(root: HTMLElement, epoch: number): string {
  const [, sign, hours, minutes] =
    [...root.querySelectorAll<HTMLElement>('time[title]')]
      .map(({ title }) => /([+-])(\d\d):(\d\d)$/.exec(title))
      .find((found) => found !== null) ?? [];
  const own = new Date(epoch * 1000).getTimezoneOffset() * -60;
  if (sign === undefined) return formatClock(epoch);
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60 * (sign === '-' ? -1 : 1);
  return formatClock(epoch + seconds - own);
}

const memory = new Memory(() => localStorage);
const EXACT = 'tm-exact-times';

function areTimesExact(): boolean {
  return memory.has(EXACT);
}

/**
 * Updates the ages of moments on the page. Those in an alert stay as they are, since each change would be spoken again.
 * Selected text is left alone.
 */
export function updateAges(root: Element, clock: ServerClock): void {
  showTimes(root, clock, (element) => element.closest('[role=alert], [aria-live]') === null);
}

/** Shows the moments in new content in the form that the reader has chosen. */
export function setTimes(scope: Element): void {
  if (!areTimesExact()) return;
  for (const element of momentsIn(scope))
    element.textContent = element.title.slice(0, EXACT_LENGTH);
}

/** Clicking a moment shows all of them as times instead of ages, and back. */
export function listenForTimes(root: HTMLElement, clock: ServerClock): () => true {
  const button = root.querySelector<HTMLElement>('[data-times]');
  const show = (): void => {
    button?.setAttribute('aria-pressed', String(areTimesExact()));
    showTimes(root, clock, () => true);
  };
  const turn = (): true => {
    memory.set(EXACT, !areTimesExact());
    show();
    return true;
  };
  root.addEventListener('click', ({ target }) => {
    const time = target instanceof Element ? target.closest('time[data-time]') : null;
    if (time !== null && time.closest('a, button, summary, label') === null) turn();
  });
  button?.addEventListener('click', turn);
  if (button) button.hidden = momentsIn(root).length === 0;
  show();
  return turn;
}

function showTimes(
  root: Element,
  clock: ServerClock,
  isMeant: (element: HTMLElement) => boolean,
): void {
  const now = clock.now();
  const isExact = areTimesExact();
  const selected = selectedRange();
  for (const element of momentsIn(root)) {
    const text = isExact ? element.title.slice(0, EXACT_LENGTH) : ageOf(element, now);
    if (text === null || element.textContent === text || !isMeant(element)) continue;
    if (!selected?.intersectsNode(element)) element.textContent = text;
  }
}

/** Null where it does not age. */
function ageOf(element: HTMLElement, now: number): string | null {
  const epoch = Number(element.dataset.time);
  if (!Number.isFinite(epoch)) return null;
  // It may have become so old while it was shown exactly that it is a date now.
  const isDate = Math.abs(now - epoch) >= MAX_AGE_SECONDS;
  return isDate ? element.title.slice(0, 10) : formatRelative(epoch, now);
}

function momentsIn(scope: Element): NodeListOf<HTMLElement> {
  return scope.querySelectorAll<HTMLElement>('time[data-time]');
}
