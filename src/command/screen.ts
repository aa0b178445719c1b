import type { Output } from './output.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_SCREEN = '\u001b[H\u001b[2J';

/**
 * A part of the screen: whole lines, in reading order; parts with a low `rank` are dropped last where there is not
 * enough room.
 */
export interface ScreenPart {
  text: string;
  rank: number;
}

/** Exit codes as in shells: 128 plus the number of the signal. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof SIGNALS;

/** The part of the terminal that is redrawn, from where the cursor was at first. */
export class Screen {
  private lines = 0;
  private size = '';
  private readonly listeners: readonly (readonly [Signal, () => void])[];

  /** @param end ends the process after a signal, once the terminal has been restored */
  constructor(
    private readonly output: Output,
    private readonly end: (code: number) => void = (code) => process.exit(code),
  ) {
    this.listeners = Object.entries(SIGNALS).map(
      ([signal, code]) => [signal as Signal, () => this.interrupt(code)] as const,
    );
    for (const [signal, listener] of this.listeners) process.once(signal, listener);
    output.steer(HIDE_CURSOR);
  }

  draw(parts: readonly ScreenPart[]): void {
    const { columns, rows } = this.output;
    const size = `${columns}×${rows}`;
    // Resizing a terminal moves and wraps its contents: nobody knows how many lines up the drawing begins.
    const isMoved = this.size !== '' && this.size !== size;
    const up = isMoved ? CLEAR_SCREEN : this.lines > 0 ? `\u001b[${this.lines}F` : '';
    // The cursor is below the last line: one line more would scroll.
    const lines = fitRows(parts, Math.max(1, rows - 1)).map((line) =>
      fitColumns(line, columns - 1),
    );
    // Each line is cleared to its end, and then everything below the last one.
    this.output.steer(up);
    for (const line of lines) {
      this.output.write(line);
      this.output.steer('\u001b[K\n');
    }
    this.output.steer('\u001b[J');
    this.output.flush();
    this.lines = lines.length;
    this.size = size;
  }

  close(): void {
    for (const [signal, listener] of this.listeners) process.removeListener(signal, listener);
    this.output.steer(SHOW_CURSOR);
    this.output.flush();
  }

  private interrupt(code: number): void {
    try {
      this.close();
    } finally {
      // Also where the terminal is gone and can no longer be written to.
      this.end(code);
    }
  }
}

/** The lines of all parts, or of the most important ones, followed by how many are left out. */
function fitRows(parts: readonly ScreenPart[], most: number): string[] {
  const all = parts
    .map(({ text }) => text)
    .join('')
    .trimEnd()
    .split('\n');
  if (all.length <= most) return all;
  const ranked = [...parts].sort((a, b) => a.rank - b.rank);
  const lines = ranked.flatMap(({ text }) => text.split('\n').filter((line) => line !== ''));
  if (most === 1) return lines.slice(0, 1);
  const kept = lines.length <= most ? lines : lines.slice(0, most - 1);
  const left = lines.length - kept.length;
  return left === 0 ? kept : [...kept, `… ${left} more ${left === 1 ? 'line' : 'lines'}`];
}

/** A line that wrapped would take two lines of the screen; colours take no space. */
function fitColumns(line: string, width: number): string {
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
