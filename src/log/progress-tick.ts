import type { LogLine } from '../session/log-line.ts';

/** "..1024..", "...123..." as the server writes them between its lines. */
const DOTS = /^[ \t]*\.{2,}[ \t]*\d{1,18}[ \t]*%?\.{2,}[ \t]*$/;
/** What `describeRecord` makes of a control line `percentage`. */
const PERCENT = /^Progress: [\d.]{1,12} %$/;

/** Which kind of progress a line tells of, or null; the newest of a kind replaces the one before it. */
export function tickKind(text: string): 'dots' | 'percent' | null {
  if (DOTS.test(text)) return 'dots';
  return PERCENT.test(text) ? 'percent' : null;
}

/** Folds runs of progress ticks into the newest of each kind, in their order; all other lines stay as they are. */
export function foldTicks(lines: readonly LogLine[]): LogLine[] {
  const kept: LogLine[] = [];
  /** The newest tick of each kind in the run that is going on, the newest last: they are the last of `kept`. */
  let run: LogLine[] = [];
  for (const line of lines) {
    const kind = tickKind(line.text);
    if (kind === null) {
      run = [];
      kept.push(line);
      continue;
    }
    kept.length -= run.length;
    run = [...run.filter(({ text }) => tickKind(text) !== kind), line];
    kept.push(...run);
  }
  return kept;
}
