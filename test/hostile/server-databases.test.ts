import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteDriver } from '../../src/store/driver.ts';
import { nodeSqliteDriver } from '../../src/store/node-sqlite.ts';
import { readItemSettings } from '../../src/whm/item-settings.ts';
import { countQueueStates, readQueue } from '../../src/whm/queue-database.ts';
import { readSessionIndex } from '../../src/whm/session-index.ts';
import { openDatabase, testDriver } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';

const DRIVERS: SqliteDriver[] = [testDriver];
// Node 20 has none, and without a compiler it is the test's own.
if (process.getBuiltinModule('node:sqlite') && testDriver.name !== 'node:sqlite') {
  DRIVERS.push(nodeSqliteDriver());
}

const ENDLESS = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'server-databases-'));
  path = join(folder, 'server.sqlite');
});
afterEach(() => removeFolder(folder));

function write(...statements: string[]): void {
  const db = openDatabase(path);
  for (const statement of statements) db.exec(statement);
  db.close();
}

describe.each(DRIVERS)('with $name', (driver) => {
  const readers = {
    index: () => readSessionIndex(driver, path, null),
    'one session': () => readSessionIndex(driver, path, 'copyacct1'),
    queue: () => readQueue(driver, path),
    states: () => countQueueStates(driver, path),
    settings: () => readItemSettings(driver, path, 'AccountRemoteRoot', ['bob']),
  };

  it.each(Object.entries(readers))('%s: an endless view is refused at once', (_, read) => {
    write(
      `CREATE VIEW sessions AS ${ENDLESS} SELECT 'copyacct' || x AS sessionid, 20 AS state FROM n`,
      `CREATE VIEW queue AS ${ENDLESS} SELECT x AS keyname, 3000 AS type, 1 AS state FROM n`,
      `CREATE VIEW AccountRemoteRoot AS ${ENDLESS} SELECT x AS user, 1 AS force FROM n`,
    );
    const start = performance.now();
    expect(read()).toEqual({ ok: false, trouble: expect.stringMatching(/ is not a table$/) });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('reads no table that is no real one', () => {
    write('CREATE VIRTUAL TABLE sessions USING fts5(sessionid, state)');
    expect(readers.index()).toEqual({ ok: false, trouble: '“sessions” is not a table' });
  });

  it('works out no column', () => {
    write(
      `CREATE TABLE sessions (sessionid TEXT, creator TEXT AS (printf('%.*c', 100000000, 'x')) VIRTUAL, state INTEGER)`,
      `INSERT INTO sessions (sessionid, state) VALUES ('copyacct1', 20)`,
    );
    const result = readers.index();
    expect(result.ok && result.value.get('copyacct1')).toMatchObject({
      creator: null,
      state: 'RUNNING',
    });
  });

  it('reads the beginning of a text that no name has', () => {
    write(
      'CREATE TABLE sessions (sessionid TEXT, creator TEXT, state INTEGER)',
      `INSERT INTO sessions VALUES ('copyacct1', printf('%.*c', 20000000, 'x'), 20)`,
    );
    const result = readers.index();
    expect(result.ok && result.value.get('copyacct1')?.creator).toBe('x'.repeat(4096));
  });

  it('says that there are too many rows', () => {
    write(
      'CREATE TABLE sessions (sessionid TEXT)',
      `INSERT INTO sessions ${ENDLESS} SELECT 's' || x FROM n LIMIT 500001`,
    );
    expect(readers.index()).toEqual({
      ok: false,
      trouble: expect.stringMatching(/too many rows|too long/),
    });
  });

  it('trusts no function of a table', () => {
    write('CREATE TABLE sessions (sessionid TEXT)');
    const db = driver.openForeign(path);
    expect(db.prepare('PRAGMA trusted_schema').get()).toEqual({ trusted_schema: 0 });
    db.close();
  });
});
