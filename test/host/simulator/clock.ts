/** The simulated second, and what the log's clock shows at it. */
export class Clock {
  /** Simulated seconds since the start. */
  now = 0;
  readonly #scale: number;
  #base: number;
  #since = 0;

  /** `base`: epoch seconds at the start; `scale`: seconds of the log's clock for each simulated one. */
  constructor(base: number, scale: number) {
    this.#base = base;
    this.#scale = scale;
  }

  /** From now on the log's clock counts from `epoch`. */
  set(epoch: number): void {
    this.#base = epoch;
    this.#since = this.now;
  }

  /** Time never goes back. */
  moveTo(second: number): void {
    this.now = Math.max(this.now, second);
  }

  /** Epoch seconds of the simulated now, whole. */
  stamp(): number {
    return Math.floor(this.#base + (this.now - this.#since) * this.#scale);
  }
}
