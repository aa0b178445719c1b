import { cacheWarnings } from '../app/cache-limit.ts';
import { Problem } from '../app/problem.ts';
import { summarizeAll } from '../app/session-list.ts';
import { movedOf } from '../session/progress.ts';
import { SCHEMA_VERSION, type SessionSummary } from '../views/contract.ts';
import { problemWords } from '../views/problem-words.ts';
import { describeOutcome, describeRest, groupOf } from '../views/session-outcome.ts';
import { formatCount, formatPercent } from '../views/size.ts';
import { steerlessJson } from '../views/text.ts';
import { formatExact } from '../views/time.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command-context.ts';
import { plain, table } from './output.ts';

/** `list [--state S] [--json]` */
export const list: Command = ({ openMonitor, output, now }, args) => {
  const given = readArguments(args, {
    words: [],
    options: { state: true, json: false },
  });
  const state = given.values.get('state')?.toLowerCase() ?? null;
  if (state === '') throw new Problem('malformed', { code: 'option-state' });
  const monitor = openMonitor();
  const { sessions, problems } = summarizeAll(monitor);
  const words = problems.map(problemWords);
  const warnings = [...cacheWarnings(monitor), ...words];
  for (const one of words) output.say(plain(one));
  const shown = sessions.filter(
    (session) =>
      state === null || session.state.toLowerCase() === state || groupOf(session) === state,
  );
  if (given.flags.has('json')) {
    const more = warnings.length === 0 ? {} : { warnings };
    output.write(`${steerlessJson({ schemaVersion: SCHEMA_VERSION, sessions: shown, ...more })}\n`);
    return 0;
  }
  if (shown.length === 0) {
    output.say(
      state === null
        ? 'There are no transfer sessions.'
        : `No session is ${plain(given.values.get('state') ?? '')}.`,
    );
    return 0;
  }
  const rows = shown.map((session) => [
    session.id,
    plain(session.stalled ? `${session.state} (stalled)` : session.state),
    formatPercent(session.percent),
    `${formatCount(movedOf(session.counts))}/${formatCount(session.itemsTotal)}`,
    formatCount(session.counts.failed),
    outcomeWords(session, now()),
    plain(session.sourceHost ?? ''),
    session.startedAt === null ? '' : formatExact(session.startedAt),
  ]);
  output.write(
    table([
      ['SESSION', 'STATE', 'PERCENT', 'MOVED', 'FAILED', 'VERDICT', 'SOURCE', 'STARTED'],
      ...rows,
    ]),
  );
  return 0;
};

/** The outcome and what is left to do, as in the page's list. */
function outcomeWords(session: SessionSummary, now: number): string {
  const { what } = describeRest(session, null, now);
  return `${describeOutcome(session).word} · ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
}
