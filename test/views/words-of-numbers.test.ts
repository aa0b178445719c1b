import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatDuration, formatEstimate } from '../../src/views/duration.ts';
import {
  countNoun,
  formatCount,
  formatPercent,
  formatRate,
  formatSize,
} from '../../src/views/size.ts';
import { describeMoment, formatClock, formatExact, formatRelative } from '../../src/views/time.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [4_320, '1 h 12 min'],
    [86_399, '23 h 59 min'],
    [187_200, '2 d 4 h'],
  ])('%d s is %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});

describe('formatEstimate', () => {
  it.each([
    [12, 'less than a minute'],
    [200, 'about 3 min'],
    [4_350, 'about 1 h 13 min'],
    [10_000, 'about 2 h 45 min'],
  ])('%d s is %s', (seconds, words) => {
    expect(formatEstimate(seconds)).toBe(words);
  });
});

describe('formatSize', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1_023, '1023 bytes'],
    [1_024, '1 KB'],
    [1_536, '1.5 KB'],
    [1_048_575, '1 MB'],
    [530_000_000, '505 MB'],
    [1_073_741_824, '1 GB'],
    [2 ** 50, '1 PB'],
    [2 ** 62, '4096 PB'],
  ])('%d is %s', (bytes, words) => {
    expect(formatSize(bytes)).toBe(words);
  });

  it('never needs more than four characters for the number below a petabyte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_024, max: 2 ** 50 }), (bytes) => {
        expect(formatSize(bytes)).toMatch(/^\d{1,4}(\.\d{1,2})? [KMGTP]B$/);
        expect(formatSize(bytes).split(' ')[0]?.length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('gives rates, counts and percents', () => {
    expect(formatRate(8_808_038)).toBe('8.4 MB/s');
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(countNoun(1, 'item')).toBe('1 item');
    expect(countNoun(1_200, 'kind of issue', 'kinds of issue')).toBe('1,200 kinds of issue');
    expect(formatPercent(62.449)).toBe('62.4 %');
    expect(formatPercent(140)).toBe('100 %');
  });

  it('never shows less than all as 100 %', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 99.999, noNaN: true }), (percent) => {
        expect(formatPercent(percent)).not.toBe('100 %');
      }),
    );
  });
});

describe('moments in a zone east of Greenwich', () => {
  beforeAll(() => {
    process.env.TZ = 'Asia/Kolkata';
  });

  it('shows the exact time in the server’s zone', () => {
    expect(formatExact(1_793_600_000)).toBe('2026-11-02 11:43:20 +05:30');
    expect(formatClock(1_793_600_000)).toBe('11:43:20');
  });

  it.each([
    [0, 'just now'],
    [12, '12 s ago'],
    [11_100, '3 h 5 min ago'],
    [-120, 'in 2 min'],
    [700_000, '2026-10-25'],
  ])('%d s ago is “%s”', (age, words) => {
    expect(formatRelative(1_793_600_000 - age, 1_793_600_000)).toBe(words);
  });

  it('describes a moment in all its forms, and no moment as null', () => {
    expect(describeMoment(1_793_600_000, 1_793_600_004)).toEqual({
      epoch: 1_793_600_000,
      relative: '4 s ago',
      exact: '2026-11-02 11:43:20 +05:30',
      iso: '2026-11-02T06:13:20.000Z',
    });
    expect(describeMoment(null, 0)).toBeNull();
  });

  it('takes any number of a log without failing', () => {
    fc.assert(
      fc.property(fc.double(), (epoch) => {
        const moment = describeMoment(epoch, 1_793_600_000);
        expect(moment === null || !moment.exact.includes('NaN')).toBe(true);
      }),
    );
  });
});
