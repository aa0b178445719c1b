import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMonitor } from '../../src/app/monitor.ts';
import { syncSession, syncSessions } from '../../src/app/sync.ts';
import { templateOf } from '../../src/session/grouping/template.ts';
import type { SqlValue } from '../../src/store/driver.ts';
import { outdatedRules } from '../../src/store/session-row.ts';
import { openDatabase, testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import { dumpCache } from '../store/dump.ts';

const FIXTURE = join(repositoryRoot(), 'test/fixtures/v0.1.0');
const ARCHIVED = 'copyacct20261128160624hjq65d';
const LIVE = 'copyacct20261128170624fx35k3';
const DATA = 'var/cpanel/transfer_monitor';
const NOW = 1_795_900_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-renew-'));
});
afterEach(() => removeFolder(folder));

/** A host that has the one session's log; with the cache of 0.1.0 or without. */
function makeHost(name: string, hasOldCache: boolean): string {
  const root = join(folder, name);
  mkdirSync(join(root, DATA), { recursive: true, mode: 0o700 });
  const session = join(root, 'var/cpanel/transfer_sessions', LIVE);
  mkdirSync(session, { recursive: true });
  copyFileSync(join(FIXTURE, 'live-master.log'), join(session, 'master.log'));
  if (hasOldCache) {
    copyFileSync(join(FIXTURE, 'cache.sqlite'), join(root, DATA, 'cache.sqlite'));
  }
  return root;
}

function open(root: string): ReturnType<typeof openMonitor> {
  return openMonitor({ root, driver: testDriver, busyMs: 1000, now: NOW });
}

function change(root: string, sql: string): void {
  const db = openDatabase(join(root, DATA, 'cache.sqlite'));
  db.exec(sql);
  db.close();
}

function query(root: string, sql: string, ...params: SqlValue[]): Record<string, unknown>[] {
  const db = openDatabase(join(root, DATA, 'cache.sqlite'));
  try {
    return db.prepare(sql).all(...params);
  } finally {
    db.close();
  }
}

/** What the live session's log has given; what the server's databases had said is another matter. */
function rowsOfLog(root: string): unknown {
  const monitor = open(root);
  const dump = dumpCache(monitor.db);
  monitor.db.close();
  return Object.entries(dump).map(([table, rows]) =>
    rows
      .filter((row) => row.session === LIVE || row.id === LIVE)
      .map((row) => [
        table,
        ...Object.entries(row).filter(([column]) => !column.startsWith('seen_')),
      ]),
  );
}

/** Every row is as older rules could have left it: other groups, other words, a secret that they did not know. */
const OLDER = `
  UPDATE issue_group SET key = 'old' || substr(key, 4);
  UPDATE follow_up SET issue = 'old' || substr(issue, 4);
  UPDATE issue SET text = text || ' password=hunter22';
  UPDATE session_group SET template = 'of older rules';
  UPDATE item SET r_message = 'password=hunter22' WHERE r_message IS NOT NULL;
  UPDATE tally SET count = count + 1`;

describe('a session that older rules have read', () => {
  it('is read again: the upgraded cache and a new one have the same rows', () => {
    const upgraded = makeHost('upgraded', true);
    change(upgraded, OLDER);
    const fresh = makeHost('fresh', false);
    for (const root of [upgraded, fresh]) {
      const monitor = open(root);
      const { sessions } = syncSessions(monitor);
      for (const { session, problems } of sessions) {
        expect(problems).toEqual([]);
        if (session.id === LIVE) expect(outdatedRules(session)).toBeNull();
      }
      monitor.db.close();
    }
    expect(rowsOfLog(upgraded)).toEqual(rowsOfLog(fresh));
    expect(readdirSync(join(upgraded, DATA)).filter((name) => name.startsWith('renewal'))).toEqual(
      [],
    );
    expect(
      query(upgraded, 'SELECT DISTINCT seen_queue_rows AS n FROM session WHERE n > 0'),
    ).toEqual(
      query(makeHost('old', true), 'SELECT DISTINCT seen_queue_rows AS n FROM session WHERE n > 0'),
    );
  });

  it('keeps its follow-up marks, with their messages', () => {
    const root = makeHost('upgraded', true);
    const marked = `SELECT follow_up.name, note, done, who, follow_up.at, issue.at AS line, issue.queue
      FROM follow_up JOIN session ON session.id = session_id JOIN issue_group ON key = issue
      JOIN item ON item.sid = session.sid AND item.name = follow_up.name
      JOIN issue USING (item_id, group_id) ORDER BY session_id, follow_up.name, line, note`;
    const before = query(root, marked);
    expect(before.length).toBeGreaterThanOrEqual(8);
    change(root, OLDER);
    const older = "SELECT * FROM follow_up WHERE issue LIKE 'old%'";
    const waiting = query(root, older);
    expect(waiting.length).toBeGreaterThan(0);
    const monitor = open(root);
    syncSessions(monitor);
    monitor.db.close();
    expect(query(root, marked)).toEqual(before);
    // For the way back to the version that knows the messages by these ids.
    expect(query(root, older)).toEqual(waiting);
  });

  it('keeps the marks that wait under their own ids: 0.1.0 was there in between and has moved the messages alone', () => {
    const root = makeHost('upgraded', true);
    const marks = 'SELECT * FROM follow_up ORDER BY session_id, issue, type, name';
    const first = open(root);
    syncSessions(first);
    first.db.close();
    // One whose message nobody finds any more stays as well.
    change(
      root,
      `INSERT INTO follow_up SELECT session_id, 'unknown', type, name, 1, 'kept', 'root', 7 FROM follow_up LIMIT 1`,
    );
    const before = query(root, marks);
    // Its groups have other ids, and the cursor is one that this version has not set.
    change(
      root,
      `UPDATE issue_group SET key = 'old' || substr(key, 4);
       UPDATE session SET log_generation = log_generation + 1`,
    );
    const second = open(root);
    syncSessions(second);
    second.db.close();
    expect(before.length).toBeGreaterThanOrEqual(9);
    expect(query(root, marks)).toEqual(before);
  });

  it('is masked and grouped again from what is stored, where its log is gone', () => {
    const root = makeHost('upgraded', true);
    change(root, OLDER);
    const monitor = open(root);
    syncSessions(monitor);
    monitor.db.close();
    const rows = query(
      root,
      `SELECT key, issue_group.kind, module, function, text, item.name, local_name, template, count,
        items FROM issue JOIN item USING (item_id) JOIN issue_group USING (group_id)
        JOIN session_group ON session_group.sid = issue.sid AND session_group.group_id = issue.group_id
        JOIN session ON session.sid = issue.sid WHERE session.id = ?`,
      ARCHIVED,
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      const entry = row as { kind: string; module: string; function: string; text: string };
      const item = { name: String(row.name), localName: row.local_name as string | null };
      expect(templateOf(entry, item).id).toBe(row.key);
      expect(row.template).not.toBe('of older rules');
    }
    const stored = ['text FROM issue', 'r_message FROM item', 'r_failure FROM item'];
    for (const what of stored) {
      for (const row of query(root, `SELECT ${what}`)) {
        expect(String(Object.values(row)[0])).not.toContain('hunter22');
      }
    }
    const sums = query(
      root,
      `SELECT count, items, (SELECT count(*) FROM issue WHERE issue.sid = sg.sid AND issue.group_id = sg.group_id) AS n,
        (SELECT count(DISTINCT item_id) FROM issue WHERE issue.sid = sg.sid AND issue.group_id = sg.group_id) AS m
        FROM session_group AS sg WHERE count > 0`,
    );
    for (const { count, items, n, m } of sums) expect([count, items]).toEqual([n, m]);
  });

  it('says so until it is done, and shows what it had', () => {
    const root = makeHost('upgraded', true);
    const before = query(root, 'SELECT count(*) AS n FROM issue');
    const monitor = open(root);
    for (const id of [ARCHIVED, LIVE]) {
      const synced = syncSession(monitor, id, () => false);
      expect(synced?.problems.map(({ code }) => code)).toContain('being-renewed');
    }
    expect(query(root, 'SELECT count(*) AS n FROM issue')).toEqual(before);
    for (const id of [ARCHIVED, LIVE]) {
      expect(syncSession(monitor, id, () => true)?.problems).toEqual([]);
    }
    monitor.db.close();
  });

  it('is read again when 0.1.0 has read on in between', () => {
    const root = makeHost('upgraded', true);
    const monitor = open(root);
    syncSessions(monitor);
    expect(outdatedRules(syncSession(monitor, LIVE)?.session as never)).toBeNull();
    // 0.1.0 moves the cursor, and knows nothing of rules.
    monitor.db.exec(`UPDATE session SET log_offset = log_offset - 1 WHERE id = '${LIVE}'`);
    const { problems } = syncSession(monitor, LIVE, () => false) ?? {};
    expect(problems).toEqual([{ code: 'being-renewed', percent: null }]);
    syncSessions(monitor);
    monitor.db.close();
    const fresh = makeHost('fresh', false);
    const other = open(fresh);
    syncSessions(other);
    other.db.close();
    expect(rowsOfLog(root)).toEqual(rowsOfLog(fresh));
  });
});

describe('lines that come while a session is renewed', () => {
  it('are read as well', () => {
    const root = makeHost('upgraded', true);
    const log = join(root, 'var/cpanel/transfer_sessions', LIVE, 'master.log');
    const monitor = open(root);
    syncSession(monitor, LIVE, () => false);
    appendFileSync(log, 'Killed\n');
    syncSession(monitor, LIVE);
    expect(
      query(root, 'SELECT count(*) AS n FROM oddity JOIN session USING (sid) WHERE id = ?', LIVE),
    ).toEqual([{ n: 1 }]);
    monitor.db.close();
  });

  it('do not matter where the file of the renewal is damaged', () => {
    const root = makeHost('upgraded', true);
    writeFileSync(join(root, DATA, `renewal-${LIVE}-2.2.2.sqlite`), 'no database'.repeat(100));
    const monitor = open(root);
    expect(syncSession(monitor, LIVE)?.problems).toEqual([]);
    // The cache itself is sound, and nobody may call it damaged.
    expect(monitor.limit).toBeNull();
    monitor.db.close();
  });
});
