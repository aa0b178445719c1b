import { type Context, createContext, Script } from 'node:vm';
import type { SearchQuery } from '../log/search-query.ts';

/** A regular expression took too long on a line: it has too many ways to match. */
export class SlowPatternError extends Error {
  constructor() {
    super('This regular expression takes too long; make it simpler.');
    this.name = 'SlowPatternError';
  }
}

/** No regular expression may think longer than this about the lines of one block, in milliseconds. */
const BLOCK_TIMEOUT = 500;

/**
 * Matches texts against a query. A regular expression of the reader's can take exponential time; it runs where it can be
 * stopped.
 */
export class GuardedMatch {
  private task: () => boolean[] = () => [];
  private guard: { script: Script; context: Context } | null = null;

  constructor(private readonly query: SearchQuery) {}

  /** Which of the texts match. Throws `SlowPatternError`. */
  test(texts: readonly string[]): boolean[] {
    const { pattern } = this.query;
    const run = () => texts.map((text) => pattern.test(text));
    if (!this.query.isRegExp || texts.length === 0) return run();
    this.task = run;
    const { script, context } = this.openGuard();
    try {
      return script.runInContext(context, { timeout: BLOCK_TIMEOUT }) as boolean[];
    } catch (error) {
      // The error comes from the guard's context: it is no instance of our `Error`.
      const isTimeout =
        typeof error === 'object' &&
        error !== null &&
        'code' in error &&
        error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      throw isTimeout ? new SlowPatternError() : error;
    }
  }

  private openGuard(): { script: Script; context: Context } {
    if (this.guard === null) {
      const context = createContext({ task: () => this.task() });
      this.guard = { script: new Script('task()'), context };
    }
    return this.guard;
  }
}
