import type { LogLine } from '../session/log-line.ts';
import { recordsIn } from './item-record.ts';
import { asNumber, asText, asTime } from './value.ts';

/** What the end of an item's log tells; a field is null where the given bytes do not say it. */
export interface ItemProgress {
  /** 0 to 100; the newest that the log names, which need not be the highest. */
  percent: number | null;
  /** The module in progress; null also when one has just ended. */
  module: string | null;
  /** Epoch seconds of the latest stamped line. */
  lastTime: number | null;
}

/**
 * Reads an item's progress from the end of its log.
 *
 * @param tail text of the log's last bytes; a first line that was cut and a last one that is still being written are
 *   skipped
 */
export function itemProgressOf(tail: string): ItemProgress {
  let percent: number | null = null;
  let module: string | null = null;
  let isModuleKnown = false;
  let lastTime: number | null = null;
  let end = tail.length;
  while (end > 0 && (percent === null || !isModuleKnown || lastTime === null)) {
    const start = tail.lastIndexOf('\n', end - 1) + 1;
    const line = tail.slice(start, end);
    end = start - 1;
    const isWanted =
      (percent === null && line.includes('"percentage"')) ||
      (!isModuleKnown && line.includes('_module"')) ||
      (lastTime === null && line.includes('"time"'));
    for (const record of isWanted ? recordsIn(line.trimEnd()).reverse() : []) {
      const { contents } = record;
      lastTime ??= asTime(contents.time);
      if (record.type !== 'control') continue;
      if (contents.action === 'percentage') {
        const value = asNumber(contents.percentage);
        if (value !== null) percent ??= Math.min(100, Math.max(0, value));
      }
      if (isModuleKnown) continue;
      if (contents.action === 'end_module') isModuleKnown = true;
      if (contents.action === 'start_module') {
        isModuleKnown = true;
        const message: unknown = Array.isArray(contents.msg) ? contents.msg[0] : contents.msg;
        module = asText(message);
      }
    }
  }
  return { percent, module, lastTime };
}

/** "..1024..", "...123..." as the server writes them between its lines. */
const DOTS = /^[ \t]*\.{2,}[ \t]*\d{1,18}[ \t]*%?\.{2,}[ \t]*$/;
/** What `describeRecord` makes of a control line `percentage`. */
const PERCENT = /^Progress: [\d.]{1,12} %$/;

/** Which kind of progress a line reports, or null; the newest line of a kind replaces the one before it. */
export function progressKind(text: string): 'dots' | 'percent' | null {
  if (DOTS.test(text)) return 'dots';
  return PERCENT.test(text) ? 'percent' : null;
}

/** Reduces runs of progress lines to the newest of each kind, in their order; all other lines stay as they are. */
export function foldProgress(lines: readonly LogLine[]): LogLine[] {
  const kept: LogLine[] = [];
  /** The newest line of each kind in the current run, the newest last: they are the last of `kept`. */
  let run: LogLine[] = [];
  for (const line of lines) {
    const kind = progressKind(line.text);
    if (kind === null) {
      run = [];
      kept.push(line);
      continue;
    }
    kept.length -= run.length;
    run = [...run.filter(({ text }) => progressKind(text) !== kind), line];
    kept.push(...run);
  }
  return kept;
}
