import { spawn } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/driver.ts';
import { nodeSqliteDriver } from '../../src/store/node-sqlite.ts';
import { readQueuedAccounts } from '../../src/whm/queue-accounts.ts';
import { countQueueStates, readQueue } from '../../src/whm/queue-database.ts';
import { readSessionIndex, utcTime } from '../../src/whm/session-index.ts';
import { needsNativeFile, openDatabase, testDriver } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';

const driver = testDriver;
const SESSIONS = `CREATE TABLE sessions (sessionid TEXT PRIMARY KEY, initiator TEXT, creator TEXT, pid INTEGER,
  version TEXT, target_host TEXT, source_host TEXT, state INTEGER, starttime TEXT, endtime TEXT)`;
const ROW = `INSERT INTO sessions VALUES ('copyacct1', 'copyacct', 'root', 4711, '2.3', 'new.example.com',
  'old.example.net', 20, '2026-11-02 04:13:20', NULL)`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-foreign-'));
});
afterEach(() => removeFolder(folder));

/** Names, sizes, times and bytes of all files: what reading must leave as it was. `-shm` is a lock table, its bytes are not data. */
function look(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      const bytes = name.endsWith('-shm') ? '' : readFileSync(path).toString('base64');
      return [name, `${statSync(path).size} ${bytes}`];
    }),
  );
}

function write(name: string, ...statements: string[]): Database {
  const db = openDatabase(join(folder, name));
  db.exec('PRAGMA journal_mode = WAL');
  for (const statement of statements) db.exec(statement);
  return db;
}

describe('the server’s index', () => {
  it('is read while nobody has it open, and nothing comes to lie beside it', () => {
    write('whmxfer.sqlite', SESSIONS, ROW).close();
    const before = look();
    const result = readSessionIndex(driver, join(folder, 'whmxfer.sqlite'), null);
    expect(result.ok && result.value.get('copyacct1')).toEqual({
      id: 'copyacct1',
      state: 'RUNNING',
      pid: 4711,
      initiator: 'copyacct',
      creator: 'root',
      sourceHost: 'old.example.net',
      targetHost: 'new.example.com',
      version: '2.3',
      startedAt: 1793592800,
      endedAt: null,
    });
    expect(look()).toEqual(before);
    expect(Object.keys(before)).toEqual(['whmxfer.sqlite']);
  });

  it('is read while the server has it open and has written to its log only', () => {
    const server = write('whmxfer.sqlite', SESSIONS, ROW);
    const before = look();
    expect(Object.keys(before)).toContain('whmxfer.sqlite-wal');
    const result = readSessionIndex(driver, join(folder, 'whmxfer.sqlite'), 'copyacct1');
    expect(result.ok && result.value.size).toBe(1);
    expect(look()).toEqual(before);
    server.close();
  });

  it('is read, and left as it is, after the server died with it open', async () => {
    const path = join(folder, 'whmxfer.sqlite');
    const open =
      driver.name === 'node:sqlite'
        ? "new (require('node:sqlite').DatabaseSync)"
        : "new (require('better-sqlite3'))";
    const script = `const d=${open}(process.argv[1]);d.exec('PRAGMA journal_mode=WAL');
      d.exec(process.argv[2]);d.exec(process.argv[3]);process.kill(process.pid,'SIGKILL')`;
    await new Promise((resolve) => {
      spawn(process.execPath, ['-e', script, path, SESSIONS, ROW]).on('exit', resolve);
    });
    const before = look();
    expect(Object.keys(before).sort()).toEqual([
      'whmxfer.sqlite',
      'whmxfer.sqlite-shm',
      'whmxfer.sqlite-wal',
    ]);
    const result = readSessionIndex(driver, path, null);
    expect(result.ok && result.value.size).toBe(1);
    expect(look()).toEqual(before);
  });

  it.runIf(needsNativeFile)(
    'is read with its write-ahead log where the file is gone that leads into it',
    () => {
      const path = join(folder, 'whmxfer.sqlite');
      const server = write('whmxfer.sqlite', SESSIONS, ROW);
      server.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      server.exec("UPDATE sessions SET state = 100 WHERE sessionid = 'copyacct1'");
      for (let i = 0; i < 200; i++) {
        server
          .prepare(
            "INSERT INTO sessions VALUES (?, 'copyacct', 'root', 1, '2.3', '', '', 0, '', '')",
          )
          .run(`copyacctmore${i}`);
      }
      const [bytes, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
      server.close();
      const states = (): [number, string | null] => {
        const result = readSessionIndex(driver, path, null);
        if (!result.ok) throw new Error(String(result.trouble));
        return [result.value.size, result.value.get('copyacct1')?.state ?? null];
      };
      writeFileSync(path, bytes);
      writeFileSync(`${path}-wal`, log);
      const before = look();
      expect(Object.keys(before)).toEqual(['whmxfer.sqlite', 'whmxfer.sqlite-wal']);
      expect(states()).toEqual([201, 'COMPLETED']);
      expect(look()).toEqual(before);
      // Cut in its last frame: without what that one committed. Its first byte turned: without all of it.
      writeFileSync(`${path}-wal`, log.subarray(0, log.length - 10));
      expect(states()).toEqual([200, 'COMPLETED']);
      writeFileSync(`${path}-wal`, Buffer.concat([Buffer.from([0]), log.subarray(1)]));
      expect(states()).toEqual([1, 'RUNNING']);
    },
  );

  it.runIf(process.getBuiltinModule('node:sqlite'))(
    'is read by node:sqlite where only its write-ahead log is there',
    () => {
      const server = write('whmxfer.sqlite', SESSIONS, ROW);
      const log = readFileSync(join(folder, 'whmxfer.sqlite-wal'));
      server.close();
      writeFileSync(join(folder, 'whmxfer.sqlite-wal'), log);
      const before = look();
      const result = readSessionIndex(nodeSqliteDriver(), join(folder, 'whmxfer.sqlite'), null);
      expect(result.ok && result.value.size).toBe(1);
      expect(look()).toEqual(before);
    },
  );

  it('is no reason to fail when it is missing, damaged, of another schema, a link or a folder', () => {
    const read = (name: string) => readSessionIndex(driver, join(folder, name), null);
    expect(read('missing.sqlite')).toEqual({ ok: false, trouble: null });
    writeFileSync(join(folder, 'text.sqlite'), 'no database'.repeat(400));
    expect(read('text.sqlite')).toMatchObject({ ok: false, trouble: expect.any(String) });
    writeFileSync(join(folder, 'empty.sqlite'), '');
    expect(read('empty.sqlite')).toMatchObject({ ok: false, trouble: expect.any(String) });
    write('other.sqlite', 'CREATE TABLE other (a)').close();
    expect(read('other.sqlite')).toMatchObject({
      ok: false,
      trouble: expect.stringMatching('sessions'),
    });
    symlinkSync(join(folder, 'other.sqlite'), join(folder, 'link.sqlite'));
    expect(read('link.sqlite')).toMatchObject({
      ok: false,
      trouble: expect.stringMatching('regular'),
    });
  });

  it('may lack columns, hold hostile ids, and name states that no list knows', () => {
    write(
      'whmxfer.sqlite',
      'CREATE TABLE sessions (sessionid TEXT, state, pid)',
      `INSERT INTO sessions VALUES ('a', 20, '17'), ('../b', 20, 1), ('c', 42, NULL), ('d', 'TRANSFER_INPROGRESS', 1)`,
    ).close();
    const result = readSessionIndex(driver, join(folder, 'whmxfer.sqlite'), null);
    const states = result.ok ? [...result.value.values()].map(({ id, state }) => [id, state]) : [];
    expect(states).toEqual([
      ['a', 'RUNNING'],
      ['c', '42'],
      ['d', 'TRANSFER_INPROGRESS'],
    ]);
  });

  it('may hold numbers that are none, and they harm no other session', () => {
    write(
      'whmxfer.sqlite',
      'CREATE TABLE sessions (sessionid TEXT, pid, version, state, starttime)',
      `INSERT INTO sessions VALUES ('a', 1.5, 2.0, 20.0, -5), ('b', '1.5', 2.3, 20, 1793592800),
          ('c', 1.2e19, '1.6', 'x', 9e300), ('d', 4711.0, 2, 9223372036854775807, ''),
          ('e', -3, x'00', NULL, 1793592800.5), ('f', 9223372036854775807, NULL, 20, NULL)`,
    ).close();
    const result = readSessionIndex(driver, join(folder, 'whmxfer.sqlite'), null);
    const entries = result.ok ? [...result.value.values()] : [];
    expect(entries.map(({ pid, version, startedAt }) => [pid, version, startedAt])).toEqual([
      [null, '2.0', null],
      [null, '2.3', 1793592800],
      [null, '1.6', null],
      [4711, '2', null],
      // A text of one NUL: `node:sqlite` ends texts there.
      [null, driver.name === 'node:sqlite' ? null : '␀', 1793592800],
      [null, null, null],
    ]);
    expect(entries.slice(0, 2).map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);
  });

  it('tells times in UTC', () => {
    expect(utcTime('2026-11-02 04:13:20')).toBe(1793592800);
    expect(utcTime('2026-11-02T04:13:20Z')).toBe(1793592800);
    expect(utcTime(1793592800)).toBe(1793592800);
    expect(utcTime('yesterday')).toBeNull();
    expect(utcTime('')).toBeNull();
  });
});

describe('a session’s queue', () => {
  it('names waiting items, with what the table of their type knows, and never the table “session”', () => {
    write(
      'db.sqlite',
      'CREATE TABLE queue (type INTEGER, keyname TEXT, priority INTEGER, size INTEGER, state INTEGER)',
      'CREATE TABLE AccountRemoteRoot (user TEXT, localuser TEXT, domain TEXT, size INTEGER)',
      'CREATE TABLE session (section TEXT, keyname TEXT, keyvalue TEXT)',
      `INSERT INTO session VALUES ('authinfo', 'password', 'never-show-this')`,
      `INSERT INTO queue VALUES (3000, 'blueoaks', 2, 500, 0), (2000, 'größe gmbh', 1, NULL, 0), (9900, 'odd', 3, 1, 0)`,
      `INSERT INTO AccountRemoteRoot VALUES ('blueoaks', 'blueoak2', 'blueoaks.example.com', 7)`,
    ).close();
    const result = readQueue(driver, join(folder, 'db.sqlite'));
    expect(result).toEqual({
      ok: true,
      value: [
        {
          type: 'PackageRemoteRoot',
          name: 'größe gmbh',
          localName: null,
          domain: null,
          size: null,
        },
        {
          type: 'AccountRemoteRoot',
          name: 'blueoaks',
          localName: 'blueoak2',
          domain: 'blueoaks.example.com',
          size: 500,
        },
        { type: '9900', name: 'odd', localName: null, domain: null, size: 1 },
      ],
    });
  });

  it('has names and domains with their secrets masked, as the logs have', () => {
    write(
      'db.sqlite',
      'CREATE TABLE queue (type, keyname TEXT)',
      'CREATE TABLE AccountRemoteRoot (user TEXT, localuser TEXT, domain TEXT, customip TEXT)',
      `INSERT INTO queue VALUES (3000, 'password=Zq7RkT4wXp2'), ('token=Zq7RkT4wXp2', 'bob')`,
      `INSERT INTO AccountRemoteRoot VALUES ('password=Zq7RkT4wXp2', 'secret=Zq7RkT4wXp2', 'x password=Zq7RkT4wXp2', 'password=Zq7RkT4wXp2')`,
    ).close();
    const path = join(folder, 'db.sqlite');
    const queue = readQueue(driver, path);
    const accounts = readQueuedAccounts(driver, path);
    expect(JSON.stringify([queue, accounts])).not.toContain('Zq7RkT4wXp2');
    expect(queue.ok && queue.value[0]).toMatchObject({
      name: expect.stringMatching(/^password=•{5}~[0-9a-z]{3}$/),
      localName: expect.stringMatching(/^secret=•{5}~/),
      domain: 'x password=•••••',
    });
    expect(accounts.ok && accounts.value[0]?.name).toBe(queue.ok && queue.value[0]?.name);
  });

  it('counts its items by state', () => {
    write(
      'db.sqlite',
      'CREATE TABLE queue (keyname TEXT, state)',
      `INSERT INTO queue VALUES ('a', 100), ('b', 0), ('c', 100.0), ('d', 30), ('e', 45), ('f', NULL)`,
    ).close();
    const result = countQueueStates(driver, join(folder, 'db.sqlite'));
    expect(result.ok && Object.fromEntries(result.value)).toEqual({
      'without a state': 1,
      TRANSFER_PENDING: 1,
      RESTORE_PENDING: 1,
      '45': 1,
      COMPLETED: 2,
    });
  });

  it('may lack the tables of its item types', () => {
    write(
      'db.sqlite',
      'CREATE TABLE queue (type INTEGER, keyname TEXT)',
      `INSERT INTO queue VALUES ('3000', 'blueoaks')`,
    ).close();
    expect(readQueue(driver, join(folder, 'db.sqlite'))).toMatchObject({
      ok: true,
      value: [{ type: 'AccountRemoteRoot', name: 'blueoaks', size: null }],
    });
  });
});
