import { reportSession } from '../app/session-report.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { exportSession } from './export.ts';
import { findObserved } from './find-session.ts';
import { exitCodeOf, sessionText } from './session-text.ts';

/** `show SESSION [--json]`; exit code 1 once it has ended with something that did not move. */
export const show: Command = ({ openMonitor, output, now }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: { json: false } });
  const monitor = openMonitor();
  const observed = findObserved(monitor, given.words[0] ?? '');
  const { session } = reportSession(monitor, observed);
  if (given.flags.has('json')) exportSession(output, monitor, observed);
  else output.write(sessionText(output, session, observed.neverStarted, now()));
  return exitCodeOf(session);
};
