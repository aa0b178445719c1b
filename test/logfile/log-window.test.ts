import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAround, readBefore, readFrom } from '../../src/logfile/log-window.ts';
import { LOG_SEVERITIES, type LogLine, type LogSeverity } from '../../src/session/log-line.ts';
import type { Budget } from '../../src/system/steady-clock.ts';
import { logBytes, MemorySource, readNaively } from '../host/log-corpus.ts';

const MB = 1024 * 1024;
const SPENT: Budget = { isSpent: () => true, left: () => 0 };
const limits = fc.record({
  maxLines: fc.integer({ min: 1, max: 9 }),
  maxBytes: fc.constantFrom(1, 300, 100_000),
});
const severities = fc
  .subarray([...LOG_SEVERITIES], { minLength: 1 })
  .map((names) => new Set<LogSeverity>(names));

function upTo(
  source: MemorySource,
  from: number,
  options: Parameters<typeof readFrom>[2],
): LogLine[] {
  const lines: LogLine[] = [];
  for (let at: number | null = from; at !== null; ) {
    const window = readFrom(source, at, options);
    lines.push(...window.lines);
    if (window.nextFrom !== null) expect(window.nextFrom).toBeGreaterThan(at);
    at = window.nextFrom;
  }
  return lines;
}

function downFrom(
  source: MemorySource,
  before: number,
  options: Parameters<typeof readBefore>[2],
): LogLine[] {
  const lines: LogLine[] = [];
  for (let at: number | null = before; at !== null; ) {
    const window = readBefore(source, at, options);
    lines.unshift(...window.lines);
    if (window.previousBefore !== null) expect(window.previousBefore).toBeLessThan(at);
    at = window.previousBefore;
  }
  return lines;
}

describe('windows of a log', () => {
  it('tile the file from any offset, in both directions', () => {
    fc.assert(
      fc.property(
        logBytes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        limits,
        (bytes, part, limit) => {
          const source = new MemorySource(bytes);
          const at = Math.floor(bytes.length * part);
          const all = readNaively(bytes);
          const lines = [...downFrom(source, at, limit), ...upTo(source, at, limit)];
          expect(lines).toEqual(all);
        },
      ),
    );
  });

  it('tile the file under any filter, also when the budget ends after every block', () => {
    fc.assert(
      fc.property(logBytes, severities, limits, fc.boolean(), (bytes, wanted, limit, isSpent) => {
        const source = new MemorySource(bytes);
        const options = { ...limit, severities: wanted, ...(isSpent ? { budget: SPENT } : {}) };
        const all = readNaively(bytes).filter((line) => wanted.has(line.severity));
        expect(upTo(source, 0, options)).toEqual(all);
        expect(downFrom(source, bytes.length, options)).toEqual(all);
      }),
    );
  });

  it('around an offset hold the line of that offset', () => {
    fc.assert(
      fc.property(
        logBytes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        limits,
        (bytes, part, limit) => {
          const at = Math.floor(bytes.length * part);
          const window = readAround(new MemorySource(bytes), at, limit);
          const all = readNaively(bytes);
          const holder = all.filter((line) => line.at <= at).at(-1);
          const isBehind = at >= bytes.length;
          if (holder !== undefined && !isBehind) expect(window.lines).toContainEqual(holder);
          const first = all.findIndex((line) => line.at === window.lines[0]?.at);
          expect(window.lines).toEqual(all.slice(Math.max(0, first), first + window.lines.length));
        },
      ),
    );
  });

  it('leave a line that is being written for later, and show it as the end of a completed log', () => {
    const source = new MemorySource(Buffer.from('one\ntwo\nthr'));
    expect(readFrom(source, 0, { includeTail: false })).toMatchObject({
      to: 8,
      nextFrom: null,
      followFrom: 8,
    });
    expect(readBefore(source, 99, { includeTail: false }).lines.map((line) => line.text)).toEqual([
      'one',
      'two',
    ]);
    const shown = readFrom(source, 4);
    expect(shown.lines.map((line) => line.text)).toEqual(['two', 'thr']);
    expect(shown.followFrom).toBe(8);
    source.bytes = Buffer.from('one\ntwo\nthree\nfour\n');
    const later = readFrom(source, shown.followFrom);
    expect(later.lines.map((line) => [line.at, line.text])).toEqual([
      [8, 'three'],
      [14, 'four'],
    ]);
    expect(later.followFrom).toBe(19);
  });

  it('of an empty log, or behind the end of one that was truncated, are empty', () => {
    expect(readFrom(new MemorySource(Buffer.alloc(0)), 10)).toMatchObject({
      lines: [],
      from: 0,
      to: 0,
      size: 0,
      previousBefore: null,
      nextFrom: null,
      followFrom: 0,
    });
    expect(readBefore(new MemorySource(Buffer.alloc(0)), 10).lines).toEqual([]);
    const source = new MemorySource(Buffer.from('one\n'));
    expect(readFrom(source, 5000)).toMatchObject({ lines: [], from: 4, nextFrom: null, size: 4 });
    for (const at of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(readFrom(source, at).size).toBe(4);
      expect(readBefore(source, at).size).toBe(4);
    }
  });

  it('survive a log that shrinks or grows between two reads', () => {
    const bytes = Buffer.from('line of text\n'.repeat(30_000));
    const source = new MemorySource(bytes);
    const shrinking = {
      size: () => bytes.length,
      read: (at: number, into: number | Buffer) => {
        const part = source.read(at, into);
        source.bytes = bytes.subarray(0, 70_000);
        return part;
      },
    };
    expect(readFrom(shrinking, 0, { maxLines: 1e6, maxBytes: 1e9 }).lines.length).toBeGreaterThan(
      5000,
    );
    source.bytes = bytes;
    expect(
      readBefore(shrinking, bytes.length, { maxLines: 1e6, maxBytes: 1e9 }).lines.length,
    ).toBeGreaterThan(0);
  });
});

describe('over-long lines', () => {
  const long = `{"type":"out","contents":{"msg":["${'“é”'.repeat(60_000)}"]}}`;
  const text = `first\n${long}\nlast\n`;
  const source = new MemorySource(Buffer.from(text));
  const size = source.size();

  it('are cut with a marker at a whole character, and what follows is read', () => {
    const { lines, nextFrom } = readFrom(source, 0);
    expect(nextFrom).toBe(size - 5);
    expect(lines[1]?.text).toMatch(/^(?:“é”)+“?é?\n… \(cut here: the line goes on\)$/u);
    expect(lines[1]?.severity).toBe('info');
    expect(readFrom(source, nextFrom ?? 0).lines.map((line) => line.text)).toEqual(['last']);
  });

  it('are found whole from any offset inside them, in both directions', () => {
    const middle = Math.floor(size / 2);
    expect(readFrom(source, middle).lines[0]?.at).toBe(6);
    expect(downFrom(source, size, {}).map((line) => line.at)).toEqual([0, 6, size - 5]);
    expect(readBefore(source, middle).lines.map((line) => line.text)).toEqual(['first']);
  });

  it('of many megabytes, even without any newline, are read in pieces', () => {
    const giant = new MemorySource(Buffer.alloc(130 * MB, 'x'));
    const fromStart = upTo(giant, 0, {});
    expect(fromStart.map((line) => Math.round(line.at / MB))).toEqual([0, 64, 128]);
    expect(fromStart[2]?.text).toMatch(/^… \(the line begins further up\)\nx+\n… \(cut here/);
    const { lines } = readBefore(giant, giant.size());
    for (const line of [...fromStart, ...lines]) expect(line.text.length).toBeLessThan(70_000);
  });
});
