import { setTimeout as sleep } from 'node:timers/promises';
import { reportSession } from '../monitor/session-report.ts';
import { isOver } from '../session/state.ts';
import type { Session } from '../views/contract.ts';
import { formatEstimate } from '../views/duration.ts';
import { formatPercent } from '../views/size.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { findObserved } from './find-session.ts';
import type { Output } from './output.ts';
import { exitCodeOf, sessionText } from './session-text.ts';

const LOOK_EVERY_MS = 1000;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** `watch SESSION`: redrawn in place in a terminal, a line for each change elsewhere; ends when the session does. */
export const watch: Command = async ({ openMonitor, output, now }, args) => {
  const given = readArguments(args, { words: { least: 1, most: 1 }, options: {} });
  const monitor = openMonitor();
  const screen = output.isTerminal ? new Screen(output) : null;
  let last = '';
  try {
    for (;;) {
      monitor.now = now();
      const observed = findObserved(monitor, given.words[0] ?? '');
      const { session } = reportSession(monitor, observed);
      if (screen) screen.draw(sessionText(output, session, observed.neverStarted, now()));
      else {
        const line = progressLine(session);
        if (line !== last) output.write(`${line}\n`);
        output.flush();
        last = line;
      }
      if (isOver(session.state)) return exitCodeOf(session);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    screen?.close();
  }
};

function progressLine(session: Session): string {
  const left = session.etaSeconds === null ? 'unknown' : formatEstimate(session.etaSeconds);
  const { failed, unfinished } = session.counts;
  const bad = failed + unfinished === 0 ? '' : `, ${failed} failed, ${unfinished} unfinished`;
  const going = isOver(session.state) ? '' : `, ${left} left`;
  const stalled = session.stalled === null ? '' : ', stalled';
  return `${session.state} ${formatPercent(session.percent)}: ${session.itemsDone} of ${session.itemsTotal} done${bad}${going}${stalled}`;
}

/** The part of the terminal that is drawn again and again, from where the cursor stood at first. */
class Screen {
  private lines = 0;

  constructor(private readonly output: Output) {
    output.write(HIDE_CURSOR);
    process.once('SIGINT', this.interrupt);
  }

  draw(text: string): void {
    const up = this.lines > 0 ? `\u001b[${this.lines}F` : '';
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => this.fit(line));
    // Each line is cleared behind its text, and what stood below the last one goes.
    this.output.write(`${up}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    this.output.flush();
    this.lines = lines.length;
  }

  close(): void {
    process.removeListener('SIGINT', this.interrupt);
    this.output.write(SHOW_CURSOR);
    this.output.flush();
  }

  /** A line that wrapped would take two lines of the screen; colours take none. */
  private fit(line: string): string {
    const width = this.output.columns - 1;
    let shown = 0;
    let kept = '';
    for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
      if (part.startsWith('\u001b')) kept += part;
      else {
        kept += part.slice(0, Math.max(0, width - shown));
        shown += part.length;
      }
    }
    return kept;
  }

  private readonly interrupt = (): void => {
    this.close();
    process.exit(130);
  };
}
