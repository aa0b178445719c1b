import { lookUp } from '../session/look-up.ts';
import { movedOf } from '../session/progress.ts';
import { hasVanished, isAtEnd } from '../session/state.ts';
import { verdictRows } from '../session/verdict.ts';
import type { Session, SessionSummary } from '../views/contract.ts';
import { endOf, formatDuration, formatEstimate } from '../views/duration.ts';
import { forecastText } from '../views/forecast-words.ts';
import { formatCount, formatPercent, formatRate, formatSize } from '../views/size.ts';
import { formatExact } from '../views/time.ts';
import { type Colour, type Output, paint, plain, table } from './output.ts';
import type { ScreenPart } from './screen.ts';

/** What an exit code can depend on. */
interface ExitOptions {
  /** `parse` sees only the master log, and does not report what is incomplete. */
  countsIncomplete?: boolean;
  /** False where something of the session could not be read: what looks unfinished then may have moved. */
  isRead?: boolean;
}

/** Exit code of a session: 1 once it has ended with something that did not move, or moved incompletely. */
export function exitCodeOf(
  session: SessionSummary,
  { countsIncomplete = true, isRead = true }: ExitOptions = {},
): number {
  const { state, counts, verdict } = session;
  const isDeleted = hasVanished(session);
  if (!isDeleted && !isAtEnd(session)) return 0;
  // For a session that was deleted before it was over, only what has moved is certain.
  const moved = movedOf(counts);
  if (isDeleted && moved < Math.max(1, session.itemsTotal)) return 1;
  if (state === 'FAILED' || state === 'ABORTED' || counts.failed > 0) return 1;
  if (isRead && counts.unfinished > 0) return 1;
  return countsIncomplete && verdict.incomplete > 0 ? 1 : 0;
}

const LEVEL_COLOUR: Record<string, Colour> = {
  good: 'green',
  open: 'blue',
  review: 'yellow',
  bad: 'red',
};

/**
 * A session in words, as `show` and `parse` print it.
 *
 * @param neverStarted how many items no worker has taken; null: unknown
 */
export function sessionText(
  output: Output,
  session: Session,
  neverStarted: number | null,
  now: number,
): string {
  return sessionParts(output, session, neverStarted, now)
    .map(({ text }) => text)
    .join('');
}

/** The same in parts, for `watch`: a low terminal has room only for the most important ones. */
export function sessionParts(
  output: Output,
  session: Session,
  neverStarted: number | null,
  now: number,
): ScreenPart[] {
  const over = isAtEnd(session);
  const { verdict } = session;
  const head = [session.id, session.state, formatPercent(session.percent)]
    .filter(Boolean)
    .join('  ');
  const lines = [paint(output, 'bold', plain(head))];
  if (session.stalled)
    lines.push(paint(output, 'red', `Stalled: ${plain(session.stalled.reason)}`));
  lines.push(paint(output, lookUp(LEVEL_COLOUR, verdict.level) ?? 'blue', verdict.sentence));
  const facts: string[][] = [];
  const fact = (name: string, value: string | null): void => {
    if (value !== null) facts.push([name, plain(value)]);
  };
  fact('Source', session.sourceHost);
  fact('Target', session.targetHost);
  fact('Initiator', session.initiator);
  fact('Log format', session.formatVersion);
  fact('Started', session.startedAt === null ? null : formatExact(session.startedAt));
  fact('Ended', session.endedAt === null ? null : formatExact(session.endedAt));
  const end = endOf(session, now);
  if (session.startedAt !== null && end !== null) {
    fact('Duration', formatDuration(end - session.startedAt));
  }
  if (!over) {
    fact('Time left', session.etaSeconds === null ? 'unknown' : formatEstimate(session.etaSeconds));
    fact('Throughput', session.bytesPerSecond === null ? null : formatRate(session.bytesPerSecond));
    fact('Bottleneck', session.bottleneck?.text ?? null);
  }
  const ahead = session.forecast.map(
    (one) =>
      `${paint(output, one.level === 'alarm' ? 'red' : 'yellow', plain(forecastText(one, now)))}\n`,
  );
  const issues = Object.entries(session.issueCounts).map(
    ([kind, count]) => `${kind} ${formatCount(count)}`,
  );
  fact('Issues', issues.join(', '));
  const tally = verdictRows({
    ...session,
    results: verdict,
    neverStarted,
    isStalled: session.stalled !== null,
  }).map(({ label, count }) => [label, formatCount(count)]);
  const busy = session.workers.filter((worker) => worker.item !== null);
  const workers = table(
    busy.map((worker) => [
      `${worker.queue} ${worker.childNumber}`,
      plain(worker.item ?? ''),
      worker.since === null ? '' : formatDuration(now - worker.since),
    ]),
  );
  return [
    { rank: 0, text: `${lines.join('\n')}\n` },
    { rank: 0, text: ahead.length === 0 ? '' : `\nLikely problems:\n${ahead.join('')}` },
    { rank: 3, text: tally.length > 1 ? `\n${table(tally)}` : '' },
    { rank: 4, text: `\n${table(facts)}` },
    { rank: 1, text: `\n${queueTable(session)}` },
    { rank: 2, text: workers === '' ? '' : `\n${workers}` },
    { rank: 5, text: session.warnings.map((warning) => `! ${plain(warning)}\n`).join('') },
  ];
}

function queueTable(session: Session): string {
  const head = [
    'Queue',
    'Total',
    'Success',
    'Warning',
    'Failed',
    'Active',
    'Pending',
    'Unfinished',
    'Percent',
    'Size',
  ];
  return table([
    head,
    ...session.queues.map((queue) => [
      queue.queue,
      formatCount(queue.total),
      formatCount(queue.success),
      formatCount(queue.warning),
      formatCount(queue.failed),
      formatCount(queue.active),
      formatCount(queue.pending),
      formatCount(queue.unfinished),
      formatPercent(queue.percent),
      queue.sizeTotal === null
        ? ''
        : `${formatSize(queue.sizeDone ?? 0)} of ${formatSize(queue.sizeTotal)}`,
    ]),
  ]);
}
