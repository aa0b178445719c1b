import {
  FORECAST_FUNCTIONS,
  type ForecastAnswers,
  readAvailability,
} from '../../forecast/server-facts.ts';
import { asName, isObject } from '../../log/value.ts';
import { noReply } from '../../verify/answer-fields.ts';
import type { TransferApi } from '../api/answer.ts';
import { askBatch, type Question } from './ask-many.ts';

/**
 * What this server has room for: one call.
 *
 * @throws NoAnswerError
 */
export async function askForecast(api: TransferApi): Promise<ForecastAnswers> {
  const answers = await askBatch(
    api,
    FORECAST_FUNCTIONS.map((name) => ({ name })),
  );
  return Object.fromEntries(
    FORECAST_FUNCTIONS.map((name, i) => [name, answers[i] ?? noReply(`${name} was not answered`)]),
  ) as ForecastAnswers;
}

/** How many names are asked about at once. */
const MAX_ASKED = 40;

/**
 * Which names and domains that were taken when a session was made are free by now: somebody may have removed what was
 * in the way.
 *
 * @throws NoAnswerError
 */
export async function askFreedNames(
  api: TransferApi,
  { names, domains }: { names: readonly string[]; domains: readonly string[] },
): Promise<{ names: Set<string>; domains: Set<string> }> {
  const asked: (Question & { subject: string })[] = [
    ...names.slice(0, MAX_ASKED).map((subject) => ({
      name: 'verify_new_username_for_restore',
      args: { user: subject },
      subject,
    })),
    ...domains.slice(0, MAX_ASKED).map((subject) => ({
      name: 'getdomainowner',
      args: { domain: subject },
      subject,
    })),
  ];
  const free = { names: new Set<string>(), domains: new Set<string>() };
  const answers = await askBatch(api, asked);
  asked.forEach(({ name, subject }, i) => {
    const answer = answers[i];
    if (!answer?.ok) return;
    if (name !== 'getdomainowner') free.names.add(subject);
    else if (isObject(answer.value) && asName(answer.value.user) === null)
      free.domains.add(subject);
  });
  return free;
}

/** The server may have to ask its vendor over the network. */
const AVAILABILITY_MS = 60_000;

/** Whether an update is waiting. Unknown where the server does not say. */
export async function askAvailability(api: TransferApi): Promise<{
  isAvailable: boolean | null;
  version: string | null;
}> {
  const answer = await api.call('get_update_availability', {}, { timeoutMs: AVAILABILITY_MS });
  return readAvailability(answer.ok ? answer.data : null);
}
