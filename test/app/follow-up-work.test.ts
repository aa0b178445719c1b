import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAccount } from '../../src/app/account-attempts.ts';
import { compareSessions } from '../../src/app/compare-sessions.ts';
import { formatCursor, isUnchanged, parseCursor } from '../../src/app/cursor.ts';
import { iterateWork, markFollowUp, readFollowUpWork } from '../../src/app/follow-ups.ts';
import { readRetry } from '../../src/app/plan-retry.ts';
import { readWork } from '../../src/app/read-work.ts';
import { reportLines } from '../../src/app/report-rows.ts';
import { NOT_NARROWED } from '../../src/app/report-session.ts';
import { readResolvedLater, syncSameSourceSessions } from '../../src/app/resolved-later.ts';
import { followUpStamp } from '../../src/app/source-stamps.ts';
import { listFollowUps } from '../../src/store/follow-up-store.ts';
import { allSessions } from '../../src/store/session-row.ts';
import { deleteLogRows } from '../../src/store/slice-store.ts';
import { IndexDatabase, SIMULATED_SECRET } from '../host/simulator/databases.ts';
import type { PlannedItem } from '../host/simulator/plan.ts';
import { removeFolder } from '../remove-folder.ts';
import { type Host, makeHost } from './two-sessions.ts';

let host: Host;
beforeEach(() => {
  host = makeHost();
});
afterEach(() => host.close());

/** Gives an account a renamed database, something dangerous, and known noise. */
function withIssues(item: PlannedItem): PlannedItem {
  const { name } = item;
  const at = (fn: string): [string, string, number] => ['Mysql', fn, 12];
  return {
    ...item,
    issues: [
      {
        kind: 'altered',
        template: 'renamed',
        at: at('_update_dbname'),
        text: `MySQL database “${name}_shop” restored as “${name}_shop1”`,
        repair: ['Rename', '/scripts5/rename_mysql_db', { orig: `${name}_shop1` }],
      },
      {
        kind: 'dangerous',
        template: 'link',
        at: ['Homedir', '_link', 3],
        text: `The link “/home/${name}/x” leads out of the home directory and was not restored.`,
        repair: null,
      },
      {
        kind: 'warning',
        template: 'perl',
        at: at('_warn'),
        text: 'Use of uninitialized value in concatenation',
        repair: null,
      },
    ],
  };
}

const retryOf = (id: string, limit?: number) => {
  const snapshot = host.look(id);
  const resolvedLater = readResolvedLater(host.monitor, snapshot);
  return readRetry(host.monitor, snapshot, resolvedLater, limit);
};

describe('what is to be done again', () => {
  test('holds what failed and what was never started, with its settings and without a secret', () => {
    const id = host.write({
      day: 1,
      accounts: ['anna', 'bert', 'carl', 'dora'],
      fates: { bert: 'failed-transfer', dora: 'failed-restore' },
    });
    const plan = retryOf(id);
    expect(plan.items.map(({ name }) => name).sort()).toEqual(['bert', 'dora']);
    expect(plan.sourceHost).toBe('old.example.net');
    const bert = plan.items.find(({ name }) => name === 'bert');
    expect(bert?.domain).toBe('bert.example');
    expect(bert?.settings).toEqual({
      live_transfer: '0',
      overwrite_with_delete: '0',
      overwrite_sameowner_dbs: '0',
      skiphomedir: '0',
      skipres: '1',
    });
    expect(JSON.stringify(plan)).not.toContain(SIMULATED_SECRET);
  });

  test('holds waiting items once the session is over, and says what it leaves out', () => {
    const accounts = Array.from({ length: 12 }, (_, i) => `user${i}`);
    const id = host.write({
      day: 1,
      accounts,
      more: { deeds: [{ atSeconds: 60, deed: 'abort' }] },
    });
    const plan = retryOf(id, 3);
    expect(plan.total).toBeGreaterThan(3);
    expect(plan.items).toHaveLength(3);
    expect(plan.unnamed).toBe(0);
  });

  test('is known without settings from the archive', () => {
    const id = host.write({
      day: 1,
      accounts: ['anna', 'bert'],
      fates: { bert: 'failed-restore' },
    });
    host.look(id);
    forget(id);
    const plan = retryOf(id);
    expect(plan.items.map(({ name, settings }) => [name, settings])).toEqual([['bert', {}]]);
    expect(plan.settingsTrouble).toContain('deleted');
  });
});

/** What the server does 30 days after the start of a session. */
function forget(id: string): void {
  removeFolder(join(host.root, 'var/cpanel/transfer_sessions', id));
  const index = new IndexDatabase(host.root);
  index.remove(id);
  index.close();
}

describe('items that a later session has moved', () => {
  test('failed first and were moved later from the same source; the other way round nothing is', () => {
    const accounts = ['anna', 'bert', 'carl'];
    const first = host.write({
      day: 1,
      accounts,
      fates: { anna: 'failed-restore', bert: 'failed-transfer' },
    });
    const second = host.write({ day: 2, accounts, fates: { carl: 'failed-restore' } });
    const elsewhere = host.write({ day: 3, accounts, source: 'other.example.net' });
    syncSameSourceSessions(host.monitor, host.look(first), () => true);
    expect(allSessions(host.monitor.db).map(({ id }) => id)).not.toContain(elsewhere);
    host.look(elsewhere);
    const settledOf = (id: string) => {
      const snapshot = host.look(id);
      return readResolvedLater(host.monitor, snapshot);
    };
    expect(settledOf(first).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { type: 'AccountRemoteRoot', name: 'anna', sessionId: second },
      { type: 'AccountRemoteRoot', name: 'bert', sessionId: second },
    ]);
    expect(settledOf(second)).toEqual([]);
    expect(retryOf(first)).toMatchObject({ total: 0, resolvedLater: 2 });
    const snapshot = host.look(first);
    const work = readFollowUpWork(host.monitor, snapshot, 'logs');
    expect(work.comparable?.map(({ id }) => id)).toEqual([second]);
  });
});

describe('what is to be done', () => {
  test('leaves out what a later session has settled, cause by cause', () => {
    const fates = { anna: 'failed-restore', bert: 'failed-restore' } as const;
    const first = host.write({ day: 1, accounts: ['anna', 'bert', 'carl'], fates });
    const before = readWork(host.monitor, host.look(first));
    expect(before.causes.map(({ itemCount }) => itemCount)).toEqual([2]);
    expect(before).toMatchObject({ toMove: 2, settled: 0 });
    host.look(host.write({ day: 2, accounts: ['anna'] }));
    const after = readWork(host.monitor, host.look(first));
    expect(after.causes.map(({ items }) => items.map(({ name }) => name))).toEqual([['bert']]);
    expect(after).toMatchObject({ causesTotal: 1, toMove: 1, settled: 1 });
    host.look(host.write({ day: 3, accounts: ['bert'] }));
    const done = readWork(host.monitor, host.look(first));
    expect(done).toMatchObject({ causes: [], causesTotal: 0, toMove: 0, settled: 2 });
    expect(host.look(first).facts.results.length).toBeGreaterThan(0);
  });

  test('names whose counters say more than their messages', () => {
    const id = host.write({ day: 1, accounts: ['anna', 'bert', 'carl'], change: withIssues });
    const log = join(host.root, 'var/cpanel/transfer_sessions', id, 'master.log');
    const more: Record<string, [counter: string, count: number]> = {
      bert: ['dangerous_items', 3],
      carl: ['warnings', 4],
    };
    const lines = readFileSync(log, 'utf8')
      .split('\n')
      .map((line) => {
        const name =
          /"action":"(?:success|warning)-item"/.test(line) && /"queue":"RESTORE"/.test(line)
            ? /"local_item":"(\w+)"/.exec(line)?.[1]
            : undefined;
        const [counter, count] = more[name ?? ''] ?? [];
        return counter
          ? line.replace(new RegExp(`"${counter}":1\\b`), `"${counter}":${count}`)
          : line;
      });
    writeFileSync(log, lines.join('\n'));
    const { unlisted } = readWork(host.monitor, host.look(id));
    expect(
      unlisted.map(({ name, level, unlisted: { dangerous, warning } }) => [
        name,
        level,
        dangerous,
        warning,
      ]),
    ).toEqual([
      ['bert', 2, 2, 0],
      ['carl', 1, 0, 3],
    ]);
  });
});

describe('a comparison', () => {
  test('tells what was fixed, is still broken, is new and was not tried, whatever the order', () => {
    const first = host.write({
      day: 1,
      accounts: ['anna', 'bert', 'carl', 'dora', 'emil'],
      fates: { anna: 'failed-restore', bert: 'failed-transfer', carl: 'failed-restore' },
      change: (item) => (item.name === 'dora' ? withIssues(item) : item),
    });
    const second = host.write({
      day: 2,
      accounts: ['anna', 'bert', 'dora', 'fritz'],
      fates: { bert: 'failed-restore', dora: 'failed-restore', fritz: 'failed-transfer' },
    });
    const compare = (one: string, other: string) =>
      compareSessions(host.monitor, host.look(one), host.look(other), 100);
    const comparison = compare(second, first);
    expect(compare(first, second)).toEqual(comparison);
    expect(comparison.earlier.id).toBe(first);
    const names = Object.fromEntries(
      Object.entries(comparison.changes).map(([change, { items, total }]) => {
        expect(items).toHaveLength(total);
        return [change, items.map(({ name }) => name)];
      }),
    );
    expect(names).toEqual({
      fixed: ['anna'],
      stillBroken: ['bert'],
      newFailures: ['dora', 'fritz'],
      notRetried: ['carl'],
      onTheWay: [],
    });
    const gone = comparison.groups.filter(({ after }) => after === 0);
    expect(gone.map(({ kind }) => kind)).toEqual(['dangerous', 'altered', 'warning']);
    const failure = comparison.groups.find(({ kind }) => kind === 'failure');
    expect(failure).toMatchObject({ before: 3, after: 3 });
  });
});

describe('the follow-up list', () => {
  const write = (): string =>
    host.write({ day: 1, accounts: ['anna', 'bert'], change: withIssues });
  const work = (id: string) => [...iterateWork(host.monitor, host.look(id))];
  const tick = (id: string, name: string, done = true, note: string | null = null): void => {
    const entry = work(id).find((w) => w.entry.name === name && w.group.kind === 'altered');
    const key = { issueId: entry?.group.id ?? '', type: 'AccountRemoteRoot', name };
    markFollowUp(host.monitor, host.look(id), { ...key, done, note }, 'root');
  };

  test('holds the dangerous and the altered, not what warns', () => {
    const found = work(write()).map(({ group, entry }) => `${group.kind} ${entry.name}`);
    expect(found.sort()).toEqual([
      'altered anna',
      'altered bert',
      'dangerous anna',
      'dangerous bert',
    ]);
  });

  test('keeps a tick with its note, who and when, and takes it back', () => {
    const id = write();
    tick(id, 'anna', true, ' renamed\r\nback\u202e ');
    const [kept] = listFollowUps(host.monitor.db, id);
    expect(kept).toMatchObject({
      name: 'anna',
      done: true,
      note: 'renamed back',
      who: 'root',
      at: host.monitor.now,
    });
    tick(id, 'anna', false);
    expect(listFollowUps(host.monitor.db, id)).toMatchObject([
      { done: false, note: 'renamed back' },
    ]);
  });

  test('survives a log that is read again, and the end of the session’s files', () => {
    const id = write();
    tick(id, 'anna');
    const { sid } = host.look(id).synced.session;
    deleteLogRows(host.monitor.db, sid);
    host.monitor.db.exec("UPDATE session SET log_offset = 0, log_hash = '', log_ino = NULL");
    expect(
      work(id)
        .filter((w) => w.mark?.done)
        .map((w) => w.entry.name),
    ).toEqual(['anna']);
    forget(id);
    expect(work(id).filter((w) => w.mark?.done)).toHaveLength(1);
  });

  test('refuses what is not there and what is nothing to work off', () => {
    const id = write();
    const snapshot = host.look(id);
    const rows = host.monitor.db
      .prepare("SELECT key FROM issue_group WHERE kind = 'warning'")
      .all();
    const warning = { issueId: String(rows[0]?.key), type: 'AccountRemoteRoot', name: 'anna' };
    const ask = (key: typeof warning) => () =>
      markFollowUp(host.monitor, snapshot, { ...key, done: true, note: null }, 'root');
    expect(ask(warning)).toThrow('needs-no-follow-up');
    expect(ask({ ...warning, issueId: 'nope' })).toThrow('no-issue');
    expect(listFollowUps(host.monitor.db, id)).toEqual([]);
  });

  test('a tick by somebody else ends "nothing has changed"', () => {
    const id = write();
    const cursor = parseCursor(formatCursor(host.root, host.look(id)));
    if (!cursor) throw new Error('no cursor');
    const unchanged = () => isUnchanged(host.root, id, cursor, host.monitor.now);
    expect(unchanged()).toBe(true);
    tick(id, 'bert');
    expect(unchanged()).toBe(false);
    const stamp = followUpStamp(host.root);
    tick(id, 'bert', false);
    expect(followUpStamp(host.root)).not.toBe(stamp);
  });

  test('is a report with every tick', () => {
    const id = write();
    tick(id, 'anna', true, '=1+1');
    const lines = [...reportLines(host.monitor, host.look(id), 'work', NOT_NARROWED)];
    expect(lines).toHaveLength(5);
    const line = lines.find((text) => text.startsWith('altered,AccountRemoteRoot,anna'));
    expect(line).toContain("yes,'=1+1,root,");
    expect(line).toContain('/scripts5/rename_mysql_db anna_shop1');
  });
});

describe('reports', () => {
  test('the verdict adds up, items and issues follow the filters', () => {
    const id = host.write({
      day: 1,
      accounts: ['anna', 'bert', 'carl'],
      fates: { bert: 'failed-restore' },
      change: (item) => (item.name === 'carl' ? withIssues(item) : item),
    });
    const report = (name: 'items' | 'issues' | 'verdict' | 'retry', narrowing = {}) => [
      ...reportLines(host.monitor, host.look(id), name, { ...NOT_NARROWED, ...narrowing }),
    ];
    expect(report('verdict').slice(1)).toEqual([
      // The log of one account says that rsync has left files out (code 23).
      `${id},COMPLETED,verdict,"2 of 3 moved: 1 to review, 1 incomplete, 1 failed.",3\r\n`,
      `${id},COMPLETED,review,"Moved, to review",1\r\n`,
      `${id},COMPLETED,incomplete,"Moved, incomplete",1\r\n`,
      `${id},COMPLETED,failed,Failed,1\r\n`,
    ]);
    expect(report('items')).toHaveLength(4);
    expect(report('items', { status: 'failed' })[1]).toContain('bert');
    expect(report('retry').slice(1)).toEqual(report('items', { status: 'failed' }).slice(1));
    expect(report('issues', { kind: 'altered' }).slice(1).join()).toMatch(/altered.*carl_shop1/);
    expect(report('issues', { kind: 'altered' })).toHaveLength(2);
  });
});

describe('one account over time', () => {
  test('is found by old name, new name and domain in any case, over archived sessions too', () => {
    const rename = (item: PlannedItem): PlannedItem => ({ ...item, localName: `${item.name}2` });
    const first = host.write({ day: 1, accounts: ['anna'], fates: { anna: 'failed-restore' } });
    const second = host.write({ day: 2, accounts: ['anna', 'bert'], change: rename });
    host.look(first);
    forget(first);
    const attempts = (name: string) =>
      readAccount(host.monitor, name).attempts.map(({ sessionId, localName }) => [
        sessionId,
        localName,
      ]);
    const both = [
      [second, 'anna2'],
      [first, 'anna'],
    ];
    for (const name of ['anna', 'ANNA', ' Anna ', 'anna.example', 'Anna.Example']) {
      expect(attempts(name), name).toEqual(both);
    }
    expect(attempts('anna2')).toEqual([[second, 'anna2']]);
    expect(readAccount(host.monitor, 'anne')).toMatchObject({ attempts: [], similar: ['anna'] });
  });
});
