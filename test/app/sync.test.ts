import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccount } from '../../src/app/account-attempts.ts';
import { readOpenMetrics } from '../../src/app/measure.ts';
import { observeSession } from '../../src/app/observe.ts';
import { reportSession } from '../../src/app/report-session.ts';
import { summarizeAll } from '../../src/app/session-list.ts';
import { syncSession, syncSessions } from '../../src/app/sync.ts';
import { problemWords } from '../../src/views/problem-words.ts';
import { openDatabase } from '../host/open-database.ts';
import { type Host, makeHost } from './two-sessions.ts';

let host: Host;
beforeEach(() => {
  host = makeHost();
});
afterEach(() => host.close());

const sessionsFolder = (): string => join(host.root, 'var/cpanel/transfer_sessions');
const indexFile = (): string => join(sessionsFolder(), 'whmxfer.sqlite');

function warningsOf(id: string): string[] {
  return reportSession(host.monitor, host.look(id)).session.warnings;
}

/** As the server does 30 days after a session's start. */
function deleteSession(id: string): void {
  rmSync(join(sessionsFolder(), id), { recursive: true });
  const index = openDatabase(indexFile());
  index.prepare('DELETE FROM sessions WHERE sessionid = ?').run(id);
  index.close();
}

describe('a session that cannot be kept in the cache', () => {
  it('names its trouble, and all others are shown', () => {
    const good = host.write({ day: 1, accounts: ['birch', 'maple'] });
    const poisonous = host.write({ day: 2, accounts: ['aspen'] });
    host.monitor.db.exec(
      `CREATE TRIGGER poison BEFORE INSERT ON item WHEN NEW.name = 'aspen'
        BEGIN SELECT RAISE(ABORT, 'cannot store aspen'); END`,
    );
    const { sessions } = summarizeAll(host.monitor);
    expect(sessions.map(({ id, counts }) => [id, counts.success])).toEqual([
      [poisonous, 0],
      [good, 2],
    ]);
    expect(sessions.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(warningsOf(poisonous)).toContain(
      'The master log could not be read: cannot store aspen.',
    );
    expect(readOpenMetrics(host.monitor)).toContain(good);
    expect(readAccount(host.monitor, 'birch').attempts).toHaveLength(1);
    const failed = syncSessions(host.monitor).sessions.filter(({ isFailed }) => isFailed);
    expect(failed.map(({ session }) => session.id)).toEqual([poisonous]);
  });

  it('lets damage of the whole cache end the work of its repairer, and all others go on without it', () => {
    host.write({ day: 1, accounts: ['birch'] });
    host.monitor.db.exec(
      `CREATE TRIGGER poison BEFORE INSERT ON item
        BEGIN SELECT RAISE(ABORT, 'database disk image is malformed'); END`,
    );
    host.monitor.isRepairer = true;
    expect(() => syncSessions(host.monitor)).toThrow('malformed');
    host.monitor.isRepairer = false;
    expect(syncSessions(host.monitor).sessions).toHaveLength(1);
    expect(host.monitor.limit).toMatchObject({ kind: 'memory', isDamaged: true });
  });
});

describe('archived', () => {
  it('stays as it was while the index cannot be read', () => {
    const gone = host.write({ day: 1, accounts: ['birch'] });
    const folderless = host.write({ day: 2, accounts: ['maple'] });
    const whole = host.write({ day: 3, accounts: ['aspen'] });
    syncSessions(host.monitor);
    deleteSession(gone);
    rmSync(join(sessionsFolder(), folderless), { recursive: true });
    const archived = (): Record<string, boolean> =>
      Object.fromEntries(
        syncSessions(host.monitor).sessions.map(({ session }) => [session.id, session.archived]),
      );
    const before = { [gone]: true, [folderless]: false, [whole]: false };
    expect(archived()).toEqual(before);
    for (const side of ['-wal', '-shm']) rmSync(indexFile() + side, { force: true });
    writeFileSync(indexFile(), 'no database any more'.repeat(300));
    expect(archived()).toEqual(before);
    expect(warningsOf(folderless)[0]).toMatch(/^The server's index of sessions could not be read/);
  });

  it('is decided by the folder where the server has no index at all', () => {
    const gone = host.write({ day: 1, accounts: ['birch'] });
    const whole = host.write({ day: 2, accounts: ['maple'] });
    syncSessions(host.monitor);
    rmSync(join(sessionsFolder(), gone), { recursive: true });
    for (const side of ['', '-wal', '-shm']) rmSync(indexFile() + side, { force: true });
    expect(syncSession(host.monitor, gone)?.session.archived).toBe(true);
    expect(syncSession(host.monitor, whole)?.session.archived).toBe(false);
  });
});

describe('a master log that has vanished', () => {
  it('is named, and what nobody knows is not said to have never started', () => {
    const id = host.write({ day: 1, accounts: ['birch', 'maple'] });
    rmSync(join(sessionsFolder(), id, 'master.log'));
    const snapshot = host.look(id);
    expect(snapshot.facts.seen.state).toBe('COMPLETED');
    expect(snapshot.observation.neverStarted).toBeNull();
    expect(snapshot.problems.map(problemWords)).toEqual([
      "The session has no master log, so what happened to its items is unknown. The server's queue has 2 COMPLETED.",
    ]);
  });

  it('leaves what it had said before', () => {
    const id = host.write({ day: 1, accounts: ['birch', 'maple'] });
    expect(host.look(id).observation.neverStarted).toBe(0);
    rmSync(join(sessionsFolder(), id, 'master.log'));
    const snapshot = host.look(id);
    expect(snapshot.observation.neverStarted).toBe(0);
    expect(snapshot.problems[0]).toMatchObject({ code: 'master-log-missing', hadOne: true });
  });

  it('is not missed in a session that nothing has begun', () => {
    const id = 'copyacctwaiting';
    mkdirSync(join(sessionsFolder(), id), { recursive: true });
    const synced = syncSession(host.monitor, id);
    expect(synced?.problems).toEqual([]);
    expect(synced && observeSession(host.monitor, synced).observation.neverStarted).toBeNull();
  });
});

describe('a queue', () => {
  /** A session whose log names one item and announces more, and whose queue has these rows: type, name, state. */
  function writeQueue(rows: [number, string][]): string {
    const id = 'copyacctqueue';
    const folder = join(sessionsFolder(), id);
    mkdirSync(folder, { recursive: true });
    const line = (contents: object): string =>
      `${JSON.stringify({ type: 'control', pid: 1, contents })}\n`;
    writeFileSync(
      join(folder, '.master.log'),
      line({ action: 'start', child_number: 0, time: 1_700_000_000 }) +
        line({
          action: 'start',
          queue: 'TRANSFER',
          child_number: 1,
          item: 'birch',
          item_type: 'AccountRemoteRoot',
        }),
    );
    const queue = openDatabase(join(folder, 'db.sqlite'));
    queue.exec('CREATE TABLE queue (type INTEGER, keyname TEXT)');
    for (const row of rows) queue.prepare('INSERT INTO queue VALUES (?, ?)').run(...row);
    queue.close();
    return id;
  }

  function itemsOf(id: string): string[] {
    const snapshot = host.look(id);
    return host.monitor.db
      .prepare('SELECT type, name FROM item WHERE sid = ? ORDER BY first_at')
      .all(snapshot.synced.session.sid)
      .map(({ type, name }) => `${type} ${name}`);
  }

  it('that has an item twice has one item more, not two', () => {
    const id = writeQueue([
      [3000, 'birch'],
      [3000, 'maple'],
      [3000, 'maple'],
      [2000, 'maple'],
    ]);
    const snapshot = host.look(id);
    expect(reportSession(host.monitor, snapshot).session.itemsTotal).toBe(3);
  });

  it('keeps an item of an unknown type whose name another item has, in every call', () => {
    const id = writeQueue([
      [3000, 'birch'],
      [9900, 'birch'],
    ]);
    const both = ['AccountRemoteRoot birch', '9900 birch'];
    expect(itemsOf(id)).toEqual(both);
    expect(itemsOf(id)).toEqual(both);
  });

  it('forgets it in the first call once the log has named its type', () => {
    const id = writeQueue([
      [9900, 'birch'],
      [9901, 'maple'],
    ]);
    const log = join(sessionsFolder(), id, '.master.log');
    writeFileSync(log, readFileSync(log, 'utf8').replace('AccountRemoteRoot', 'BrandNew'));
    expect(itemsOf(id)).toEqual(['BrandNew birch', '9901 maple']);
    expect(itemsOf(id)).toEqual(['BrandNew birch', '9901 maple']);
  });
});
