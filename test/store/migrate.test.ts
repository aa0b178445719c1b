import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  listNotifications,
  NOTICES_SCHEMA,
  openNotifications,
} from '../../src/notify/notification-store.ts';
import { CacheError, openCache } from '../../src/store/cache.ts';
import type { Database } from '../../src/store/driver.ts';
import { migrate } from '../../src/store/migrate.ts';
import { CACHE_SCHEMA } from '../../src/store/schema.ts';
import { findSession, outdatedRules } from '../../src/store/session-row.ts';
import { openDatabase, testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

const driver = testDriver;
const FIXTURE = join(repositoryRoot(), 'test/fixtures/v0.1.0');
const ARCHIVED = 'copyacct20261128160624hjq65d';
const LIVE = 'copyacct20261128170624fx35k3';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-migrate-'));
  for (const name of ['cache.sqlite', 'notices.sqlite']) {
    copyFileSync(join(FIXTURE, name), at(name));
  }
});
afterEach(() => removeFolder(folder));

/** What a file's tables and indexes are, in the words that made them. */
function schemaOf(db: Database): unknown[] {
  return db
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name')
    .all()
    .map((row) => ({ ...row }));
}

function rowsOf(path: string, table: string): unknown[] {
  const db = openDatabase(path);
  try {
    return db.prepare(`SELECT * FROM ${table}`).all();
  } finally {
    db.close();
  }
}

describe('the files of 0.1.0', () => {
  it('have the same tables as new ones, once they are opened', () => {
    const pairs: [Database, Database][] = [
      [openCache(driver, at('cache.sqlite'), 100), openCache(driver, at('new.sqlite'), 100)],
      [
        openNotifications(driver, at('notices.sqlite'), 100),
        openNotifications(driver, at('none.sqlite'), 100),
      ],
    ];
    for (const [migrated, fresh] of pairs) {
      expect(schemaOf(migrated)).toEqual(schemaOf(fresh));
      expect(migrated.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      migrated.close();
      fresh.close();
    }
  });

  it('keep every row, follow-up marks and notices among them', () => {
    const tables = ['item', 'issue', 'issue_group', 'session_group', 'tally', 'mark', 'follow_up'];
    const before = tables.map((table) => rowsOf(at('cache.sqlite'), table));
    const notices = rowsOf(at('notices.sqlite'), 'notice');
    openCache(driver, at('cache.sqlite'), 100).close();
    openNotifications(driver, at('notices.sqlite'), 100).close();
    // Steps add columns; what was there stays as it was.
    expect(tables.map((table) => rowsOf(at('cache.sqlite'), table))).toMatchObject(before);
    expect(rowsOf(at('notices.sqlite'), 'notice')).toEqual(notices);
    expect(rowsOf(at('cache.sqlite'), 'follow_up')).toHaveLength(8);
    const db = openNotifications(driver, at('notices.sqlite'), 100);
    expect(listNotifications(db, 10).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
    db.close();
  });

  it('say of their sessions that older rules have made them', () => {
    const db = openCache(driver, at('cache.sqlite'), 100);
    for (const id of [ARCHIVED, LIVE]) {
      const session = findSession(db, id);
      expect(session && outdatedRules(session)).toBe('reader');
    }
    db.close();
  });

  it('still have the version that 0.1.0 asks for, and take what it writes', () => {
    openCache(driver, at('cache.sqlite'), 100).close();
    const db = openDatabase(at('cache.sqlite'));
    expect(db.prepare('PRAGMA user_version').get()?.user_version).toBe(1);
    // As 0.1.0 writes them: columns by their names, and none that it does not know.
    db.exec(`INSERT INTO session (id) VALUES ('copyacct1') ON CONFLICT (id) DO NOTHING;
      UPDATE session SET log_offset = 10, log_generation = 0 WHERE id = 'copyacct1'`);
    db.close();
    const again = openCache(driver, at('cache.sqlite'), 100);
    const session = findSession(again, 'copyacct1');
    expect(session && outdatedRules(session)).toBe('reader');
    again.close();
  });
});

describe('a migration', () => {
  const steps = [
    ...CACHE_SCHEMA.steps,
    { name: 'a', up: (db: Database) => db.exec('CREATE TABLE made_by_a (x INTEGER) STRICT') },
    { name: 'b', up: (db: Database) => db.exec('CREATE TABLE made_by_b (x INTEGER) STRICT') },
  ];

  it('that fails leaves the file at the step before it, and goes on from there', () => {
    const db = openCache(driver, at('cache.sqlite'), 100);
    const broken = steps.with(-1, {
      name: 'b',
      up: (one) => {
        one.exec('CREATE TABLE made_by_b (x INTEGER) STRICT');
        throw new Error('killed here');
      },
    });
    expect(() => migrate(db, { ...CACHE_SCHEMA, steps: broken }, '')).toThrow('killed here');
    const names = (): unknown[] =>
      db.prepare("SELECT name FROM sqlite_master WHERE name GLOB 'made*'").all();
    expect(names()).toEqual([{ name: 'made_by_a' }]);
    migrate(db, { ...CACHE_SCHEMA, steps }, '');
    expect(names()).toEqual([{ name: 'made_by_a' }, { name: 'made_by_b' }]);
    db.close();
  });

  it('of a later version that only adds is no reason to refuse the file', () => {
    const db = openCache(driver, at('cache.sqlite'), 100);
    migrate(db, { ...CACHE_SCHEMA, steps }, '');
    db.close();
    openCache(driver, at('cache.sqlite'), 100).close();
    expect(rowsOf(at('cache.sqlite'), 'made_by_b')).toEqual([]);
  });

  it('of a later version that this one cannot live with is, in words, and nothing changes', () => {
    for (const [name, open, schema] of [
      ['cache.sqlite', openCache, CACHE_SCHEMA],
      ['notices.sqlite', openNotifications, NOTICES_SCHEMA],
    ] as const) {
      const db = openDatabase(at(name));
      db.exec(`PRAGMA user_version = ${schema.layout + 1}`);
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
      const before = readFileSync(at(name));
      expect(() => open(driver, at(name), 100)).toThrow(CacheError);
      expect(() => open(driver, at(name), 100)).toThrow(/Install that version again/);
      expect(readFileSync(at(name)).equals(before)).toBe(true);
    }
  });

  it('is done once by many processes at the same moment', async () => {
    const data = at('var/cpanel/transfer_monitor');
    mkdirSync(data, { recursive: true, mode: 0o700 });
    for (const name of ['cache.sqlite', 'notices.sqlite']) {
      copyFileSync(join(FIXTURE, name), join(data, name));
    }
    const codes = await Promise.all(
      Array.from(
        { length: 6 },
        () =>
          new Promise<number | null>((resolve) => {
            const env = { ...process.env, WHM_TRANSFERS_ROOT: folder };
            spawn(join(repositoryRoot(), 'dist/whm-transfers'), ['list'], { env }).on(
              'exit',
              resolve,
            );
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(rowsOf(join(data, 'cache.sqlite'), 'meta')).toEqual([
      { name: 'steps', value: String(CACHE_SCHEMA.steps.length) },
    ]);
    const marks = rowsOf(join(data, 'cache.sqlite'), 'follow_up') as Record<string, unknown>[];
    // One that has moved stays under the id that an older version knows.
    const marked = marks.map(({ session_id, type, name, note }) =>
      [session_id, type, name, note].join('\0'),
    );
    expect(new Set(marked).size).toBe(8);
  });
});
