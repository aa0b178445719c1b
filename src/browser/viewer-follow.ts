import { viewLogLines } from '../views/log-lines.ts';
import { formatCount } from '../views/size.ts';
import { askAddress } from './address.ts';
import type { LogBox } from './log-box.ts';
import type { LogCounts } from './log-counts.ts';
import { NewLines } from './new-lines.ts';
import type { Poll } from './pace.ts';
import type { Source } from './polling.ts';
import { selectedRange } from './reader.ts';
import { buildLine, type Zone, zoneOf } from './viewer-line.ts';
import { type FollowedWindow, readLogWindow } from './viewer-window.ts';

/** How many lines are on the page at most; the oldest are removed. */
const MAX_LINES = 3_000;
/** The largest offset that an address accepts: what comes before it is the end of any log. */
const BEYOND_END = '9'.repeat(15);

/** The log viewer's follow mode: new lines are added at the end. */
export class LogFollow implements Source {
  readonly #root: HTMLElement;
  readonly #box: LogBox;
  readonly #list: HTMLElement;
  readonly #news: NewLines;
  readonly #counts: LogCounts;
  readonly #zone: Zone;
  readonly #severity = new URLSearchParams(location.search).get('severity') || null;
  #isOn = false;
  #isActive: boolean;
  #isAwayFromEnd: boolean;
  /** Null: the log's end, wherever that is. */
  #at: number | null;
  #file: string | null = null;

  constructor(root: HTMLElement, box: LogBox, counts: LogCounts) {
    const { to, size, poll } = root.dataset;
    this.#root = root;
    this.#box = box;
    this.#list = box.list;
    this.#counts = counts;
    this.#news = new NewLines(root, box, counts);
    this.#zone = zoneOf(box.list);
    this.#isActive = poll === 'live';
    this.#isAwayFromEnd = Number(to) < Number(size);
    this.#at = this.#isAwayFromEnd ? null : Number(to);
  }

  /** Whether the page shows the end of a log that is being written. */
  get isAtEndOfActive(): boolean {
    return this.#isActive && !this.#isAwayFromEnd;
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  turn(isOn: boolean): void {
    this.#isOn = isOn;
  }

  /** No more is requested while a reader is above the end of a full page: the lines being read would have to be removed. */
  poll(): Poll {
    const isFull = this.#list.childElementCount >= MAX_LINES && !this.#box.isReadAtEnd();
    return this.#isOn && this.#isActive && !isFull ? 'live' : 'off';
  }

  address(): string {
    return askAddress(location.search, {
      format: 'json',
      at: this.#at === null ? null : String(this.#at),
      before: this.#at === null ? BEYOND_END : null,
      // The search is marked here: the server would search the whole log for it.
      q: null,
      go: null,
    });
  }

  take(data: unknown): 'same' | 'changed' | 'more' {
    const window = readLogWindow(data);
    if (!window || !this.#isOn) return 'same';
    const at = this.#at;
    const isOtherFile = this.#file !== null && this.#file !== window.file;
    this.#file = window.file;
    if (at !== null && (isOtherFile || window.size < at)) {
      this.#list.replaceChildren();
      this.#at = 0;
      return 'more';
    }
    if (at === null) this.#list.replaceChildren();
    this.#isActive = window.isActive || window.hasMore;
    const hasNew = this.#append(window, at ?? 0);
    this.#at = this.#nextAt(window);
    this.#describe(window);
    if (window.hasMore) return 'more';
    return hasNew ? 'changed' : 'same';
  }

  /**
   * The last two lines are requested once more: the last one may have been incomplete, and both may be progress, of two
   * kinds, that the next lines replace. Not with a filter, where they can be far back.
   */
  #nextAt({ lines, hasMore, followFrom }: FollowedWindow): number {
    const again = this.#severity === null ? (lines.at(-2) ?? lines.at(-1)) : undefined;
    return again === undefined || hasMore ? followFrom : Math.min(again.at, followFrom);
  }

  forget(): boolean {
    return false;
  }

  /** @param from from this offset on the server has sent all lines again */
  #append({ lines }: FollowedWindow, from: number): boolean {
    const { session, log } = this.#root.dataset;
    const severity = this.#severity;
    const q = new URLSearchParams(location.search).get('q');
    const views = viewLogLines(
      severity === null ? lines : lines.filter((line) => line.severity === severity),
      { session: session ?? '', log: log ?? '', severity, q },
      // Somebody else's regular expression could take for ever.
      q?.startsWith('/') ? null : q,
    );
    if (views.length === 0) return false;
    this.#root.querySelector('#tm-log-view > .tm-quiet')?.remove();
    const isReadAtEnd = this.#box.isReadAtEnd() && !selectedRange()?.intersectsNode(this.#list);
    const lastBefore = offsetOf(this.#list.lastElementChild);
    let hasNew = this.#dropReplaced(from, new Set(views.map(({ at }) => String(at))));
    for (const view of views) hasNew = this.#put(buildLine(view, this.#zone)) || hasNew;
    this.#news.add(views.filter(({ at }) => !(at <= lastBefore)));
    if (isReadAtEnd) {
      while (this.#list.childElementCount > MAX_LINES) this.#list.firstElementChild?.remove();
      this.#box.scrollToEnd();
      this.#news.seen();
    }
    return hasNew;
  }

  /** Removes lines from `from` on that were not sent again: progress that was replaced. */
  #dropReplaced(from: number, incoming: ReadonlySet<string>): boolean {
    let hasDropped = false;
    let line = this.#list.lastElementChild;
    while (line && offsetOf(line) >= from) {
      const before = line.previousElementSibling;
      if (!incoming.has(String(offsetOf(line)))) {
        line.remove();
        hasDropped = true;
      }
      line = before;
    }
    return hasDropped;
  }

  /** A line that was incomplete comes again, under the same offset. @returns whether anything is new */
  #put(line: HTMLLIElement): boolean {
    const at = offsetOf(line);
    let before = this.#list.lastElementChild;
    while (before && offsetOf(before) > at) before = before.previousElementSibling;
    if (!before) {
      this.#list.prepend(line);
      return true;
    }
    if (offsetOf(before) < at) {
      before.after(line);
      return true;
    }
    if (before.isEqualNode(line)) return false;
    before.replaceWith(line);
    return true;
  }

  #describe({ size, followFrom }: FollowedWindow): void {
    this.#counts.grow(size);
    const position = document.getElementById('tm-position');
    const first = this.#list.firstElementChild;
    const from = first instanceof HTMLElement ? Number(first.dataset.at) : followFrom;
    const words = this.#isActive ? 'being followed' : 'complete';
    if (position) {
      position.textContent = `Bytes ${formatCount(from)} to ${formatCount(followFrom)} of ${formatCount(size)}, ${words}`;
    }
  }
}

/** The byte offset of a line in its log. */
function offsetOf(line: Element | null): number {
  return Number(line instanceof HTMLElement ? line.dataset.at : Number.NaN);
}
