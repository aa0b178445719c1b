import { appendFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  continues,
  formatCursor,
  isUnchanged,
  parseCursor,
  type SessionCursor,
} from '../../src/app/cursor.ts';
import { type Monitor, openMonitor } from '../../src/app/monitor.ts';
import { observeSession, type Snapshot } from '../../src/app/observe.ts';
import { readSessionEvidence } from '../../src/app/read-evidence.ts';
import { NOT_NARROWED } from '../../src/app/report-session.ts';
import { sessionChangesJson } from '../../src/app/session-changes.ts';
import { touchFollowUps } from '../../src/app/source-stamps.ts';
import { syncSession } from '../../src/app/sync.ts';
import { findDriver } from '../../src/store/driver-choice.ts';
import { removeFolder } from '../remove-folder.ts';

const NOW = 1_760_000_000;
const TYPE = 'AccountRemoteRoot';
const MOVED = 40;

let root = '';
let monitor: Monitor;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'changes-'));
  monitor = openMonitor({ root, driver: findDriver(root), busyMs: 5000, now: NOW });
});
afterEach(() => {
  monitor.db.close();
  removeFolder(root);
});

function write(id: string, lines: readonly object[]): void {
  const folder = join(root, 'var/cpanel/transfer_sessions', id);
  mkdirSync(folder, { recursive: true });
  const text = lines.map((contents) =>
    JSON.stringify({
      type: 'control',
      pid: 10,
      indent: 0,
      contents: { time: NOW - 60, ...contents },
    }),
  );
  appendFileSync(join(folder, '.master.log'), text.map((line) => `${line}\n`).join(''));
}

function begin(id: string): void {
  const queues = ['TRANSFER', 'RESTORE'];
  write(id, [
    { action: 'start', child_number: 0 },
    { action: 'version', child_number: 0, msg: '2.3' },
    ...queues.map((queue) => ({ action: 'queue_count', child_number: 0, queue, msg: MOVED })),
  ]);
}

const at = (name: string, queue = 'RESTORE') => ({
  child_number: 1,
  queue,
  item: name,
  item_type: TYPE,
});

/** An account with two messages in each of two groups, or a failed one. */
function ending(name: string, isFailed: boolean): object {
  if (isFailed)
    return { action: 'failed-item', ...at(name), msg: { failure: 'The disk is full.' } };
  const skipped = [1, 2].map((n) => [['Mail', 'restore', n], `A mailbox was not moved: box ${n}.`]);
  const altered = [1, 2].map((n) => [
    ['Mysql', 'restore', n],
    `A database was renamed: base ${n}.`,
  ]);
  const contents = { skipped_items: skipped, altered_items: altered };
  return {
    action: 'success-item',
    ...at(name),
    msg: { size: 1, skipped_items: 2, altered_items: 2, contents },
  };
}

function move(id: string, from: number, to: number): void {
  const names = Array.from({ length: to - from }, (_, n) => `amy${from + n}`);
  write(
    id,
    names.flatMap((name, n) => [{ action: 'start', ...at(name) }, ending(name, n % 4 === 3)]),
  );
}

function look(id: string): Snapshot {
  const synced = syncSession(monitor, id);
  if (!synced) throw new Error(`no session ${id}`);
  // Logs that are not there are known to be so, as after a look by page or command.
  readSessionEvidence(monitor, synced, () => true);
  return observeSession(monitor, synced);
}

function read(cursor: string): SessionCursor {
  const read = parseCursor(cursor);
  if (!read) throw new Error('no cursor');
  return read;
}

/** Polls as a reader does until nothing is new; the answers. */
function pollAll(id: string, cursor: string, perPage: number, narrowing = NOT_NARROWED) {
  const answers = [];
  for (let now = read(cursor); !isUnchanged(root, id, now, NOW); ) {
    const snapshot = look(id);
    expect(continues(now, snapshot.synced.session)).toBe(true);
    const answer = sessionChangesJson(monitor, snapshot, now.offset, narrowing, perPage);
    answers.push(answer);
    const next = read(answer.cursor);
    expect(next.offset > now.offset || next.stamp !== '').toBe(true);
    now = next;
    expect(answers.length).toBeLessThan(1000);
  }
  return answers;
}

describe('what has changed since a cursor', () => {
  it.each([1, 3, 7, 100])('is given %i rows at a time, each of them once', (perPage) => {
    const id = 'copyacctchanges';
    begin(id);
    move(id, 0, 5);
    const before = formatCursor(root, look(id));
    move(id, 5, MOVED);
    write(id, [{ action: 'start', ...at('zoe') }]);
    const answers = pollAll(id, before, perPage);
    for (const { items, issues, paging } of answers) {
      expect(items.length).toBeLessThanOrEqual(perPage);
      // The two groups of one line are not parted.
      expect(issues.length).toBeLessThanOrEqual(Math.max(2, perPage));
      expect(paging).toMatchObject({ page: 1, perPage });
    }
    expect(answers[0]?.paging.itemsTotal).toBe(MOVED - 5 + 1);
    expect(answers[0]?.paging.issuesTotal).toBe(3);
    const names = answers.flatMap(({ items }) => items.map(({ name }) => name));
    expect(names).toEqual([...Array.from({ length: MOVED - 5 }, (_, n) => `amy${5 + n}`), 'zoe']);
    const messages = answers.flatMap(({ issues }) =>
      issues.flatMap(({ kind, items }) => items.map(({ name, text }) => `${kind} ${name} ${text}`)),
    );
    expect(new Set(messages).size).toBe(messages.length);
    const failed = Math.floor((MOVED - 5) / 4);
    expect(messages.length).toBe((MOVED - 5 - failed) * 4 + failed);
    expect(answers.length === 1).toBe(perPage === 100);
  });

  it('begins with the very line that follows the cursor', () => {
    const id = 'copyacctnextline';
    begin(id);
    write(id, [{ action: 'start', ...at('amy') }]);
    const before = formatCursor(root, look(id));
    write(id, [ending('amy', false)]);
    const [answer] = pollAll(id, before, 100);
    expect(answer?.items.map(({ name, status }) => [name, status])).toEqual([['amy', 'warning']]);
    expect(answer?.issues.map(({ kind, count, items }) => [kind, count, items.length])).toEqual([
      ['altered', 2, 2],
      ['skipped', 2, 2],
    ]);
    expect(answer?.paging).toMatchObject({ itemsTotal: 1, issuesTotal: 2 });
  });

  it('has not seen what was written while its view was made', () => {
    const id = 'copyacctmeanwhile';
    begin(id);
    const snapshot = look(id);
    const seen = (text: string) => isUnchanged(root, id, read(text), NOW);
    expect(seen(formatCursor(root, snapshot))).toBe(true);
    write(id, [{ action: 'start', ...at('amy') }]);
    expect(seen(formatCursor(root, snapshot))).toBe(false);
    expect(seen(formatCursor(root, look(id)))).toBe(true);
    const before = look(id);
    touchFollowUps(root);
    expect(seen(formatCursor(root, before))).toBe(false);
  });

  it('is narrowed as the address says', () => {
    const id = 'copyacctnarrow';
    begin(id);
    const before = formatCursor(root, look(id));
    move(id, 0, MOVED);
    const narrowed = (more: object) => pollAll(id, before, 1000, { ...NOT_NARROWED, ...more })[0];
    const failed = narrowed({ status: 'failed' });
    expect(new Set(failed?.items.map(({ status }) => status))).toEqual(new Set(['failed']));
    expect(failed?.paging.itemsTotal).toBe(failed?.items.length);
    expect(narrowed({ search: 'amy39' })?.items.map(({ name }) => name)).toEqual(['amy39']);
    expect(narrowed({ kind: 'altered' })?.issues.map(({ kind }) => kind)).toEqual(['altered']);
    expect(narrowed({ queue: 'TRANSFER' })?.items).toEqual([]);
  });

  it('has items at work in it, though the log says nothing new of them', () => {
    const id = 'copyacctworking';
    begin(id);
    write(id, [
      { action: 'start', ...at('amy') },
      { action: 'start', ...at('bob', 'TRANSFER') },
    ]);
    const before = formatCursor(root, look(id));
    write(id, [ending('amy', false)]);
    const [answer] = pollAll(id, before, 100);
    expect(answer?.items.map(({ name }) => name)).toEqual(['amy', 'bob']);
    expect(pollAll(id, before, 1).map(({ items }) => items.map(({ name }) => name))).toEqual([
      ['amy'],
      // Behind the changes, when there is room again.
      ['bob'],
    ]);
    const [failed] = pollAll(id, before, 100, { ...NOT_NARROWED, status: 'active' });
    expect(failed?.items.map(({ name }) => name)).toEqual(['bob']);
  });
});

describe('a cursor', () => {
  it('is of one session, and of no place that was not read', () => {
    for (const id of ['copyacctone', 'copyacctother']) {
      begin(id);
      move(id, 0, 3);
    }
    const [one, other] = [look('copyacctone'), look('copyacctother')];
    const cursor = read(formatCursor(root, one));
    expect(continues(cursor, one.synced.session)).toBe(true);
    expect(isUnchanged(root, 'copyacctone', cursor, NOW)).toBe(true);
    expect(continues(cursor, other.synced.session)).toBe(false);
    const beyond = { ...cursor, offset: cursor.offset + 1 };
    expect(continues(beyond, one.synced.session)).toBe(false);
    const foreign = { ...read(formatCursor(root, other)), session: cursor.session };
    expect(isUnchanged(root, 'copyacctother', foreign, NOW)).toBe(false);
  });
});
