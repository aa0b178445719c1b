import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deleteArchivedSession } from '../../src/store/archive-row.ts';
import { CacheError, openCache } from '../../src/store/cache.ts';
import { isBusyError } from '../../src/store/driver.ts';
import { listFollowUps, saveFollowUp } from '../../src/store/follow-up-store.ts';
import { ensureSession, findSession, saveArchived } from '../../src/store/session-row.ts';
import { testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

const driver = testDriver;
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-cache-'));
  path = join(folder, 'cache.sqlite');
});
afterEach(() => removeFolder(folder));

it('is made whole, for root only, and keeps what is written', () => {
  const db = openCache(driver, path, 100);
  ensureSession(db, 'copyacct1');
  db.close();
  expect(readdirSync(folder)).toEqual(['cache.sqlite']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const again = openCache(driver, path, 100);
  expect(findSession(again, 'copyacct1')?.id).toBe('copyacct1');
  again.close();
});

it('stays as it is when it is no database any more: only ingest may begin another', () => {
  writeFileSync(path, 'this was a database once'.repeat(100));
  const open = (): unknown => openCache(driver, path, 100);
  expect(open).toThrow();
  expect(readFileSync(path, 'utf8')).toMatch(/^this was/);
  expect(readdirSync(folder)).toEqual(['cache.sqlite']);
});

it('forgets the ticks of a session with the session, and no others', () => {
  const db = openCache(driver, path, 100);
  const tick = { issueId: '0a1b', type: 'AccountRemoteRoot', name: 'birch', done: true, note: '' };
  for (const id of ['copyacct1', 'copyacct2']) {
    saveArchived(db, ensureSession(db, id), true);
    saveFollowUp(db, id, { ...tick, who: 'root', at: 1_700_000_000 });
  }
  expect(deleteArchivedSession(db, 'copyacct1')).toBe(true);
  expect(listFollowUps(db, 'copyacct1')).toEqual([]);
  expect(listFollowUps(db, 'copyacct2')).toHaveLength(1);
  db.close();
});

it('refuses a cache of a later version, and says so', () => {
  const db = openCache(driver, path, 100);
  db.exec('PRAGMA user_version = 99');
  db.close();
  expect(() => openCache(driver, path, 100)).toThrow(CacheError);
  expect(() => openCache(driver, path, 100)).toThrow(
    /Install that version again; this version has changed nothing/,
  );
});

it('tells a lock that was held for too long from other errors', () => {
  const holder = openCache(driver, path, 100);
  holder.exec('BEGIN IMMEDIATE');
  const other = openCache(driver, path, 50);
  let caught: unknown;
  try {
    other.exec('BEGIN IMMEDIATE');
  } catch (error) {
    caught = error;
  }
  expect(isBusyError(caught)).toBe(true);
  expect(isBusyError(new Error('disk full'))).toBe(false);
  other.close();
  holder.close();
});

it('is made once by many processes that begin at the same moment', async () => {
  const codes = await Promise.all(
    Array.from(
      { length: 8 },
      () =>
        new Promise<number | null>((resolve) => {
          const env = { ...process.env, WHM_TRANSFERS_ROOT: folder };
          spawn(join(repositoryRoot(), 'dist/whm-transfers'), ['ingest'], { env }).on(
            'exit',
            resolve,
          );
        }),
    ),
  );
  expect(codes).toEqual(Array.from({ length: 8 }, () => 0));
});
