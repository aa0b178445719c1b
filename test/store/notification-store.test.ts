import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  addNotification,
  claimNotification,
  countNotifications,
  deleteOldNotifications,
  dropOtherChannels,
  hasNotification,
  listNotifications,
  markFailed,
  markSent,
  openNotifications,
} from '../../src/notify/notification-store.ts';
import type { Database } from '../../src/store/driver.ts';
import { testDriver } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';

const driver = testDriver;
const LEASE = 120;
let folder = '';
let db: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notices-'));
  db = openNotifications(driver, join(folder, 'notices.sqlite'), 1000);
});
afterEach(() => {
  db.close();
  removeFolder(folder);
});

const add = (event: string, channel = 'mail', foundAt = 1000): void =>
  addNotification(db, { sessionId: 's1', event, channel, label: channel, foundAt, message: '{}' });
const claim = (now: number, channels = ['mail'], dueBy = now) =>
  claimNotification(db, { dueBy, now, leaseSeconds: LEASE }, channels);

test('the same event is on the list once', () => {
  add('end');
  add('end');
  add('end', 'hook');
  expect(countNotifications(db)).toEqual({ waiting: 2, sent: 0, failed: 0 });
});

test('a stall was told whatever the number of the reading that found it, and a later one was not', () => {
  add('stall:1:124331');
  const has = (event: string, channel = 'mail'): boolean =>
    hasNotification(db, { sessionId: 's1', event, channel });
  expect(has('stall:1:124331')).toBe(true);
  expect(has('stall:3:124331')).toBe(true);
  expect(has('stall:1:124332')).toBe(false);
  expect(has('stall:3:24331')).toBe(false);
  expect(has('stall:3:124331', 'hook')).toBe(false);
  expect(has('end')).toBe(false);
});

test('who has claimed a notice has it alone', () => {
  add('end');
  const other = openNotifications(driver, join(folder, 'notices.sqlite'), 1000);
  expect(claim(1000)).toMatchObject({ sessionId: 's1', event: 'end', attempts: 1 });
  expect(
    claimNotification(other, { dueBy: 1000, now: 1000, leaseSeconds: LEASE }, ['mail']),
  ).toBeNull();
  other.close();
});

test('what was claimed, or put off, while the clock stood in 2099 is sent when it is right again', () => {
  const in2099 = 4_070_908_800;
  add('end');
  expect(claim(in2099)).not.toBeNull();
  const again = claim(1000);
  expect(again).toMatchObject({ attempts: 2 });
  if (again) markFailed(db, again, 'refused', in2099, in2099 + 60);
  expect(claim(2000)).toMatchObject({ attempts: 3 });
});

test('what a process had claimed when it died is sent by another one after the lease', () => {
  add('end');
  const dead = claim(1000);
  expect(claim(1000 + LEASE - 1)).toBeNull();
  const next = claim(1000 + LEASE);
  expect(next).toMatchObject({ attempts: 2 });
  // The first was only slow: what it says comes too late.
  if (dead) markFailed(db, dead, 'late', 1130, null);
  if (next) markSent(db, next, 1131);
  expect(countNotifications(db)).toEqual({ waiting: 0, sent: 1, failed: 0 });
  expect(claim(9000)).toBeNull();
});

test('what could not be sent waits until its time, and not longer', () => {
  add('end');
  const first = claim(1000);
  if (first) markFailed(db, first, 'answered 503', 1001, 1060);
  expect(claim(1059)).toBeNull();
  expect(claim(1100, ['mail'], 1059)).toBeNull();
  const second = claim(1060);
  expect(second).toMatchObject({ attempts: 2 });
  if (second) markFailed(db, second, 'answered 410', 1061, null);
  expect(listNotifications(db, 5)).toMatchObject([
    { state: 'failed', attempts: 2, trouble: 'answered 410', endedAt: 1061 },
  ]);
});

test('notices for channels that are gone do not wait for ever', () => {
  add('end', 'old');
  add('end', 'mail');
  dropOtherChannels(db, ['mail'], 2000);
  expect(countNotifications(db)).toEqual({ waiting: 1, sent: 0, failed: 1 });
});

test('forgets what is old and no longer waits', () => {
  add('end', 'mail', 1000);
  add('failure', 'mail', 1000);
  const one = claim(1000);
  if (one) markSent(db, one, 1000);
  deleteOldNotifications(db, 5000);
  expect(countNotifications(db)).toEqual({ waiting: 1, sent: 0, failed: 0 });
});

test('drops what was said once it is sent, and is for root only', () => {
  add('end');
  const one = claim(1000);
  if (one) markSent(db, one, 1000);
  expect(db.prepare('SELECT message FROM notice').get()?.message).toBeNull();
  expect(statSync(join(folder, 'notices.sqlite')).mode & 0o777).toBe(0o600);
});
