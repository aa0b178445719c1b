import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/views/contract.ts';
import { buildHero } from '../../src/views/session-hero.ts';
import { buildSign } from '../../src/views/session-sign.ts';
import { makeSession, makeSessionInput, NO_COUNTS, NOW } from '../render/fixtures.ts';

function signOf(changes: Partial<Session>) {
  const session = makeSession({
    sourceHost: 'old9.example.com',
    targetHost: 'new.example.net',
    counts: { ...NO_COUNTS, success: 5, active: 5 },
    ...changes,
  });
  return buildSign(session, buildHero(makeSessionInput({ session }), NOW));
}

describe('what the tab shows of a session', () => {
  it('under way: whole percent and the route', () => {
    expect(signOf({ percent: 62.9 })).toMatchObject({
      title: '62 % · old9 → new',
      ring: 62,
      isOver: false,
      news: [],
    });
  });

  it('by a source that is an address: all of it', () => {
    expect(signOf({ percent: 1, sourceHost: '192.0.2.7' }).title).toBe('1 % · 192.0.2.7 → new');
    expect(signOf({ percent: 1, sourceHost: '2001:db8::7' }).title).toContain('2001:db8::7');
  });

  it('stalled: the word for it, and news of its own for each stall', () => {
    const stalled = { since: 1_700_000_000, reason: 'No log has grown.' };
    const { title, news } = signOf({ percent: 40, stalled });
    expect(title).toBe('✖ Stalled 40 % · old9 → new');
    expect(news).toEqual([{ key: 'stall-1700000000', words: 'No log has grown.' }]);
  });

  it('over: how it ended', () => {
    const over = { state: 'COMPLETED', live: false, endedAt: NOW - 5, percent: 100 } as const;
    const sign = signOf({ ...over, counts: { ...NO_COUNTS, success: 5, failed: 2 } });
    expect(sign).toMatchObject({ ring: 100, isOver: true });
    expect(sign.news.map(({ key }) => key)).toEqual(['failure', 'end']);
    expect(sign.news[0]?.words).toBe('2 items failed.');
  });
});
