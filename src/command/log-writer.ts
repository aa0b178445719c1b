import { progressKind } from '../log/item-progress.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { steerlessJson } from '../views/text.ts';
import { describeMoment } from '../views/time.ts';
import { type Colour, type Output, paint, plain } from './output.ts';

/** Writes lines of logs, one at a time. `log` names the log where lines come from several. */
export interface LogWriter {
  write(line: LogLine, log: string | null): void;
  /** Writes everything that is held back. */
  flush(): void;
}

/** One object a line; nothing is collapsed. */
export function jsonWriter(output: Output): LogWriter {
  return {
    write({ at, time, severity, source, module, text }, log) {
      const name = log === null ? {} : { log };
      const json = steerlessJson({ ...name, at, time, severity, source, module, text });
      output.write(`${json}\n`);
    },
    flush: () => output.flush(),
  };
}

const COLOURS: Partial<Record<LogSeverity, Colour>> = {
  error: 'red',
  warn: 'yellow',
  success: 'green',
  debug: 'grey',
};

/**
 * For people: time in the server's zone, severity, origin, text; further lines of a text are indented. The name of a
 * log is above its lines. Of successive lines of progress only the last one is written.
 */
export function textWriter(output: Output): LogWriter {
  let current: string | null = null;
  let progress: LogLine | null = null;
  const writeProgress = (): void => {
    if (progress !== null) output.write(textOf(output, progress));
    progress = null;
  };
  return {
    write(line, log) {
      if (log !== current) {
        writeProgress();
        if (log !== null) output.write(`${current === null ? '' : '\n'}${head(output, log)}`);
        current = log;
      }
      const kind = progressKind(line.text);
      if (progress !== null && kind !== progressKind(progress.text)) writeProgress();
      if (kind === null) output.write(textOf(output, line));
      else progress = line;
    },
    flush() {
      writeProgress();
      output.flush();
    },
  };
}

function head(output: Output, log: string): string {
  return `${paint(output, 'bold', plain(log))}\n`;
}

const NO_TIME = '-'.padEnd(19);

function textOf(output: Output, { time, severity, source, module, text }: LogLine): string {
  const stamp = describeMoment(time, time ?? 0)?.exact.slice(0, 19) ?? NO_TIME;
  const origins = [source, module].filter((part) => part !== null);
  const origin = origins.length === 0 ? '' : `[${plain(origins.join(' '))}] `;
  const [first = '', ...rest] = text.trimEnd().split('\n').map(plain);
  const colour = COLOURS[severity];
  const dye = (words: string) => (colour === undefined ? words : paint(output, colour, words));
  const lines = [`${stamp} ${dye(`${severity.padEnd(7)} ${origin}${first}`)}`];
  for (const line of rest) lines.push(dye(`    ${line}`));
  return `${lines.join('\n')}\n`;
}
