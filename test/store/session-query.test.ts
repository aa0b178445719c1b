import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateEta, MAX_RECENT } from '../../src/session/eta.ts';
import { BUCKET_SECONDS } from '../../src/session/slice.ts';
import { workingSecondsAgo } from '../../src/session/throughput.ts';
import { openCache } from '../../src/store/cache.ts';
import { readBuckets, readEndings } from '../../src/store/session-query.ts';
import { testDriver } from '../host/open-database.ts';

const SID = 7;
const bucket = fc.record({
  queue: fc.constantFrom('TRANSFER' as const, 'RESTORE' as const),
  minute: fc.nat(5000),
  size: fc.nat(1_000_000),
  items: fc.integer({ min: 1, max: 50 }),
});

it('sums old endings so that the estimate stays the same', () => {
  let known = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(bucket, {
        selector: ({ queue, minute }) => `${queue}${minute}`,
        minLength: 20,
        maxLength: 300,
      }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.option(fc.tuple(fc.nat(290_000), fc.nat(20_000)), { nil: null }),
      fc.boolean(),
      (buckets, since, pause, hasSizes) => {
        const db = openCache(testDriver, ':memory:', 0);
        const insert = db.prepare('INSERT INTO bucket VALUES (?, ?, ?, ?, ?)');
        const start = 1_700_000_040;
        for (const { queue, minute, size, items } of buckets) {
          insert.run(SID, queue, start + minute * 60, size, items);
        }
        const now = start + Math.max(...buckets.map(({ minute }) => minute)) * 60 + since;
        const pauses =
          pause === null
            ? []
            : [{ from: start + pause[0], to: Math.min(now, start + pause[0] + pause[1]) }];
        const queues = (['TRANSFER', 'RESTORE'] as const).map((queue) => ({
          queue,
          sizeTotal: 1e9,
          sizeDone: 5e8,
          total: 20_000,
          done: 9_000,
        }));
        const facts = { now, startedAt: start, queues, pauses, activeItems: [], hasSizes };
        const from = workingSecondsAgo(facts, MAX_RECENT) - BUCKET_SECONDS;
        const whole = estimateEta({ ...facts, endings: readBuckets(db, SID, 0) });
        const summed = estimateEta({ ...facts, endings: readEndings(db, SID, from) });
        db.close();
        if (whole.etaSeconds !== null) known += 1;
        expect(summed.reason).toBe(whole.reason);
        // Sums in another order differ in the last digit.
        expect(Math.abs((summed.etaSeconds ?? 0) - (whole.etaSeconds ?? 0))).toBeLessThanOrEqual(1);
        expect(summed.bytesPerSecond).toBe(whole.bytesPerSecond);
      },
    ),
    { numRuns: 200 },
  );
  expect(known).toBeGreaterThan(20);
});

it('sums sizes that no integer can hold', () => {
  const db = openCache(testDriver, ':memory:', 0);
  const insert = db.prepare('INSERT INTO bucket VALUES (?, ?, ?, ?, ?)');
  for (let minute = 0; minute < 1100; minute++) {
    insert.run(SID, 'TRANSFER', minute * 60, Number.MAX_SAFE_INTEGER, 1);
  }
  const [others, newest] = readEndings(db, SID, 1100 * 60);
  expect(others).toMatchObject({ start: 0, size: Number.MAX_SAFE_INTEGER, items: 1099 });
  expect(newest).toMatchObject({ start: 1099 * 60, items: 1 });
  db.close();
});
