import { reportSession } from '../app/session-report.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { exportSession } from './export.ts';
import { findSnapshot } from './find-session.ts';
import { causesText } from './session-causes.ts';
import { exitCodeOf, sessionText } from './session-text.ts';

/** `show SESSION [--json]`; exit code 1 once it has ended with something that did not move. */
export const show: Command = ({ openMonitor, output, now }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: { json: false } });
  const monitor = openMonitor();
  const snapshot = findSnapshot(monitor, given.words[0] ?? '');
  const { session } = reportSession(monitor, snapshot);
  if (given.flags.has('json')) exportSession(output, monitor, snapshot);
  else {
    output.write(sessionText(output, session, snapshot.observation.neverStarted, now()));
    output.write(causesText(monitor, snapshot, session));
  }
  return exitCodeOf(session, { isRead: monitor.unread.size === 0 });
};
