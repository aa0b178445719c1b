import { describe, expect, it } from 'vitest';
import { readFrom } from '../../src/logfile/log-window.ts';
import { countSeverities } from '../../src/logfile/severity-count.ts';
import { startBudget, UNLIMITED } from '../../src/system/steady-clock.ts';

const record = (type: string, msg: string) =>
  JSON.stringify({ type, contents: { msg: [msg], time: 1_793_600_000 } });
const LINES = [
  'plain text',
  'ERROR: one',
  '\tmain::restore() called at example.pm line 188',
  record('warn', 'careful'),
  record('out', 'fine'),
  'mysqldump: Error: gone',
  record('error', 'two'),
  '',
];

function sourceOf(text: string) {
  const bytes = Buffer.from(text);
  return {
    size: () => bytes.length,
    read(at: number, into: number | Buffer) {
      const found = bytes.subarray(at, at + (typeof into === 'number' ? into : into.length));
      if (typeof into === 'number') return found;
      found.copy(into);
      return into.subarray(0, found.length);
    },
  };
}

describe('countSeverities', () => {
  it.each([1, 700])('counts what a reader of all lines sees (%i times)', (times) => {
    const source = sourceOf(LINES.join('\n').repeat(times));
    const { lines } = readFrom(source, 0, { maxLines: 1e6, maxBytes: 1e9 });
    const at = (severity: string) => lines.filter((l) => l.severity === severity).map((l) => l.at);
    const counted = countSeverities(source, 1e6, UNLIMITED);
    expect(counted).toMatchObject({
      errors: at('error').length,
      warnings: at('warn').length,
      isComplete: true,
    });
    expect(counted.errors).toBe(4 * times);
    expect(counted.errorsAt).toEqual(at('error'));
    expect(counted.firstErrorAt).toBe(at('error')[0]);
  });

  it('keeps one place a stretch, the first', () => {
    const source = sourceOf('ERROR: x\n'.repeat(1000));
    const { errors, errorsAt } = countSeverities(source, 10, UNLIMITED);
    expect(errors).toBe(1000);
    expect(errorsAt).toEqual(Array.from({ length: 10 }, (_, i) => i * 900));
  });

  it('says how far it came, and never that an uncounted log has none', () => {
    const source = sourceOf('quiet\n'.repeat(200_000));
    const { errors, countedTo, isComplete } = countSeverities(source, 10, startBudget(0));
    expect(errors).toBe(0);
    expect(countedTo).toBeLessThan(source.size());
    expect(isComplete).toBe(false);
  });

  it('of an empty log', () => {
    const none = { errors: 0, warnings: 0, firstErrorAt: null, errorsAt: [], countedTo: 0 };
    expect(countSeverities(sourceOf(''), 10, UNLIMITED)).toEqual({ ...none, isComplete: true });
  });
});
