import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand, runPage } from '../command/run.ts';
import { openDatabase } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

const MANY = 20_000;
const FEW = 20;
const roots = new Map<number, string>();

function makeRoot(sessions: number): void {
  const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-many-'));
  const folder = join(root, 'var/cpanel/transfer_sessions');
  mkdirSync(folder, { recursive: true });
  const db = openDatabase(join(folder, 'whmxfer.sqlite'));
  db.exec(`CREATE TABLE sessions (sessionid TEXT PRIMARY KEY, initiator TEXT, creator TEXT, pid INTEGER, version TEXT,
    target_host TEXT, source_host TEXT, state INTEGER, starttime TEXT, endtime TEXT); BEGIN`);
  const insert = db.prepare(
    "INSERT INTO sessions VALUES (?, 'copyacct', 'root', ?, '2.3', 'new.example', 'old.example', 100, ?, ?)",
  );
  for (let i = 0; i < sessions; i++) {
    const day = String((i % 28) + 1).padStart(2, '0');
    const id = `copyacct${String(i).padStart(8, '0')}`;
    insert.run(id, 4_000_000 + i, `2026-10-${day} 04:13:20`, `2026-10-${day} 05:13:20`);
  }
  db.exec('COMMIT');
  db.close();
  roots.set(sessions, root);
  expect(runCommand(root, ['ingest', '--quiet']).code).toBe(0);
}

/** Processor time of one run, in seconds. */
function cost(root: string, program: string, args: string[], env: Record<string, string>): number {
  const run = spawnSync('/bin/sh', ['-c', '"$0" "$@" >/dev/null 2>&1; times', program, ...args], {
    env: { PATH: process.env.PATH, WHM_TRANSFERS_ROOT: root, ...env },
    encoding: 'utf8',
  });
  const children = run.stdout.trim().split('\n').at(-1) ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

beforeAll(() => {
  makeRoot(FEW);
  makeRoot(MANY);
}, 120_000);
afterAll(() => {
  for (const root of roots.values()) removeFolder(root);
});

const dist = join(repositoryRoot(), 'dist');
const GET = { REMOTE_USER: 'root', REQUEST_METHOD: 'GET', QUERY_STRING: '' };

test('all of 20,000 sessions are there', () => {
  const root = roots.get(MANY) ?? '';
  expect(runCommand(root, ['list']).stdout.trimEnd().split('\n')).toHaveLength(MANY + 1);
  expect(runPage(root, 'state=COMPLETED&page=400').body).toContain('copyacct0000');
});

test.each([
  ['the list of the command', 'whm-transfers', ['list'], {}],
  ['the page', 'plugin/index.cgi', [], GET],
])(
  '%s costs little more with 20,000 sessions in the index than with 20',
  (_, name, args, env) => {
    const of = (sessions: number): number =>
      Math.min(
        ...[1, 2, 3].map(() => cost(roots.get(sessions) ?? '', join(dist, name), args, env)),
      );
    const [few, many] = [of(FEW), of(MANY)];
    // It is about ten times as much, for a table of 20,000 lines; before sessions at rest were passed over, 50 times.
    expect(many, `${few} s and ${many} s`).toBeLessThan(16 * few);
  },
  180_000,
);
