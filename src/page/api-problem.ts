import type { ApiFailure } from '../host/api/answer.ts';
import { Problem } from '../monitor/problem.ts';
import type { ErrorPageInput } from '../views/error-page.ts';

/** The server did not do what a form asked for, or did not say so. */
export class ApiProblem extends Problem {
  readonly outcome: NonNullable<ErrorPageInput['outcome']>;

  constructor(failure: ApiFailure, sessionId: string) {
    super('refused', failure.reason, sessionId);
    this.outcome = outcomeOf(failure);
  }
}

function outcomeOf({ kind, mayHaveRun }: ApiFailure): ApiProblem['outcome'] {
  if (kind === 'failed') return 'refused';
  return mayHaveRun ? 'uncertain' : 'not-asked';
}
