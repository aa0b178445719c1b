import { type Context, createContext, Script } from 'node:vm';
import { invalidRegExp, type SearchQuery, SearchQueryError } from '../log/search-query.ts';
import { errnoOf } from '../system/errno.ts';

/** A regular expression took too long on a line: it has too many ways to match. */
export class SlowPatternError extends Error {
  constructor(options: ErrorOptions = {}) {
    super('This regular expression takes too long; make it simpler.', options);
    this.name = 'SlowPatternError';
  }
}

/** No regular expression may take longer than this for the lines of one block, in milliseconds. */
const BLOCK_TIMEOUT = 500;

/** Matches texts against a query. A reader's regular expression can take exponential time, so it runs where it can be stopped. */
export class GuardedMatch {
  private task: () => unknown = () => null;
  private guard: { script: Script; context: Context } | null = null;

  /**
   * The engine compiles a regular expression when it first runs: an expression that it refuses is known from here on.
   *
   * @throws SearchQueryError, SlowPatternError
   */
  constructor(private readonly query: SearchQuery) {
    this.run(() => query.pattern.test(''));
  }

  /** Which of the texts match. Throws `SlowPatternError`. */
  test(texts: readonly string[]): boolean[] {
    if (texts.length === 0) return [];
    const { pattern } = this.query;
    return this.run(() => texts.map((text) => pattern.test(text)));
  }

  /** Start and end of every match, text by text; at most so many for each text. Throws `SlowPatternError`. */
  findAll(texts: readonly string[], most: number): [number, number][][] {
    const pattern = new RegExp(this.query.pattern.source, `${this.query.pattern.flags}g`);
    return this.run(() => texts.map((text) => rangesIn(pattern, text, most)));
  }

  private run<T>(task: () => T): T {
    if (!this.query.isRegExp) return task();
    this.task = task;
    const { script, context } = this.openGuard();
    try {
      return script.runInContext(context, { timeout: BLOCK_TIMEOUT }) as T;
    } catch (error) {
      // The error comes from the guard's context: it is no instance of our `Error`.
      if (errnoOf(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        throw new SlowPatternError({ cause: error });
      // Too large, or nested too deeply: our own code throws neither.
      if (error instanceof SyntaxError || error instanceof RangeError) throw invalidRegExp(error);
      throw error;
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

/** Whether an error is the fault of the regular expression itself, whatever it is matched with. */
export function isPatternError(error: unknown): boolean {
  return error instanceof SlowPatternError || error instanceof SearchQueryError;
}

function rangesIn(pattern: RegExp, text: string, most: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(pattern)) {
    if (ranges.length >= most) break;
    if (match[0] !== '') ranges.push([match.index, match.index + match[0].length]);
  }
  return ranges;
}
