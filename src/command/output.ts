import type { IssueGroup, Item, Session } from '../views/contract.ts';
import { showSteering, steerlessJson } from '../views/text.ts';

/** Where a command writes: data to stdout, messages to stderr. A test provides its own. */
export interface Output {
  /** Data, which may be buffered. Control characters are made visible, except for the colours of `paint`. */
  write(text: string): void;
  /** Moves the cursor or clears the screen: the only way to send control sequences to the terminal. */
  steer(sequence: string): void;
  /** Writes what is buffered: for commands that run for long. */
  flush(): void;
  /** A message for the reader. */
  say(words: string): void;
  /** Whether colours and redrawing are welcome: on a terminal, and without NO_COLOR. */
  isTerminal: boolean;
  /** The terminal's present width: it can be resized. */
  readonly columns: number;
  readonly rows: number;
}

const COLOURS = { red: 31, green: 32, yellow: 33, blue: 34, grey: 90, bold: 1 } as const;
export type Colour = keyof typeof COLOURS;

export function paint(output: Output, colour: Colour, text: string): string {
  return output.isTerminal ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}

/** A text on one line of a terminal, without control characters. */
export function plain(text: string): string {
  return showSteering(text.replaceAll('\n', ' '));
}

const PAINTED = new RegExp(`\u001b\\[(?:0|${Object.values(COLOURS).join('|')})m`, 'g');

/**
 * Makes written text harmless, whoever produced it: no control sequences but line ends and, on a terminal, our own
 * colours. Texts for a single line go through {@link plain} before; this is for what was forgotten.
 */
export function harmless(text: string, isTerminal: boolean): string {
  const lines = text.split('\r\n');
  if (!isTerminal) return lines.map(showSteering).join('\r\n');
  const show = (line: string): string => {
    const colours = line.match(PAINTED) ?? [];
    return line
      .split(PAINTED)
      .map((part, i) => showSteering(part) + (colours[i] ?? ''))
      .join('');
  };
  return lines.map(show).join('\r\n');
}

/** A longer cell would push everything after it out of sight, in every row. */
const WIDEST_CELL = 64;
/** The last column may continue over many lines of the screen, but not for ever. */
const WIDEST_LAST = 2000;

function clip(cell: string, isLast: boolean): string {
  const most = isLast ? WIDEST_LAST : WIDEST_CELL;
  if (cell.length <= most) return cell;
  return `${cell.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Columns padded to the widest cell; the last one is not padded. A cell that is far too long is cut: `--json` has all of it. */
export function table(whole: readonly (readonly string[])[]): string {
  const rows = whole.map((row) => row.map((cell, i) => clip(cell, i === row.length - 1)));
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

/** Writes a list element by element: an export of any size holds one of them in memory. */
export function writeJsonList(output: Output, list: Iterable<unknown>): void {
  let separator = '';
  output.write('[');
  for (const element of list) {
    output.write(`${separator}${steerlessJson(element)}`);
    separator = ',\n';
  }
  output.write(']');
}

/** A whole session: first its head, then its items and issue groups one by one. */
export function writeSessionJson(
  output: Output,
  head: object,
  items: Iterable<Item>,
  issues: Iterable<IssueGroup>,
): void {
  const { items: _, issues: __, ...rest } = head as Partial<Session>;
  output.write(`${steerlessJson(rest).slice(0, -1)},"items":`);
  writeJsonList(output, items);
  output.write(',"issues":');
  writeJsonList(output, issues);
  output.write('}\n');
}
