import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { touchFollowUps } from '../../src/app/source-stamps.ts';
import { type MadeView, sharedPlace, shareView, takeShared } from '../../src/page/shared-view.ts';
import { runCommand } from '../command/run.ts';
import { repositoryRoot } from '../host/repository.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-shared-'));
const data = join(root, 'var/cpanel/transfer_monitor');
const LOGIN = {
  root,
  user: 'root',
  securityToken: '/cpsess1',
  sessionCookie: 'one',
  chromeCacheDirectory: null,
};
const asks = (text: string, login = LOGIN) => sharedPlace(login, new URLSearchParams(text));
const PLACE = asks('session=a&format=parts&have=none');
const view = (title: string): MadeView => ({ cursor: title, title, poll: 'live', parts: [] });

beforeEach(() => {
  vi.useRealTimers();
  removeFolder(data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
});
afterAll(() => {
  vi.useRealTimers();
  removeFolder(root);
});

/** A view that was begun and is ready now. */
const share = (title: string, begunAt = Date.now(), marks: string | null = null): void =>
  shareView(PLACE, { begunAt, marks }, view(title));

describe('a view that one tab has had made', () => {
  it.each([
    ['a head of another kind', '{"key":1}\n{}'],
    ['no view behind its head', 'HEAD\n{"parts":[1]}'],
    ['half a file', 'HEAD\n{"cursor":"a"'],
  ])('is made again where its file has %s', (_what, text) => {
    const head = JSON.stringify({ key: PLACE.key, begunAt: 0, madeAt: Date.now(), marks: null });
    writeFileSync(PLACE.path, text.replace('HEAD', head), { mode: 0o600 });
    expect(takeShared(PLACE)).toBeNull();
    share('again');
    expect(takeShared(PLACE)?.title).toBe('again');
  });

  it('is the one of all tabs that ask for the same, whatever each has of it', () => {
    share('first');
    expect(takeShared(PLACE)).toEqual(view('first'));
    const other = asks('session=a&format=parts&have=tm-hero~0123456789&since=xyz&zip=1');
    expect(takeShared(other)).toEqual(view('first'));
  });

  it.each([
    ['another tab of the session', 'session=a&format=parts&tab=issues', {}],
    ['another session', 'session=b&format=parts', {}],
    ['another user', 'session=a&format=parts', { user: 'reseller' }],
    ['another login', 'session=a&format=parts', { sessionCookie: 'two' }],
    ['another token', 'session=a&format=parts', { securityToken: '/cpsess2' }],
  ])('is not the one of %s', (_, query, login) => {
    share('first');
    // The same place, as if their fingerprints had met.
    const other = asks(query, { ...LOGIN, ...login });
    expect(takeShared({ ...other, path: PLACE.path })).toBeNull();
  });

  it('is given for half a second', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    share('first');
    vi.setSystemTime(Date.now() + 499);
    expect(takeShared(PLACE)).toEqual(view('first'));
    vi.setSystemTime(Date.now() + 1);
    expect(takeShared(PLACE)).toBeNull();
  });

  it('is of the past once an entry was marked as done', () => {
    share('first');
    touchFollowUps(root);
    expect(takeShared(PLACE)).toBeNull();
  });

  it('does not take the place of one that was begun later', () => {
    const now = Date.now();
    share('later', now);
    share('earlier', now - 100);
    expect(takeShared(PLACE)).toEqual(view('later'));
  });

  it('is left alone where others may read or write it, or have damaged it', () => {
    share('first');
    chmodSync(PLACE.path, 0o644);
    expect(takeShared(PLACE)).toBeNull();
    writeFileSync(PLACE.path, 'no view\n', { mode: 0o600 });
    chmodSync(PLACE.path, 0o600);
    expect(takeShared(PLACE)).toBeNull();
    share('again');
    expect(takeShared(PLACE)).toEqual(view('again'));
  });

  it('is waited for while its process lives, and no longer', async () => {
    const note = (pid: number): void =>
      writeFileSync(`${PLACE.path}.maker`, `${PLACE.key} ${pid} ${Date.now()}`, { mode: 0o600 });
    const { pid: ended } = spawnSync('true');
    note(ended);
    expect(takeShared(PLACE)).toBeNull();
    // Killed in the middle of it.
    const child = spawn('sleep', ['0.3']);
    note(child.pid ?? 0);
    const before = performance.now();
    const exited = new Promise((resolve) => child.once('exit', resolve));
    expect(takeShared(PLACE)).toBeNull();
    expect(performance.now() - before).toBeGreaterThan(100);
    await exited;
  });
});

it('twenty tabs that ask at once are all given the view, and few of them make it', async () => {
  const { id } = writeScenario(root, 'failed');
  runCommand(root, ['ingest']);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask(`session=${id}&format=parts&have=none`)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const cursors = new Set(answers.map(({ body }) => JSON.parse(body).cursor));
  expect(cursors.size).toBe(1);
  const heroes = answers.map(({ body }) => JSON.parse(body).parts['tm-hero']);
  expect(heroes.every((hero) => hero.includes('tm-hero'))).toBe(true);
  const left = readdirSync(data).filter((name) => /^shared-/.test(name));
  expect(left.sort()).toEqual([left[0], `${left[0]}.maker`]);
});

function ask(query: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(repositoryRoot(), 'dist/plugin/index.cgi'), [], {
      env: {
        PATH: process.env.PATH ?? '',
        WHM_TRANSFERS_ROOT: root,
        REMOTE_USER: 'root',
        REQUEST_METHOD: 'GET',
        QUERY_STRING: query,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', () => {
      const text = Buffer.concat(chunks).toString();
      const end = text.indexOf('\r\n\r\n');
      resolve({ status: Number(/^Status: (\d+)/.exec(text)?.[1]), body: text.slice(end + 4) });
    });
  });
}
