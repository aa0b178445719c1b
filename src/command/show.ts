import type { Monitor } from '../app/monitor.ts';
import type { Snapshot } from '../app/observe.ts';
import { reportSession } from '../app/report-session.ts';
import { syncSameSourceSessions } from '../app/resolved-later.ts';
import { keptVerificationView } from '../app/verify/kept-verification.ts';
import { formatExact } from '../views/time.ts';
import { ageWarnings, verifySentence } from '../views/verify-words.ts';
import { readArguments } from './arguments.ts';
import { type Command, findSnapshot } from './command-context.ts';
import { exportSession } from './export.ts';
import { causesText } from './session-causes.ts';
import { exitCodeOf, sessionText } from './session-text.ts';

/** `show SESSION [--json]`; exit code 1 once it has ended with something that did not move. */
export const show: Command = ({ openMonitor, output, now }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: { json: false } });
  const monitor = openMonitor();
  const snapshot = findSnapshot(monitor, given.words[0] ?? '');
  // What a later session has moved need not be done any more.
  if (!given.flags.has('json')) syncSameSourceSessions(monitor, snapshot, () => true);
  const { session } = reportSession(monitor, snapshot);
  if (given.flags.has('json')) exportSession(output, monitor, snapshot);
  else {
    output.write(sessionText(output, session, snapshot.observation.neverStarted, now()));
    output.write(verifiedText(monitor, snapshot));
    output.write(causesText(monitor, snapshot, session));
  }
  return exitCodeOf(session, { isRead: monitor.unread.size === 0 });
};

/** What the last look at this server found; nothing where nobody has looked. */
function verifiedText(monitor: Monitor, snapshot: Snapshot): string {
  const { head, summary, movedUntil } = keptVerificationView(monitor, snapshot, NO_ACCOUNTS);
  if (head === null) return '';
  const warnings = ageWarnings(head.checkedAt, movedUntil, monitor.now);
  const looked = `Checked ${formatExact(head.checkedAt)}.`;
  return `\n${[`${verifySentence(summary)} ${looked}`, ...warnings].join('\n')}\n`;
}

const NO_ACCOUNTS = { limit: 0, offset: 0 };
