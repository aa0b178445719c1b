import { setTimeout as sleep } from 'node:timers/promises';
import { reportSession } from '../app/report-session.ts';
import { isAtEnd } from '../session/state.ts';
import type { Session } from '../views/contract.ts';
import { formatEstimate } from '../views/duration.ts';
import { formatPercent } from '../views/size.ts';
import { readArguments } from './arguments.ts';
import { type Command, findSnapshot } from './command-context.ts';
import { Screen } from './screen.ts';
import { exitCodeOf, sessionParts } from './session-text.ts';

const LOOK_EVERY_MS = 1000;

/** `watch SESSION`: redrawn in place in a terminal, a line for each change elsewhere; ends when the session does. */
export const watch: Command = async ({ openMonitor, output, now }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: {} });
  const monitor = openMonitor();
  const screen = output.isTerminal ? new Screen(output) : null;
  let last = '';
  try {
    for (;;) {
      monitor.now = now();
      const snapshot = findSnapshot(monitor, given.words[0] ?? '');
      const { session } = reportSession(monitor, snapshot);
      if (screen)
        screen.draw(sessionParts(output, session, snapshot.observation.neverStarted, now()));
      else {
        const line = progressLine(session);
        if (line !== last) output.write(`${line}\n`);
        output.flush();
        last = line;
      }
      if (isAtEnd(session)) return exitCodeOf(session, { isRead: monitor.unread.size === 0 });
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    screen?.close();
  }
};

function progressLine(session: Session): string {
  const left =
    session.etaSeconds === null
      ? 'time left unknown'
      : `${formatEstimate(session.etaSeconds)} left`;
  const { failed, unfinished } = session.counts;
  const bad = failed + unfinished === 0 ? '' : `, ${failed} failed, ${unfinished} unfinished`;
  const going = isAtEnd(session) ? '' : `, ${left}`;
  const stalled = session.stalled === null ? '' : ', stalled';
  return `${session.state} ${formatPercent(session.percent)}: ${session.itemsDone} of ${session.itemsTotal} done${bad}${going}${stalled}`;
}
