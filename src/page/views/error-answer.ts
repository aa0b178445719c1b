import { noteDamage } from '../../app/cache-damage.ts';
import { Problem } from '../../app/problem.ts';
import { recordUnexpected } from '../../app/session-trouble.ts';
import { maskSecrets } from '../../log/mask.ts';
import { CacheError, isDamage } from '../../store/cache.ts';
import { DriverError, isBusyError } from '../../store/driver.ts';
import { errorMessage } from '../../system/errno.ts';
import type { WrittenFault } from '../../system/fault-log.ts';
import { buildErrorPage } from '../../views/error-page.ts';
import type { ProcessContext } from '../context.ts';
import { errorJson, type PageAnswer } from '../http/response.ts';
import { layOut } from '../layout.ts';
import { REPAIR } from '../repair-answer.ts';

const RETRY_AFTER_SECONDS = 5;

/** The problem that a failure is to the reader. Messages of the system are kept, its stack is not. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isBusyError(error)) {
    return new Problem('busy', { code: 'cache-busy' });
  }
  if (isDamage(error)) {
    return new Problem('fault', { code: 'cache-damaged' });
  }
  if (error instanceof DriverError) {
    // A driver's first line says what is wrong; the places where it looked follow.
    const tried = error.tried.map(
      (words) => words.split('\n', 1)[0]?.replace(/\.? Tried:$/, '') ?? '',
    );
    const words = new DriverError(tried).message;
    return new Problem('fault', { code: 'no-driver', words, repair: REPAIR });
  }
  const words = errorMessage(error);
  if (error instanceof CacheError)
    return new Problem('fault', { code: 'cache-unreadable', reason: words });
  const facts = { code: 'unforeseen', reason: maskSecrets(words) } as const;
  return new Problem('fault', facts, null, { cause: error });
}

/** How a reader can find a fault again; empty for an error that was foreseen. */
export function faultWords(fault: WrittenFault | null): string {
  if (fault === null) return '';
  return fault.trouble === null
    ? `Its id in the fault log is ${fault.id}: “whm-transfers doctor --fault ${fault.id}” on the command line shows it.`
    : `It could not be written to the fault log: ${fault.trouble}`;
}

/** @param asked `asData`: for JSON or another data format; `byForm`: by a form, not by an address */
export async function answerProblem(
  process: ProcessContext,
  error: unknown,
  { asData, byForm }: { asData: boolean; byForm: boolean },
): Promise<PageAnswer> {
  if (isDamage(error)) noteDamage(process.environment.root);
  if (error instanceof DriverError) {
    const { startRepair } = await import('../start-repair.ts');
    await startRepair(process.environment.root, process.childEnv);
  }
  const fault = recordUnexpected(error);
  const problem = problemOf(error);
  const isBadForm = byForm && problem.code === 'malformed';
  const answer = asData
    ? errorJson(problem, fault?.trouble === null ? fault.id : null)
    : await layOut(
        buildErrorPage({
          status: problem.status,
          problem: problem.facts,
          ...(fault === null ? {} : { fault: faultWords(fault) }),
          ...(problem.sessionId === null ? {} : { sessionId: problem.sessionId }),
          isBadForm,
          ...(problem.code === 'busy' ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}),
        }),
        process,
        problem.status,
      );
  if (problem.code === 'busy') answer.headers['Retry-After'] = String(RETRY_AFTER_SECONDS);
  if (problem.code === 'wrong-method') answer.headers.Allow = 'GET, HEAD, POST';
  return answer;
}
