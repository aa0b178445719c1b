import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import type { Database } from '../../src/store/driver.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { PrefixHash } from '../../src/store/prefix-hash.ts';
import { testDriver } from '../host/open-database.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';
import { LOG_BYTES } from './random-log.ts';

const ID = 'copyacctchanging';

type Change =
  | { do: 'append' | 'truncate' | 'replace' | 'overwrite'; bytes: Buffer; part: number }
  | { do: 'complete' | 'reopen' | 'nothing' };

const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('append', 'append', 'truncate', 'replace', 'overwrite'),
      LOG_BYTES,
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([word, bytes, part]) => ({ do: word, bytes, part }) as Change),
  fc.constantFrom('complete', 'reopen', 'nothing').map((word) => ({ do: word }) as Change),
);

/** A log that is changed behind its reader's back, at given reads. */
class ChangingLog extends MemoryLog {
  reads = 0;
  isYoung = false;

  constructor(private readonly plan: Map<number, Change>) {
    super();
  }

  override stamp(): string | null {
    return this.isYoung ? null : super.stamp();
  }

  override read(at: number, into: number | Buffer): Buffer {
    const bytes = super.read(at, into);
    this.reads += 1;
    const change = this.plan.get(this.reads);
    if (change) this.change(change);
    return bytes;
  }

  change(change: Change): void {
    if (change.do === 'complete') this.isActive = false;
    else if (change.do === 'reopen') this.isActive = true;
    if (!('bytes' in change)) return;
    const { bytes, part } = change;
    const cut = bytes.subarray(0, Math.ceil(part * bytes.length));
    if (change.do === 'append') this.append(cut);
    else if (change.do === 'overwrite') this.overwrite(bytes, part);
    else {
      if (change.do === 'truncate') this.truncate();
      else this.replace();
      this.append(cut);
    }
  }
}

function newCache(): Database {
  return openCache(testDriver, ':memory:', 0);
}

function freshRows(log: MemoryLog): ReturnType<typeof dumpCache> {
  const db = newCache();
  ingestLog(db, ID, log, () => true);
  const dump = dumpCache(db);
  db.close();
  return dump;
}

it('law 1 and 2: a log that changes while it is read, in any way, leaves the rows of a fresh reading', () => {
  let changes = 0;
  fc.assert(
    fc.property(
      LOG_BYTES,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), CHANGE), { maxLength: 12 }),
      fc.array(CHANGE, { maxLength: 5 }),
      fc.integer({ min: 1, max: 900 }),
      fc.boolean(),
      (bytes, plan, between, pieceBytes, isYoung) => {
        const db = newCache();
        const log = new ChangingLog(new Map(plan));
        log.isYoung = isYoung;
        log.append(bytes);
        for (const change of between) {
          ingestLog(db, ID, log, () => true, pieceBytes);
          log.change(change);
        }
        ingestLog(db, ID, log, () => true, pieceBytes);
        changes += between.length + plan.filter(([at]) => at <= log.reads).length;
        const settled = new ChangingLog(new Map());
        settled.take(log);
        ingestLog(db, ID, settled, () => true);
        expect(dumpCache(db)).toEqual(freshRows(settled));
        db.close();
      },
    ),
    { numRuns: 300 },
  );
  expect(changes).toBeGreaterThan(900);
});

it('compares a long log that grows at its beginning and its end, and all of it when it is complete', () => {
  const line = (i: number): string => `line ${String(i).padStart(1000, '0')}\n`;
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => line(i)).join(''));
  const counted = (change: (bytes: Buffer) => unknown, isComplete: boolean): number => {
    const db = newCache();
    const log = new ChangingLog(new Map());
    log.append(bytes);
    ingestLog(db, ID, log, () => true);
    const changed = Buffer.from(bytes);
    change(changed);
    log.overwrite(changed, 0);
    log.append(Buffer.from(line(1)));
    if (isComplete) log.isActive = false;
    ingestLog(db, ID, log, () => true);
    const generation = Number(db.prepare('SELECT log_generation AS n FROM session').get()?.n);
    db.close();
    return generation;
  };
  const set = (at: number) => (copy: Buffer) => copy.fill('z', at, at + 1);
  expect(counted(() => undefined, false)).toBe(0);
  expect(counted(set(3), false)).toBe(1);
  expect(counted(set(1_048_500), false)).toBe(1);
  expect(counted(set(bytes.length - 60_000), false)).toBe(1);
  // What is between is not read again with every line that comes, but once when no more can come.
  expect(counted(set(3_000_000), false)).toBe(0);
  expect(counted(set(3_000_000), true)).toBe(1);
  expect(counted(() => undefined, true)).toBe(0);
});

it('has one fingerprint for the same bytes, however they are cut, and another for others', () => {
  const bytes = Buffer.alloc(1_400_000, 'größer 0123456789\n');
  const whole = new PrefixHash();
  whole.update(bytes);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (cuts) => {
      const hash = new PrefixHash();
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
        hash.update(bytes.subarray(from, cut));
        from = cut;
      }
      expect(hash.toString()).toBe(whole.toString());
    }),
    { numRuns: 40 },
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ by;
      const hash = new PrefixHash();
      hash.update(other);
      expect(hash.toString()).not.toBe(whole.toString());
    }),
    { numRuns: 40 },
  );
});
