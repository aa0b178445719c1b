import { describe, expect, it } from 'vitest';
import { pausedSeconds, pausesOf } from '../../src/session/pause.ts';
import type { MarkWord } from '../../src/session/slice.ts';

const mark = (word: MarkWord, time: number | null) => ({ at: 0, word, time });

describe('pauses', () => {
  it('last from the word that it is paused to the word that it goes on', () => {
    expect(
      pausesOf([
        mark('start', 10),
        mark('pausing', 20),
        mark('paused', 25),
        mark('resume', 40),
        mark('completed', 90),
      ]),
    ).toEqual([{ from: 25, to: 40 }]);
  });

  it('are open where nothing ends them, and begin once however often that is said', () => {
    expect(
      pausesOf([
        mark('resume', 5),
        mark('paused', 25),
        mark('resume', 40),
        mark('paused', 50),
        mark('paused', 60),
      ]),
    ).toEqual([
      { from: 25, to: 40 },
      { from: 50, to: null },
    ]);
  });

  it('are not made of words without a time', () => {
    expect(pausesOf([mark('paused', null), mark('resume', 40), mark('paused', 50)])).toEqual([
      { from: 50, to: null },
    ]);
  });

  it('count with the part that lies in a stretch of time', () => {
    const pauses = [
      { from: 10, to: 20 },
      { from: 50, to: null },
    ];
    expect(pausedSeconds(pauses, 0, 100)).toBe(60);
    expect(pausedSeconds(pauses, 15, 55)).toBe(10);
    expect(pausedSeconds(pauses, 20, 50)).toBe(0);
    expect(pausedSeconds(pauses, 30, 25)).toBe(0);
  });
});
