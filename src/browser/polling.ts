import { clockOfServer, type ServerClock, startClock } from './ages.ts';
import { type Answer, ask } from './ask.ts';
import type { Banner } from './banner.ts';
import type { FaultReports } from './fault-reports.ts';
import { type Poll, STEP_MS, waitMs } from './pace.ts';

/** Something that is requested again and again. */
export interface Source {
  /** The address for the next request. */
  address(): string;
  /** Takes the data of an answer. @returns `more`: the server has more to give at once */
  take(data: unknown): 'same' | 'changed' | 'more';
  poll(): Poll;
  /** The address was not understood. @returns whether another one is worth a try */
  forget(): boolean;
}

/** Requests a source at a suitable pace; tells the reader when that does not work, and when it works again. */
export class Polling {
  readonly #root: HTMLElement;
  readonly #clock: ServerClock;
  readonly #source: Source;
  readonly #banner: Banner;
  readonly #reports: FaultReports;
  #timer: number | undefined;
  #isAsking = false;
  #isStopped = false;
  #failures = 0;
  #busy = 0;
  /** When the server last answered, on its own clock. */
  #answeredAt: number;
  #tookMs = 0;
  #isBehind = false;
  /** An answer to a request that is already under way may be older than the reader's change. */
  #isNewsDue = false;
  #changedAt = performance.now();

  constructor(root: HTMLElement, source: Source, banner: Banner, reports: FaultReports) {
    this.#root = root;
    this.#clock = startClock(Number(root.dataset.now));
    this.#answeredAt = this.#clock.now();
    this.#source = source;
    this.#banner = banner;
    this.#reports = reports;
  }

  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#plan();
      else this.wake();
    });
    for (const name of ['online', 'pageshow']) addEventListener(name, () => this.wake());
    this.#plan();
  }

  /** Asks at once, unless there is nothing to ask for. */
  wake(): void {
    if (!this.#isStopped && this.#source.poll() !== 'off') void this.#ask();
  }

  /** Asks at once, even where the page does not ask by itself: the reader has changed something. */
  askNow(): void {
    this.#isNewsDue = this.#isAsking;
    if (!this.#isStopped) void this.#ask();
  }

  /** Starts again after `poll` has been "off". */
  replan(): void {
    if (this.#timer === undefined) this.#plan();
  }

  #plan(leastMs = 0): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isStopped || this.#isAsking) return;
    const wait = waitMs({
      poll: this.#source.poll(),
      isHidden: document.hidden,
      quietMs: performance.now() - this.#changedAt,
      failures: this.#failures,
      tookMs: this.#tookMs,
      stepMs: Number(this.#root.dataset.step) || STEP_MS,
    });
    if (wait === null) return;
    const isUrgent = this.#isBehind && this.#failures === 0;
    this.#timer = setTimeout(() => void this.#ask(), Math.max(isUrgent ? 0 : wait, leastMs));
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    clearTimeout(this.#timer);
    this.#isAsking = true;
    const askedAt = performance.now();
    const answer = await ask(this.#source.address());
    this.#tookMs = performance.now() - askedAt;
    this.#isAsking = false;
    if (this.#isNewsDue) this.askNow();
    try {
      this.#plan(this.#take(answer));
    } catch (error) {
      // What came could not be shown: the next answer may be different.
      this.#failures += 1;
      void this.#reports.report(error);
      this.#plan();
    }
  }

  /** @returns the minimum wait, in ms */
  #take(answer: Answer): number {
    switch (answer.is) {
      case 'data': {
        const news = this.#source.take(answer.data);
        this.#isBehind = news === 'more';
        if (news !== 'same') this.#changedAt = performance.now();
        this.#recover();
        return 0;
      }
      case 'unchanged':
        this.#recover();
        return 0;
      case 'busy':
        this.#busy += 1;
        // One busy moment is not worth a message; several are.
        if (this.#busy > 2) this.#banner.busy(this.#showAge());
        return answer.retryMs;
      case 'login':
        this.#isStopped = true;
        this.#showAge();
        this.#banner.expired();
        return 0;
      case 'refused':
        if (answer.status === 400 && this.#source.forget()) return 0;
        this.#isStopped = true;
        this.#banner.ended(answer.message);
        return 0;
      case 'lost':
        this.#failures += 1;
        // A single failure can be a restart of the server.
        if (this.#failures > 1) {
          this.#banner.lost(() => this.wake(), answer.fault ?? null, this.#showAge());
        }
        return 0;
    }
  }

  /** Shows how old moving content is. @returns that moment, "15:52:10" */
  #showAge(): string {
    const moment = clockOfServer(this.#root, this.#answeredAt);
    this.#root.classList.add('tm-stale');
    const line = this.#root.querySelector<HTMLElement>('.tm-hero-line');
    if (line) line.dataset.asOf = moment;
    return moment;
  }

  #recover(): void {
    this.#failures = 0;
    this.#busy = 0;
    this.#answeredAt = this.#clock.now();
    this.#root.classList.remove('tm-stale');
    this.#banner.recovered();
  }
}
