import { afterEach, describe, expect, it } from 'vitest';
import type { Output } from '../../src/command/output.ts';
import { Screen } from '../../src/command/screen.ts';

const lines = (name: string, count: number): string =>
  Array.from({ length: count }, (_, i) => `${name} ${i}\n`).join('');
const PARTS = [
  { rank: 0, text: lines('head', 2) },
  { rank: 2, text: `\n${lines('facts', 6)}` },
  { rank: 1, text: `\n${lines('queue', 3)}` },
];

class Terminal implements Output {
  isTerminal = true;
  columns = 40;
  rows = 24;
  text = '';
  write(text: string): void {
    this.text += text;
  }
  steer(sequence: string): void {
    this.text += sequence;
  }
  flush(): void {}
  say(): void {}
  /** What was written since the last look. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

const screens: Screen[] = [];
const codes: number[] = [];
function open(terminal: Terminal): Screen {
  const screen = new Screen(terminal, (code) => codes.push(code));
  screens.push(screen);
  terminal.take();
  return screen;
}
afterEach(() => {
  for (const screen of screens.splice(0)) screen.close();
  codes.length = 0;
});

function drawn(terminal: Terminal): string[] {
  const text = terminal.take();
  expect(text.endsWith('\u001b[K\n\u001b[J')).toBe(true);
  return text.slice(0, -3).split('\u001b[K\n').slice(0, -1);
}

describe('a terminal that is lower than the text', () => {
  it('shows all where there is room, in the order of reading', () => {
    const terminal = new Terminal();
    const screen = open(terminal);
    terminal.rows = 14;
    screen.draw(PARTS);
    const shown = drawn(terminal);
    expect(shown).toHaveLength(13);
    expect(shown.slice(0, 4)).toEqual(['head 0', 'head 1', '', 'facts 0']);
  });

  it('keeps what counts most, says how much is left out, and never scrolls', () => {
    const terminal = new Terminal();
    const screen = open(terminal);
    terminal.rows = 8;
    screen.draw(PARTS);
    expect(drawn(terminal)).toEqual([
      ...['head 0', 'head 1', 'queue 0', 'queue 1', 'queue 2', 'facts 0'],
      '… 5 more lines',
    ]);
    screen.draw(PARTS);
    expect(terminal.take().startsWith('\u001b[7Fhead 0')).toBe(true);
    for (const rows of [1, 2, 3]) {
      terminal.rows = rows;
      screen.draw(PARTS);
      expect(drawn(terminal).length).toBe(Math.max(1, rows - 1));
    }
  });

  it('follows when it is resized', () => {
    const terminal = new Terminal();
    const screen = open(terminal);
    screen.draw(PARTS);
    terminal.take();
    terminal.rows = 6;
    terminal.columns = 6;
    screen.draw(PARTS);
    const [first, ...rest] = drawn(terminal);
    expect(first).toBe('\u001b[H\u001b[2Jhead ');
    expect(rest).toHaveLength(4);
    expect(rest.every((line) => line.length <= 5)).toBe(true);
  });
});

describe('a signal', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s shows the cursor again and ends with %d', (signal, code) => {
    const terminal = new Terminal();
    open(terminal);
    process.emit(signal);
    expect(terminal.take()).toBe('\u001b[?25h');
    expect(codes).toEqual([code]);
  });

  it('ends also where the terminal is gone', () => {
    const terminal = new Terminal();
    const screen = open(terminal);
    screens.length = 0;
    terminal.flush = () => {
      throw new Error('EIO');
    };
    expect(() => process.emit('SIGHUP')).toThrow('EIO');
    expect(codes).toEqual([129]);
    expect(screen).toBeDefined();
  });
});
