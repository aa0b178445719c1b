import fc from 'fast-check';
import { expect, it } from 'vitest';
import { betterSqlite3Driver } from '../../src/store/better-sqlite3.ts';
import { openCache } from '../../src/store/cache.ts';
import { findBucketSpan, readBuckets, sumBuckets } from '../../src/store/session-query.ts';

const SID = 7;
const bucket = fc.record({
  queue: fc.constantFrom('TRANSFER' as const, 'RESTORE' as const),
  minute: fc.nat(5000),
  size: fc.nat(1_000_000),
  items: fc.integer({ min: 1, max: 50 }),
});

it('sums endings over longer spans, each into the one that it lies in', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(bucket, {
        selector: ({ queue, minute }) => `${queue}${minute}`,
        minLength: 1,
      }),
      fc.integer({ min: 1, max: 90 }),
      (buckets, minutes) => {
        const db = openCache(betterSqlite3Driver(null), ':memory:', 0);
        const insert = db.prepare('INSERT INTO bucket VALUES (?, ?, ?, ?, ?)');
        const start = 1_700_000_040;
        for (const { queue, minute, size, items } of buckets) {
          insert.run(SID, queue, start + minute * 60, size, items);
        }
        const span = findBucketSpan(db, SID);
        if (!span) throw new Error('no span');
        const seconds = minutes * 60;
        const expected = new Map<string, { size: number; items: number }>();
        for (const { queue, start: at, size, items } of readBuckets(db, SID, 0)) {
          const key = `${queue} ${Math.floor((at - span.first) / seconds)}`;
          const known = expected.get(key) ?? { size: 0, items: 0 };
          expected.set(key, { size: known.size + size, items: known.items + items });
        }
        const sums = sumBuckets(db, SID, span, seconds).filter(({ items }) => items > 0);
        const found = sums.map(({ queue, start: at, size, items }) => [
          `${queue} ${(at - span.first) / seconds}`,
          { size, items },
        ]);
        db.close();
        expect(new Map(found as [string, { size: number; items: number }][])).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});
