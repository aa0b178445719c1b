import { readRetryWithApi } from '../app/plan-retry.ts';
import { Problem } from '../app/problem.ts';
import { readResolvedLater, syncSameSourceSessions } from '../app/resolved-later.ts';
import { RETRY_HEAPS } from '../session/retry-plan.ts';
import { retryJson, retryScript, SCRIPT_HEAPS } from '../views/retry-script.ts';
import { steerlessJson } from '../views/text.ts';
import { readArguments } from './arguments.ts';
import { type Command, commandApi, findSnapshot } from './command-context.ts';

/** How long one question to the server's API may take: an analysis of two large servers has some megabytes. */
const ASK_MS = 30_000;

/** `retry SESSION`: a script for sh that moves again what failed or is unfinished. */
export const retry: Command = async (context, args) => {
  const { openMonitor, output } = context;
  const given = readArguments(args, {
    words: ['SESSION'],
    options: { include: true, json: false },
  });
  const include = given.values.get('include');
  if (include !== undefined && include !== 'all') {
    throw new Problem('malformed', { code: 'option-word', option: 'include', words: ['all'] });
  }
  const monitor = openMonitor();
  const snapshot = findSnapshot(monitor, given.words[0] ?? '');
  syncSameSourceSessions(monitor, snapshot, () => true);
  const api = commandApi(context, monitor);
  const resolvedLater = readResolvedLater(monitor, snapshot);
  const plan = await readRetryWithApi(api, monitor, snapshot, resolvedLater, ASK_MS);
  if (given.flags.has('json')) {
    output.write(`${steerlessJson(retryJson(plan))}\n`);
    return 0;
  }
  if (plan.total === 0 && plan.unnamed === 0) {
    output.say('Nothing to retry.');
    return 0;
  }
  output.write(retryScript(plan, include === undefined ? SCRIPT_HEAPS : RETRY_HEAPS));
  return 0;
};
