import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Item, Session } from '../../src/views/contract.ts';
import type { RetryJson } from '../../src/views/retry-script.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

/** Each case is a small host root; see test/fixtures/cases. */
const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) removeFolder(root);
});

interface Case {
  folder: string;
  run(
    command: string,
    ...args: string[]
  ): { stdout: string; stderr: string; status: number | null };
}

/** A copy of a case, whose one session every command is about. */
function open(name: string): Case {
  const root = mkdtempSync(join(tmpdir(), 'case-'));
  roots.push(root);
  cpSync(join(repositoryRoot(), 'test/fixtures/cases', name, 'root'), root, { recursive: true });
  const sessions = join(root, 'var/cpanel/transfer_sessions');
  const id = readdirSync(sessions).find((each) => !each.startsWith('whmxfer'));
  if (id === undefined) throw new Error(`${name} has no session`);
  return {
    folder: join(sessions, id),
    run(command, ...args) {
      const { code, ...words } = runCommand(root, [command, id, ...args]);
      return { status: code, ...words };
    },
  };
}

test('where everything has moved nothing is missing: only the session was never closed', () => {
  const { stdout, status } = open('stalled-says-missing-where-all-moved').run('show');
  expect(stdout).toContain('All items have ended; only the session was never closed');
  expect(stdout).toContain('1 of 1 moved');
  expect(stdout).not.toContain('missing');
  expect(status).toBe(0);
});

test('a restart of an item forgets none of its attempts, whichever queue they were in', () => {
  const { stdout } = open('attempts-of-restore-lost').run('show', '--json');
  const items = (JSON.parse(stdout) as { items: Item[] }).items;
  const { TRANSFER, RESTORE } = items.find(({ name }) => name === 'u1')?.queues ?? {};
  expect([TRANSFER?.attempts, RESTORE?.attempts]).toEqual([2, 2]);
});

test('a completed session with an unfinished item is no success', () => {
  const { run } = open('completed-but-unfinished-exit-0');
  expect(run('show').status).toBe(1);
  const { verdict } = JSON.parse(run('show', '--json').stdout) as Session;
  const waited = run('wait');
  expect(waited.status).toBe(1);
  expect(verdict.sentence).toMatch(/unfinished/i);
  expect(waited.stderr).toContain(`is COMPLETED. ${verdict.sentence}\n`);
});

test('a session whose master is dead offers what is left of it', () => {
  const { run, folder } = open('retry-denies-a-dead-session');
  const { stdout, status } = run('retry');
  expect(status).toBe(0);
  const id = basename(folder);
  expect(stdout).toContain(`Abort it first`);
  expect(stdout).toContain(`whm-transfers control ${id} abort`);
  const queued = [...stdout.matchAll(/enqueue_transfer_item .* user='(\w+)'/g)];
  expect(queued.map(([, user]) => user).sort()).toEqual(['amy', 'bob', 'cat']);
  const { heaps } = JSON.parse(run('retry', '--json').stdout) as RetryJson;
  expect(heaps.map(({ heap, cause, items }) => [heap, cause, items.length])).toEqual([
    ['now', 'Never started', 2],
    ['now', 'Unfinished', 1],
  ]);
  for (const { commands, items } of heaps) {
    for (const { name } of items) expect(commands).toContain(`user='${name}'`);
  }
});

test('an archive whose path is not known is left to a page that WHM still has', () => {
  const { run } = open('retry-names-a-removed-page');
  const { stdout } = run('retry');
  expect(stdout).not.toContain('Restore a Full Backup');
  expect(stdout).toContain('“Transfer or Restore a cPanel Account”');
  expect(stdout).toContain('start_local_cpmove_restore');
  const { heaps } = JSON.parse(run('retry', '--json').stdout) as RetryJson;
  expect(heaps).toMatchObject([{ heap: 'by-hand', commands: '', items: [{ name: 'bob' }] }]);
});

test('lines of ssh, gzip, tar and the shell are errors, the first of them the cause', () => {
  const { run } = open('error-lines-read-as-plain-text');
  const { stdout } = run('log', 'item-TRANSFER_AccountRemoteRoot_bob', '--severity', 'error');
  const lines = stdout.trim().split('\n');
  const words = ['Unable to negotiate', 'gzip: stdin', 'tar: Unexpected', 'tar: Error', 'Killed'];
  expect(lines).toHaveLength(words.length + 1);
  for (const [at, word] of [...words, 'Failed.'].entries()) expect(lines[at]).toContain(word);
});

test('names of files say nothing, whatever they are called', () => {
  const { run } = open('file-names-read-as-errors');
  const { stdout } = run('log', 'item-TRANSFER_AccountRemoteRoot_bob', '--severity', 'error');
  expect(stdout).toContain('rsync: failed to set times');
  expect(stdout).not.toMatch(/failed-orders|Out of memory|error: file|failed-login|deleting/);
});

test('the word of a line of the server decides, and that of its trace with it', () => {
  const { run } = open('cpanel-warn-and-info-read-as-error');
  const severities = run('log', 'master.error_log', '--json')
    .stdout.trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { severity: string }).severity);
  expect(severities).toEqual([...Array(6).fill('warn'), 'info', 'info']);
});

test('no secret of a log is shown', () => {
  const { run, folder } = open('secrets-shown');
  const name = 'item-RESTORE_AccountRemoteRoot_bob';
  // What stands for a secret in this log, by its own look.
  const secrets =
    /S3cr3t\s?\w+|12345luggag\w|\*94BDC\w+|\$A\$005\S{8}|\$6\$\S{8}|\$y\$j9T\S{8}|md5aabb\w+|c2FsdHNhbHQ=|MIIEpQ\w+|b3BlbnNz\S+|NhAAAAAwE\S+|ABCDEF0123456789\w+|XYZTOKEN\w+|ABCDEFGHIJKLMNOP\w+|cm9vdDpT\w+|cpsess\d+|bob%3a/g;
  const known = readFileSync(join(folder, name), 'utf8').match(secrets) ?? [];
  expect(known.length).toBeGreaterThan(45);
  for (const args of [[name], ['master.log'], [name, '--json']]) {
    const { stdout, status } = run('log', ...args);
    expect(status).toBe(0);
    expect(known.filter((secret) => stdout.includes(secret))).toEqual([]);
  }
  const texts = run('show', '--json').stdout + run('issues').stdout;
  expect(known.filter((secret) => texts.includes(secret))).toEqual([]);
});

describe('a filter', () => {
  const namesFound = (run: Case['run'], search: string): string[] => {
    const { stdout } = run('items', '--search', search, '--json');
    return (JSON.parse(stdout) as { items: Item[] }).items.map(({ name }) => name).sort();
  };

  test.each([
    ['gncwgq', ['anna', 'bobby', 'speaegpk']],
    ['xid K2V8AB', ['anna', 'bobby', 'speaegpk']],
    ['anna_blog34660', ['anna']],
    ['user "bobby_blog34660"', ['bobby']],
    ['characters exceed', ['anna', 'bobby', 'speaegpk']],
    ['anna_blog34660 SEGV', []],
  ])('finds the items whose messages hold %s', (search, names) => {
    expect(namesFound(open('filter-finds-no-message-text').run, search)).toEqual(names);
  });

  test('takes straight and curly quotes for the same in a log', () => {
    const { run } = open('quotes-not-folded');
    for (const [text, other] of [
      ['MySQL user "bob_wp"', 'MySQL user “bob_wp”'],
      ['Can’t connect', "Can't connect"],
    ]) {
      const straight = run('log', '--grep', text ?? '').stdout;
      expect(straight).not.toBe('');
      expect(run('log', '--grep', other ?? '').stdout).toBe(straight);
    }
  });
});

test('show says what its page says: causes with their accounts, and what logs hold against moved items', () => {
  const lost = open('all-clean-though-databases-lost').run('show');
  expect(lost.stdout).toMatch(
    /shop47: Reported as moved, but its log contains 32 errors\. The first: mysqldump/,
  );
  expect(lost.status).toBe(1);
  const { stdout } = open('filter-finds-no-message-text').run('show');
  expect(stdout).toContain('What to do');
  expect(stdout).toMatch(
    /3 items, 3 warnings: A transfer process died\n {4}speaegpk, anna, bobby\n/,
  );
});

test('the page of an item quotes the first error of its logs and leads to it', () => {
  const { folder } = open('all-clean-though-databases-lost');
  const id = basename(folder);
  const root = folder.slice(0, folder.indexOf('/var/cpanel'));
  const item = runPage(root, `session=${id}&item=shop47&type=AccountRemoteRoot`);
  expect(item.body).toContain('Reported as moved, but its log contains 32 errors.');
  const href = /href="index\.cgi\?([^"]*)">Open the log at this error/.exec(item.body)?.[1] ?? '';
  const query = href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  const log = runPage(root, query);
  expect(log.status).toBe(200);
  const target = log.body.split('tm-line-target')[1] ?? '';
  expect(target.slice(0, 1500)).toContain('Lost connection to MySQL server during query (2013)');
});
