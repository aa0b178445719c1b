import { readRetry } from '../app/retry.ts';
import { readSettled } from '../app/settled.ts';
import { refreshSiblings } from '../app/siblings.ts';
import { retryComments, retryScript } from '../views/retry-text.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { findObserved } from './find-session.ts';
import { plain } from './output.ts';

/** `retry SESSION`: a script for sh that moves again what failed or was not finished. */
export const retry: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: {} });
  const monitor = openMonitor();
  const observed = findObserved(monitor, given.words[0] ?? '');
  refreshSiblings(monitor, observed, () => true);
  const settled = readSettled(monitor, observed);
  const plan = readRetry(monitor, observed, settled);
  if (plan.total === 0) output.say('Nothing is to be done again.');
  const script = retryScript(plan);
  if (script !== null) output.write(script);
  else for (const words of retryComments(plan)) output.say(plain(words));
  return 0;
};
