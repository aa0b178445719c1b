import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/views/csv.ts';
import { processorMs } from '../processor-time.ts';

const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
const PAYLOADS = SIGNS.flatMap((sign) => {
  const formula = `${sign}1+1`;
  return ['', ' ', '\u00a0', '\u3000', '\t', '\n', '\r\n', '\r', '"', '" ', '""', '\ufeff']
    .map((head) => `${head}${formula}`)
    .flatMap((text) => [
      text,
      ...[';', '\t', '\n', '; ', ';"', ',', ';;', '\t\t', ';\n', '\n\n', '"\n"', '";"'].map(
        (gap) => `x${gap}${text}`,
      ),
    ]);
});

/** As spreadsheets read it: a cell that begins with a quote ends with one; any other ends where it is split. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    let cell = '';
    if (line[at] === '"') {
      for (at++; at < line.length; at++) {
        if (line[at] !== '"') cell += line[at];
        else if (line[at + 1] === '"') cell += line[++at];
        else break;
      }
      at++;
    }
    while (at < line.length && line[at] !== separator && line[at] !== '\n' && line[at] !== '\r') {
      cell += line[at++];
    }
    cells.push(cell);
    at++;
  }
  return cells;
}

/** A cell that a spreadsheet would run, also where it leaves out blanks and quotes before it. */
function isFormula(cell: string): boolean {
  return /^[\s"]*[=+\-@＝＋－＠]/.test(cell);
}

function formulas(line: string): string[] {
  const naive = line.split(/[,;\t\r\n]/).filter((cell) => /^[\s"]*[=+\-@＝＋－＠]/.test(cell));
  return [...[',', ';', '\t'].flatMap((sign) => cellsOf(line, sign)).filter(isFormula), ...naive];
}

describe('csvLine', () => {
  it('would be told by this test', () => {
    expect(formulas('a,"x;=1"')).not.toEqual([]);
    expect(formulas('a,"x\n=1"')).not.toEqual([]);
    expect(formulas('a,=1')).not.toEqual([]);
  });

  it('makes no formula of known tricks', () => {
    const wrong = PAYLOADS.filter(
      (payload) => formulas(csvLine(['group', payload, 'last', payload, 7])).length > 0,
    );
    expect(PAYLOADS.length).toBeGreaterThan(1000);
    expect(wrong).toEqual([]);
  });

  it('makes no formula of anything', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        ...SIGNS,
        ';',
        ',',
        '\t',
        '\n',
        '\r',
        '"',
        "'",
        ' ',
        'a',
        '1',
        '\u0085',
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (cells) => {
        expect(formulas(csvLine(cells))).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });

  it('leaves numbers and ordinary texts as they are', () => {
    expect(csvLine([-5, 1.5, null, 'river-gdn', 'a@b.example', 'x = 1', 'a; b', 'É'])).toBe(
      '-5,1.5,,river-gdn,a@b.example,x = 1,a; b,É\r\n',
    );
    expect(csvLine(['\tx', '\nx', '\u001bx'])).toBe(`'\tx,"'\nx",␛x\r\n`);
    expect(csvLine(['-5', 'say "hi", or;=not', 'one\ntwo'])).toBe(
      `'-5,"say ""hi"", or;'=not","one\ntwo"\r\n`,
    );
  });

  it('takes as long for a text twice as long twice the time', () => {
    const time = (length: number): number =>
      processorMs(() => {
        for (const unit of ['\t', ' ', '"', ';', '\n', '=']) csvLine([unit.repeat(length)]);
      });
    time(10_000);
    expect(time(1_000_000)).toBeLessThan(Math.max(50, time(100_000)) * 40);
  });
});
