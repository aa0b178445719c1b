import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { SIMULATED_SECRET } from '../host/simulator/databases.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import type { WrittenSession } from '../host/simulator/write-session.ts';
import { installVendorCommands, readVendorCalls, standInFolder } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';

let root = '';
let aborted: WrittenSession;
let clean: WrittenSession;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'retry-'));
  installVendorCommands(root);
  const answers = join(standInFolder(root), 'answers');
  mkdirSync(answers, { recursive: true });
  writeFileSync(
    join(answers, 'create_remote_root_transfer_session.json'),
    '{"metadata":{"version":1,"result":1},"data":{"transfer_session_id":"copyacct2027again"}}',
  );
  aborted = writeScenario(root, 'aborted');
  clean = writeScenario(root, 'clean', { startedAt: 1_793_700_000 });
});
afterAll(() => removeFolder(root));

function retry(id: string): { script: string; words: string; status: number | null } {
  const command = join(repositoryRoot(), 'dist/whm-transfers');
  const env = { ...process.env, WHM_TRANSFERS_ROOT: root };
  const { stdout, stderr, status } = spawnSync(command, ['retry', id], { env, encoding: 'utf8' });
  return { script: stdout, words: stderr, status };
}

test('the printed script puts every item that did not move into a new session', () => {
  const { script, status } = retry(aborted.id);
  expect(status).toBe(0);
  expect(script).not.toContain(SIMULATED_SECRET);
  const PATH = `${join(root, 'usr/local/cpanel/bin')}:${process.env.PATH ?? ''}`;
  expect(script).toContain("SSH_KEY='FILL-IN'");
  const filled = script.replaceAll('FILL-IN', 'migration');
  const run = spawnSync('sh', { input: filled, env: { ...process.env, PATH }, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  // What the command itself has asked before.
  const all = readVendorCalls(root);
  const calls = all.slice(all.findIndex((call) => call[2]?.startsWith('create_')));
  expect(calls[0]?.slice(0, 3)).toEqual([
    'whmapi1',
    '--output=json',
    'create_remote_root_transfer_session',
  ]);
  const enqueued = calls.filter((call) => call[2] === 'enqueue_transfer_item');
  const users = enqueued.map((call) => call.find((word) => word.startsWith('user='))?.slice(5));
  const undone = aborted.truth.items.filter(
    ({ status: is }) => is === 'failed' || is === 'unfinished',
  );
  expect(undone.length).toBeGreaterThan(3);
  expect(users.sort()).toEqual(undone.map(({ name }) => name).sort());
  for (const call of enqueued) expect(call).toContain('transfer_session_id=copyacct2027again');
  expect(calls.at(-1)?.[2]).toBe('start_transfer_session');
  // Some twenty calls of the stand-in, each with shells of its own.
}, 120_000);

test('a clean session leaves nothing to be done', () => {
  expect(retry(clean.id)).toEqual({
    script: '',
    words: 'Nothing to retry.\n',
    status: 0,
  });
});

test('a session that nobody knows is not found', () => {
  expect(retry('copyacct19990101000000nobody').status).toBe(3);
});
