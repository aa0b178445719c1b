import { readResolvedLater } from '../app/resolved-later.ts';
import { readRetry } from '../app/retry.ts';
import { syncSameSourceSessions } from '../app/same-source-sessions.ts';
import { retryComments, retryScript } from '../views/retry-text.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { findSnapshot } from './find-session.ts';
import { plain } from './output.ts';

/** `retry SESSION`: a script for sh that moves again what failed or was not finished. */
export const retry: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: {} });
  const monitor = openMonitor();
  const snapshot = findSnapshot(monitor, given.words[0] ?? '');
  syncSameSourceSessions(monitor, snapshot, () => true);
  const resolvedLater = readResolvedLater(monitor, snapshot);
  const plan = readRetry(monitor, snapshot, resolvedLater);
  if (plan.total === 0) output.say('Nothing is to be done again.');
  const script = retryScript(plan);
  if (script !== null) output.write(script);
  else for (const words of retryComments(plan)) output.say(plain(words));
  return 0;
};
