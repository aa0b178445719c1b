import { STEERING } from '../views/steering.ts';

/** Where a command writes: data to stdout, words to stderr. A test gives its own. */
export interface Output {
  /** Data, as it is; it can wait for more before it is given on. */
  write(text: string): void;
  /** Gives on what was written: for what goes on for long. */
  flush(): void;
  /** Words for the reader. */
  say(words: string): void;
  /** Whether colours and redrawing are welcome: a terminal, and no NO_COLOR. */
  isTerminal: boolean;
  /** Of the terminal as it is now: it can be resized. */
  readonly columns: number;
  readonly rows: number;
}

const COLOURS = { red: 31, green: 32, yellow: 33, blue: 34, grey: 90, bold: 1 } as const;
export type Colour = keyof typeof COLOURS;

export function paint(output: Output, colour: Colour, text: string): string {
  return output.isTerminal ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}

/** A text on one line of a terminal, with nothing in it that steers the terminal. */
export function plain(text: string): string {
  return text.replaceAll('\n', ' ').replace(STEERING, (sign) => {
    const code = sign.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

/** Columns padded to the widest cell; the last one runs on. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
