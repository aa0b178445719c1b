import { expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { testDriver } from '../host/open-database.ts';
import { processorMs } from '../processor-time.ts';
import { MemoryLog } from './memory-log.ts';

const LINES = 300_000;

it('reads a log of nothing but short lines in a time that its bytes are worth', () => {
  const db = openCache(testDriver, ':memory:', 0);
  const log = new MemoryLog();
  log.append(Buffer.from('x\n'.repeat(LINES)));
  const ms = processorMs(() => ingestLog(db, 'copyacctshort', log, () => true));
  // 0.1.0 takes 16 µs a line, which made a page of ten million of them wait for minutes.
  expect(ms / LINES).toBeLessThan(0.009);
  expect(db.prepare('SELECT count FROM oddity').all()).toEqual([{ count: LINES }]);
  db.close();
});
