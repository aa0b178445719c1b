import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askAddress, withoutToken } from '../../src/browser/address.ts';
import { type Pace, STEP_MS, waitMs } from '../../src/browser/pace.ts';

const LIVE: Pace = {
  poll: 'live',
  isHidden: false,
  quietMs: 0,
  failures: 0,
  tookMs: 200,
  stepMs: STEP_MS,
};

test('a visible live view is seen within two seconds of a change, whatever an answer takes up to half a second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), (tookMs) => {
      // The change comes right after an answer was made; the next one has it.
      const wait = waitMs({ ...LIVE, tookMs }) ?? Number.POSITIVE_INFINITY;
      expect(tookMs + wait + tookMs).toBeLessThan(2_000);
    }),
  );
});

test('hidden, quiet and finished views are asked for more seldom; an archived one never', () => {
  const usual = waitMs(LIVE) ?? 0;
  expect(waitMs({ ...LIVE, isHidden: true })).toBeGreaterThan(20 * usual);
  expect(waitMs({ ...LIVE, quietMs: 3 * 60_000 })).toBeGreaterThan(3 * usual);
  expect(waitMs({ ...LIVE, quietMs: 11 * 60_000 })).toBeGreaterThan(9 * usual);
  expect(waitMs({ ...LIVE, poll: 'idle' })).toBeGreaterThan(9 * usual);
  expect(waitMs({ ...LIVE, poll: 'off' })).toBeNull();
});

test('errors are answered with ever longer waits, up to half a minute', () => {
  const waits = [1, 2, 3, 4, 5, 6, 50].map((failures) => waitMs({ ...LIVE, failures }));
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('a server that is slow rests at least half as long as it works', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (tookMs) => {
      expect(waitMs({ ...LIVE, tookMs })).toBeGreaterThanOrEqual(tookMs / 2);
    }),
  );
});

test('a view is asked for with what narrows it, and without what is taken away', () => {
  expect(askAddress('?session=a1&q=x%26y&at=5', { format: 'json', at: null })).toBe(
    'index.cgi?session=a1&q=x%26y&format=json',
  );
});

test('only the token goes from a path', () => {
  expect(withoutToken('/cpsess1234567890/cgi/transfer_monitor/index.cgi')).toBe(
    '/cgi/transfer_monitor/index.cgi',
  );
  expect(withoutToken('/cgi/cpsess1/index.cgi')).toBe('/cgi/cpsess1/index.cgi');
});
