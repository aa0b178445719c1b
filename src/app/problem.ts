import { existsSync } from 'node:fs';
import type { ProblemFacts } from '../views/problem-words.ts';

/** Why a request is not answered as asked. One table decides what page and command make of it. */
export const PROBLEMS = {
  malformed: { status: 400, exitCode: 2 },
  forbidden: { status: 403, exitCode: 4 },
  'not-found': { status: 404, exitCode: 3 },
  'wrong-method': { status: 405, exitCode: 2 },
  conflict: { status: 409, exitCode: 4 },
  fault: { status: 500, exitCode: 4 },
  refused: { status: 502, exitCode: 4 },
  busy: { status: 503, exitCode: 4 },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** `facts` become words for the reader where they are shown (`problemWords`). */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly facts: ProblemFacts,
    readonly sessionId: string | null = null,
    /** What the error was made of. */
    options: ErrorOptions = {},
  ) {
    super(facts.code, options);
    this.name = 'Problem';
  }

  get status(): (typeof PROBLEMS)[ProblemCode]['status'] {
    return PROBLEMS[this.code].status;
  }

  get exitCode(): number {
    return PROBLEMS[this.code].exitCode;
  }
}

/** @throws Problem where a mistyped root would be created, and would have no sessions */
export function requireHostRoot(root: string): void {
  if (existsSync(root)) return;
  throw new Problem('fault', { code: 'no-root-folder', root });
}
