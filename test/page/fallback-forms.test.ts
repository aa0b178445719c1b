import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../host/open-database.ts';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';
import {
  installVendorCommands,
  readVendorCalls,
  setVendorAnswer,
} from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';
import { canMount, drainDisk, fillDisk, mount } from './small-disk.ts';

const RUNNING = 'copyacctrunning';
let root = '';
let data = '';

function makeRoot(): void {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-forms-'));
  data = join(root, 'var/cpanel/transfer_monitor');
  writeDocumented(root);
  installVendorCommands(root);
  const folder = join(root, 'var/cpanel/transfer_sessions', RUNNING);
  mkdirSync(folder, { recursive: true });
  const contents = { action: 'start', child_number: 0, time: Math.floor(Date.now() / 1000) };
  const line = JSON.stringify({ type: 'control', pid: 10, indent: 0, contents });
  writeFileSync(join(folder, '.master.log'), `${line}\n`);
}

function post(form: Record<string, string>): { status: number; head: string; body: string } {
  const body = String(new URLSearchParams(form));
  const env = {
    REQUEST_METHOD: 'POST',
    CONTENT_TYPE: 'application/x-www-form-urlencoded',
    CONTENT_LENGTH: String(body.length),
  };
  return runPage(root, '', env, body);
}

const fieldOf = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
const pauses = (): number => readVendorCalls(root).filter((call) => /pause/.test(`${call}`)).length;

describe.runIf(canMount)('forms on a disk that is full', () => {
  let csrf = '';
  let mark: Record<string, string> = {};
  beforeAll(() => {
    makeRoot();
    mkdirSync(data, { recursive: true });
    mount('-t', 'tmpfs', '-o', 'size=8m,mode=700', 'none', data);
    // The forms of marks are with the messages of an issue type.
    const whole = runPage(root, `session=${DOCUMENTED_ID}&format=json`).body;
    const { issues } = JSON.parse(whole) as { issues: { id: string; kind: string }[] };
    const asking = issues.find(({ kind }) => ['dangerous', 'altered', 'skipped'].includes(kind));
    const { body } = runPage(root, `session=${DOCUMENTED_ID}&issue=${asking?.id}`);
    csrf = fieldOf(body, 'csrf');
    const [issue, type, item] = ['issue', 'type', 'item'].map((name) => fieldOf(body, name));
    mark = { action: 'tick', session: DOCUMENTED_ID, csrf, issue, type, item } as typeof mark;
    expect(Object.values(mark)).not.toContain('');
    runCommand(root, ['ingest']);
  });
  beforeEach(() => fillDisk(data));
  afterEach(() => drainDisk(data));
  afterAll(() => {
    spawnSync('umount', ['-l', data]);
    removeFolder(root);
  });

  const marks = (): unknown => {
    const db = openDatabase(join(data, 'cache.sqlite'));
    const row = db.prepare('SELECT count(*) AS count FROM follow_up').get();
    db.close();
    return row?.count;
  };

  test('a follow-up mark that cannot be kept is refused', () => {
    const answer = post(mark);
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('Nothing was saved.');
    expect(answer.body).toMatch(/The disk that \S+ is on is full\./);
    drainDisk(data);
    expect(marks()).toBe(0);
  });

  test('also where the cache is open already', () => {
    drainDisk(data);
    const db = openDatabase(join(data, 'cache.sqlite'));
    db.prepare('SELECT count(*) FROM session').get();
    fillDisk(data);
    const answer = post(mark);
    db.close();
    expect(answer.status).toBe(503);
    drainDisk(data);
    expect(marks()).toBe(0);
    expect(post(mark).status).toBe(303);
    expect(marks()).toBe(1);
  });

  test('a session can be paused: nothing has to be kept for it', () => {
    setVendorAnswer(
      root,
      'pause_transfer_session',
      JSON.stringify({ metadata: { version: 1, result: 1, reason: 'OK' }, data: {} }),
    );
    expect(post({ action: 'pause', session: RUNNING, csrf }).status).toBe(303);
    expect(pauses()).toBe(1);
  });

  test('without the secret of the forms it is said why nothing can be done', () => {
    rmSync(join(data, 'csrf.key'));
    fillDisk(data);
    const view = runPage(root, `session=${RUNNING}`);
    expect(view.status).toBe(200);
    const answer = post({ action: 'pause', session: RUNNING, csrf });
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('The secret that protects the forms cannot be saved: ENOSPC');
    expect(answer.body).toContain('Nothing was done.');
    expect(pauses()).toBe(1);
  });
});

describe('where there can be no data folder', () => {
  const PLACES: [string, boolean, () => void, RegExp][] = [
    [
      'a file stands in its place',
      true,
      () => writeFileSync(data, 'x'),
      /transfer_monitor must be a folder, but it or its parent is a file\./,
    ],
    [
      'the folder that it lies in can only be read',
      canMount,
      () => {
        const cpanel = join(root, 'var/cpanel');
        mount('--bind', cpanel, cpanel);
        mount('-o', 'remount,bind,ro', cpanel);
      },
      /transfer_monitor is on a read-only disk\./,
    ],
  ];
  beforeEach(makeRoot);
  afterEach(() => {
    spawnSync('umount', ['-l', join(root, 'var/cpanel')]);
    removeFolder(root);
  });

  test.each(PLACES.filter(([, isPossible]) => isPossible))(
    'because %s, views are made in memory, with a banner',
    (_, __, spoil, words) => {
      spoil();
      const session = `session=${DOCUMENTED_ID}`;
      for (const query of ['', session, `${session}&log=master.log`, `${session}&format=parts`]) {
        const { status, body } = runPage(root, query);
        expect(status, query).toBe(200);
        if (query.includes('parts')) continue;
        expect(body).toMatch(/class="tm-note tm-note-bad" role="alert">/);
        expect(body).toMatch(words);
      }
      const list = JSON.parse(runPage(root, 'format=json').body);
      expect(list.warnings.join()).toMatch(words);
      expect(list.sessions).toHaveLength(2);
      const run = runCommand(root, ['show', RUNNING]);
      expect(run.stderr).toMatch(words);
      // A file may stand where a folder with a cache was; that there never was one can be seen.
      expect(run.code).toBe(existsSync(data) ? 4 : 0);
      expect(runCommand(root, ['ingest']).code).toBe(4);
      expect(existsSync(join(data, 'cache.sqlite'))).toBe(false);
    },
  );
});
