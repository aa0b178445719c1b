import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import type { Database } from '../../src/store/driver.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { testDriver } from '../host/open-database.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';
import { LOG_BYTES } from './random-log.ts';

const ID = 'copyacctlaws';

function newCache(): Database {
  return openCache(testDriver, ':memory:', 0);
}

/** The cache after reading the whole log at once. */
function readWhole(bytes: Buffer): ReturnType<typeof dumpCache> {
  const db = newCache();
  const log = new MemoryLog();
  log.append(bytes);
  log.isActive = false;
  ingestLog(db, ID, log, () => true);
  const dump = dumpCache(db);
  db.close();
  return dump;
}

describe('law 1, cutting', () => {
  it('gives the same rows for a log that comes in any pieces, cut anywhere', () => {
    let cuts = 0;
    fc.assert(
      fc.property(
        LOG_BYTES,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 600 }),
        (bytes, places, pieceBytes) => {
          const db = newCache();
          const log = new MemoryLog();
          let from = 0;
          for (const place of [
            ...places.map((p) => Math.floor(p * bytes.length)).sort((a, b) => a - b),
          ]) {
            log.append(bytes.subarray(from, place));
            from = place;
            cuts += 1;
            ingestLog(db, ID, log, () => true, pieceBytes);
          }
          log.append(bytes.subarray(from));
          log.isActive = false;
          ingestLog(db, ID, log, () => true, pieceBytes);
          expect(dumpCache(db)).toEqual(readWhole(bytes));
          db.close();
        },
      ),
      { numRuns: 300 },
    );
    expect(cuts).toBeGreaterThan(1000);
  });

  it('takes the last line of a completed log that lacks its newline', () => {
    fc.assert(
      fc.property(LOG_BYTES, (bytes) => {
        const cut = bytes.subarray(0, Math.max(0, bytes.length - 1));
        const [a, b] = [readWhole(cut), readWhole(bytes)];
        const rows = ({ session: _, ...rest }: ReturnType<typeof dumpCache>) => rest;
        expect(rows(a)).toEqual(rows(b));
      }),
      { numRuns: 50 },
    );
  });
});

/** Sums beyond a bound stay there, and what has been beyond it can't be reckoned back: see outcomes.test.ts. */
const IN_BOUNDS = LOG_BYTES.map((bytes) =>
  Buffer.from(bytes.toString('latin1').replace(/"size":\d{16}/g, '"size":70'), 'latin1'),
);

it('leaves the rest for the next time where it is asked to stop, and says how far it is', () => {
  const line = Buffer.from('{"type":"control","contents":{"action":"pausing"}}\n');
  const db = newCache();
  const log = new MemoryLog();
  for (let i = 0; i < 3; i++) log.append(line);
  const size = 3 * line.length;
  const readPiece = () => ingestLog(db, ID, log, () => false, 1);
  expect(readPiece()).toEqual({ offset: line.length, size, done: false });
  expect(readPiece()).toEqual({ offset: 2 * line.length, size, done: false });
  expect(readPiece()).toEqual({ offset: size, size, done: true });
  expect(readPiece()).toEqual({ offset: size, size, done: true });
  // Half a line of a log that is being written is left as well, but there is no more to be had now.
  log.append(line.subarray(0, 9));
  expect(readPiece()).toEqual({ offset: size, size: size + 9, done: true });
  db.close();
});

describe('sums', () => {
  it('are those of the rows that they sum, wherever the log is cut', () => {
    fc.assert(
      fc.property(IN_BOUNDS, fc.integer({ min: 1, max: 600 }), (bytes, pieceBytes) => {
        const db = newCache();
        const log = new MemoryLog();
        log.append(bytes);
        log.isActive = false;
        ingestLog(db, ID, log, () => true, pieceBytes);
        const all = (sql: string) => db.prepare(sql).all();
        expect(all('SELECT combo, count, size FROM tally WHERE count <> 0 ORDER BY combo')).toEqual(
          all(
            `SELECT combo, count(*) AS count, coalesce(sum(size), 0) AS size
              FROM item GROUP BY combo ORDER BY combo`,
          ),
        );
        expect(
          all('SELECT group_id, count, items FROM session_group WHERE count <> 0 ORDER BY 1'),
        ).toEqual(
          all(
            `SELECT group_id, count(*) AS count, count(DISTINCT item_id) AS items
              FROM issue GROUP BY group_id ORDER BY 1`,
          ),
        );
        db.close();
      }),
      { numRuns: 200 },
    );
  });
});

describe('law 2, purity', () => {
  it('gives rows that depend on the bytes alone, not on what was read before them', () => {
    fc.assert(
      fc.property(LOG_BYTES, LOG_BYTES, fc.boolean(), (before, bytes, isTruncated) => {
        const db = newCache();
        const log = new MemoryLog();
        log.append(before);
        ingestLog(db, ID, log, () => true);
        if (isTruncated) log.truncate();
        else log.replace();
        ingestLog(db, ID, log, () => true);
        log.append(bytes);
        log.isActive = false;
        ingestLog(db, ID, log, () => true);
        expect(dumpCache(db)).toEqual(readWhole(bytes));
        db.close();
      }),
      { numRuns: 150 },
    );
  });

  it('starts over when other bytes stand before the cursor, though the file is the same and as long', () => {
    const line = (item: string): Buffer =>
      Buffer.from(
        `{"type":"control","contents":{"action":"start","queue":"TRANSFER","item":"${item}","item_type":"AccountLocal","child_number":1}}\n`,
      );
    const db = newCache();
    const log = new MemoryLog();
    log.append(line('rivergdn'));
    ingestLog(db, ID, log, () => true);
    log.truncate();
    log.append(line('blueoaks'));
    log.append(line('rivergd2'));
    log.isActive = false;
    ingestLog(db, ID, log, () => true);
    expect(dumpCache(db)).toEqual(readWhole(Buffer.concat([line('blueoaks'), line('rivergd2')])));
    db.close();
  });

  it('reads nothing and writes nothing when nothing has come', () => {
    const db = newCache();
    const log = new MemoryLog();
    log.append(Buffer.from('{"type":"control","contents":{"action":"start"}}\n'));
    ingestLog(db, ID, log, () => true);
    const changes = () => Number(db.prepare('SELECT total_changes() AS n').get()?.n);
    const before = changes();
    ingestLog(db, ID, log, () => true);
    expect(changes()).toBe(before);
    db.close();
  });
});
