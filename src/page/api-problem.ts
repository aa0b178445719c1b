import type { ApiFailure } from '../whm/api/answer.ts';
import { OutcomeProblem } from './outcome-problem.ts';

/** The server did not do what a form asked for, or did not say so. */
export class ApiProblem extends OutcomeProblem {
  constructor(failure: ApiFailure, sessionId: string) {
    super('refused', failure.reason, outcomeOf(failure), sessionId);
  }
}

function outcomeOf({ kind, mayHaveRun }: ApiFailure): OutcomeProblem['outcome'] {
  if (kind === 'failed') return 'refused';
  return mayHaveRun ? 'uncertain' : 'not-asked';
}
