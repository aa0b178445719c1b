import type { LogLineView } from '../views/log-lines.ts';
import { formatCount } from '../views/size.ts';
import type { LogBox } from './log-box.ts';
import type { LogCounts } from './log-counts.ts';

/** Lines that have come while a log is followed: a pill announces them to a reader who is further up, and they are counted. */
export class NewLines {
  readonly #box: LogBox;
  readonly #counts: LogCounts;
  readonly #pill: HTMLElement | null;
  #unseen = 0;

  constructor(root: HTMLElement, box: LogBox, counts: LogCounts) {
    this.#box = box;
    this.#counts = counts;
    this.#pill = root.querySelector<HTMLElement>('[data-new-lines]');
    this.#pill?.addEventListener('click', () => {
      box.scrollToEnd();
      this.seen();
      box.list.focus({ preventScroll: true });
    });
    box.list.addEventListener(
      'scroll',
      () => this.#unseen > 0 && box.isReadAtEnd() && this.seen(),
      {
        passive: true,
      },
    );
  }

  add(lines: readonly LogLineView[]): void {
    if (lines.length === 0) return;
    this.#unseen += lines.length;
    this.#counts.add(lines);
    if (this.#pill === null || this.#box.isReadAtEnd()) return;
    const words = this.#pill.querySelector('span');
    const noun = this.#unseen === 1 ? 'new line' : 'new lines';
    if (words) words.textContent = `${formatCount(this.#unseen)} ${noun}`;
    this.#pill.hidden = false;
  }

  seen(): void {
    this.#unseen = 0;
    if (this.#pill) this.#pill.hidden = true;
  }
}
