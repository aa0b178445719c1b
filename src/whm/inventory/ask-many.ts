import { asName, isObject } from '../../log/value.ts';
import { asFlag, noReply, type Reply, reply } from '../../verify/answer-fields.ts';
import type { ApiFailureKind, TransferApi } from '../api/answer.ts';

/** A function to ask, with its arguments. */
export interface Question {
  name: string;
  args?: Readonly<Record<string, string>>;
}

/** Nobody could be asked: the server's API cannot be reached, or does not accept the caller. */
export class NoAnswerError extends Error {}

const HOPELESS: readonly ApiFailureKind[] = ['unreachable', 'refused', 'not-asked'];

/** The largest accepted answer: certificates of a thousand sites take 6 MB. */
const MAX_BYTES = 48 * 1_048_576;
const TIMEOUT_MS = 300_000;

/**
 * Asks many functions with one call, and each one separately where the server refuses that or the answers are too large
 * together.
 *
 * @returns an answer for each question, in their order
 * @throws NoAnswerError
 */
export async function askBatch(
  api: TransferApi,
  questions: readonly Question[],
): Promise<Reply<unknown>[]> {
  if (questions.length === 0) return [];
  const command = questions.map(({ name, args = {} }) => {
    const pairs = Object.entries(args).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    return pairs.length === 0 ? name : `${name}?${pairs.join('&')}`;
  });
  const answer = await api.call(
    'batch',
    { command, abort_on_error: '0' },
    { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
  );
  if (!answer.ok) {
    if (HOPELESS.includes(answer.kind)) throw new NoAnswerError(answer.reason);
    return askSingly(api, questions);
  }
  const results = resultsOf(answer.data);
  if (results === null || results.length !== questions.length) return askSingly(api, questions);
  return results.map(readEnvelope);
}

function resultsOf(data: unknown): unknown[] | null {
  if (Array.isArray(data)) return data;
  return isObject(data) && Array.isArray(data.result) ? data.result : null;
}

async function askSingly(
  api: TransferApi,
  questions: readonly Question[],
): Promise<Reply<unknown>[]> {
  const answers: Reply<unknown>[] = [];
  for (const { name, args = {} } of questions) {
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
    const answer = await api.call(name, args, limits);
    if (!answer.ok && HOPELESS.includes(answer.kind)) throw new NoAnswerError(answer.reason);
    answers.push(answer.ok ? reply(answer.data) : noReply(answer.reason));
  }
  return answers;
}

/** One answer within another: `{"metadata":{"result","reason"},"data"}` (docs/whm-api.md#envelope-types-ways-to-ask). */
function readEnvelope(envelope: unknown): Reply<unknown> {
  const metadata = isObject(envelope) && isObject(envelope.metadata) ? envelope.metadata : null;
  if (!isObject(envelope) || metadata === null) return noReply('The server has given no answer');
  if (asFlag(metadata.result) === true) return reply(envelope.data ?? null);
  return noReply(asName(metadata.reason) ?? 'The server gave no reason');
}
