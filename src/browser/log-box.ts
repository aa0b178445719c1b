import { scrollerOf } from './reader.ts';

/** A reader who sees the last line, or nearly, is at the end. */
const NEAR_END_PX = 60;
/** If less than this share of the window is left below the bar, the page is scrolled until the bar is at its top. */
const MIN_SHARE = 0.5;
const MIN_PX = 240;
/** Space below the footer. */
const MARGIN_PX = 10;

/** The box in which the lines of a log scroll. */
export class LogBox {
  readonly #root: HTMLElement;
  readonly list: HTMLElement;

  constructor(root: HTMLElement, list: HTMLElement) {
    this.#root = root;
    this.list = list;
  }

  /** Gives the box the height that the window leaves, now and whenever the window changes. */
  fit(): void {
    this.#measure();
    addEventListener('resize', () => this.#measure());
  }

  #measure(): void {
    const bar = this.#root.querySelector('#tm-log-bar');
    const foot = this.#root.querySelector('.tm-log-foot');
    const around = (bar?.clientHeight ?? 0) + (foot?.clientHeight ?? 0) + MARGIN_PX;
    const scroller = scrollerOf(this.#root);
    const above = (bar ?? this.list).getBoundingClientRect().top + scroller.scrollTop;
    const left = innerHeight - above - around;
    const isRoomy = left >= innerHeight * MIN_SHARE;
    const height = Math.max(MIN_PX, isRoomy ? left : innerHeight - around);
    this.#root.style.setProperty('--log-height', `${Math.round(height)}px`);
    this.#needsScroll = !isRoomy;
  }

  #needsScroll = false;

  /** Scrolls to a line and, in a small window, scrolls the page to the box, so that the line is visible. */
  reveal(line: Element): void {
    const box = this.list.getBoundingClientRect();
    const { top, height } = line.getBoundingClientRect();
    const room = Math.max(0, (this.list.clientHeight - height) / 2);
    this.list.scrollBy({ top: top - box.top - room, behavior: 'instant' });
    this.#showBox();
  }

  scrollToEnd(): void {
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: 'instant' });
  }

  #showBox(): void {
    const bar = this.#root.querySelector('#tm-log-bar');
    if (this.#needsScroll) bar?.scrollIntoView({ block: 'start', behavior: 'instant' });
  }

  isReadAtEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.list;
    return scrollTop + clientHeight >= scrollHeight - NEAR_END_PX;
  }
}

/** Marks the line that was requested, instead of the previous one. */
export function markTarget(list: HTMLElement, line: Element): void {
  for (const old of list.querySelectorAll('.tm-line-target')) {
    old.classList.remove('tm-line-target');
    old.removeAttribute('aria-current');
  }
  line.classList.add('tm-line-target');
  line.setAttribute('aria-current', 'location');
}
