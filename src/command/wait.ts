import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../app/problem.ts';
import { summarize } from '../app/report-session.ts';
import { hasVanished, isAtEnd } from '../session/state.ts';
import { steadyMs } from '../system/steady-clock.ts';
import { formatPercent } from '../views/size.ts';
import { readArguments } from './arguments.ts';
import { type Command, findSnapshot } from './command-context.ts';
import { plain } from './output.ts';
import { exitCodeOf } from './session-text.ts';

const LOOK_EVERY_MS = 1000;
const STILL_GOING = 5;

/** `wait SESSION [--timeout SECONDS]`: ends when the session does; exit code as `show`, or 5 when time ran out. */
export const wait: Command = async ({ openMonitor, output }, args) => {
  const given = readArguments(args, { words: ['SESSION'], options: { timeout: true } });
  const timeout = given.values.get('timeout');
  if (timeout !== undefined && !/^\d{1,9}(\.\d+)?$/.test(timeout)) {
    throw new Problem('malformed', { code: 'option-timeout' });
  }
  const until = timeout === undefined ? null : steadyMs() + Number(timeout) * 1000;
  const monitor = openMonitor();
  for (;;) {
    const summary = summarize(findSnapshot(monitor, given.words[0] ?? ''));
    if (isAtEnd(summary)) {
      output.say(
        hasVanished(summary)
          ? `The server has deleted ${summary.id}; when last seen, it was ${plain(summary.state)}.`
          : `${summary.id} is ${summary.state}. ${plain(summary.verdict.sentence)}`,
      );
      return exitCodeOf(summary, { isRead: monitor.unread.size === 0 });
    }
    const left = until === null ? LOOK_EVERY_MS : until - steadyMs();
    if (left <= 0) {
      output.say(`${summary.id} is still ${summary.state}, at ${formatPercent(summary.percent)}.`);
      return STILL_GOING;
    }
    await sleep(Math.min(LOOK_EVERY_MS, left));
    monitor.now = Math.floor(Date.now() / 1000);
  }
};
