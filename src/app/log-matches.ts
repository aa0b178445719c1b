import { compileQuery, compileSearch, type SearchQuery } from '../log/search-query.ts';
import { GuardedMatch, isPatternError } from '../logfile/guarded-match.ts';
import type { ByteSource } from '../logfile/line-block.ts';
import { countMatches, searchLog } from '../logfile/log-search.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { type Budget, startBudget } from '../system/steady-clock.ts';
import type { LineMarks } from '../views/log-lines.ts';
import type { FoundLine } from './log-errors.ts';
import { Problem } from './problem.ts';

/** How long matching lines are counted, in milliseconds. */
const COUNT_MS = 1000;
/** Marking all of thousands of hits in a line does not make it easier to read. */
const MAX_MARKS = 200;

/** How many lines match; `place`: which of them a line is, counted from 1; null: none of those that were counted. */
export interface MatchCount {
  count: number;
  isComplete: boolean;
  place: number | null;
}

/** One search in one log. Its methods throw `Problem` (malformed) for a regular expression that takes too long. */
export class LogSearch {
  private readonly query: SearchQuery;
  private readonly guard: GuardedMatch;

  /**
   * @param as `search`: as a reader types it, where slashes can surround a regular expression
   * @throws Problem (malformed) where the text cannot be searched for
   */
  constructor(
    private readonly source: ByteSource,
    text: string,
    private readonly severities: ReadonlySet<LogSeverity> | null,
    as: 'search' | 'text' = 'search',
  ) {
    this.query = asSearchProblem(() => (as === 'text' ? compileQuery(text) : compileSearch(text)));
    this.guard = asSearchProblem(() => new GuardedMatch(this.query));
  }

  /** The first match in a line that begins after an offset; null: in all lines. */
  next(after: number | null, budget: Budget): FoundLine {
    return this.find(after === null ? 0 : after + 1, false, budget);
  }

  /** The last match in a line before the one at an offset; null: in all lines. */
  previous(before: number | null, budget: Budget): FoundLine {
    return this.find(before ?? this.source.size(), true, budget);
  }

  /**
   * How many lines match.
   *
   * @param at the line whose place among them is wanted
   */
  count(at: number | null, ms = COUNT_MS): MatchCount {
    const { source, query, severities, guard } = this;
    const budget = startBudget(ms);
    return asSearchProblem(() => {
      if (severities === null) {
        const { found, reason, place } = countMatches(source, query, {
          guard,
          budget,
          placeOf: at,
        });
        return { count: found, isComplete: reason === 'done', place };
      }
      const hits = searchLog(source, query, { guard, budget, severities });
      let [count, place]: [number, number | null] = [0, null];
      for (let step = hits.next(); ; step = hits.next()) {
        if (step.done) return { count, isComplete: step.value.reason === 'done', place };
        count++;
        if (step.value.at === at) place = count;
      }
    });
  }

  /** The matches to mark in lines that are shown. */
  marks(lines: readonly LogLine[]): LineMarks {
    return markLines(this.guard, lines);
  }

  private find(from: number, isBackward: boolean, budget: Budget): FoundLine {
    const { source, query, severities, guard } = this;
    return asSearchProblem(() => {
      const limits = { from, isBackward, severities, guard, budget, limit: 1 };
      const step = searchLog(source, query, limits).next();
      if (!step.done) return { at: step.value.at, resumeAt: null };
      return { at: null, resumeAt: step.value.resumeAt };
    });
  }
}

/** What a search found in lines, by their offsets. @throws Problem (malformed) where that takes too long */
export function markLines(guard: GuardedMatch, lines: readonly LogLine[]): LineMarks {
  const texts = lines.map((line) => line.text);
  const found = asSearchProblem(() => guard.findAll(texts, MAX_MARKS));
  return new Map(lines.map((line, i) => [line.at, found[i] ?? []]));
}

/** Turns what is wrong with a search into a problem that the reader can correct. */
export function asSearchProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && isPatternError(error)) {
      throw new Problem('malformed', { code: 'unreadable', reason: error.message }, null, {
        cause: error,
      });
    }
    throw error;
  }
}
