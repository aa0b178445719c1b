import { Problem, type ProblemCode } from '../app/problem.ts';
import type { ErrorPageInput } from '../views/error-page.ts';

/** A refusal whose page needs a title and advice of its own: its status says less than is known. */
export class OutcomeProblem extends Problem {
  constructor(
    code: ProblemCode,
    message: string,
    readonly outcome: NonNullable<ErrorPageInput['outcome']>,
    sessionId: string | null = null,
  ) {
    super(code, message, sessionId);
  }
}
