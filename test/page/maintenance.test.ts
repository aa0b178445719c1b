import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { runCommand, runPage } from '../command/run.ts';
import { openDatabase } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { DEFAULT_START, planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { makeRoot, removeRoots, writeConfig } from '../notify/server.ts';
import { removeFolder } from '../remove-folder.ts';

afterAll(removeRoots);

const DATA = 'var/cpanel/transfer_monitor';

/** A command that writes down when it begins and when it ends, as one that reads a slow log. */
function installSlowTool(root: string): () => string[] {
  const calls = join(root, 'calls');
  const tool = join(root, 'usr/local/bin/whm-transfers');
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  writeFileSync(
    tool,
    `#!/bin/sh\necho "+ $*" >>'${calls}'\nsleep 4\necho "- $(nice)" >>'${calls}'\n`,
  );
  chmodSync(tool, 0o755);
  return () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []);
}

/** Puts the hook where the installer does. */
function installHook(root: string): string {
  const hook = join(root, DATA, 'package/hooks/ingest');
  mkdirSync(join(root, DATA, 'package/hooks'), { recursive: true });
  copyFileSync(join(repositoryRoot(), 'hooks/ingest'), hook);
  return hook;
}

function ageStamp(root: string): void {
  utimesSync(join(root, DATA, 'maintained'), 1_000_000, 1_000_000);
}

/** A root whose page was installed for a version of Node, with a hook that writes down that it was called. */
function installFor(version: string): { root: string; calls: () => number } {
  const root = makeRoot();
  const plugin = join(root, 'usr/local/cpanel/whostmgr/docroot/cgi/transfer_monitor');
  mkdirSync(plugin, { recursive: true });
  writeFileSync(join(plugin, 'driver'), `node:sqlite\n${version}\n`);
  const hook = join(root, DATA, 'package/hooks/upcp');
  mkdirSync(join(root, DATA, 'package/hooks'), { recursive: true });
  const calls = join(root, 'calls');
  writeFileSync(hook, `#!/bin/sh\n: >'${join(root, DATA, 'repair.log')}'\necho x >>'${calls}'\n`);
  chmodSync(hook, 0o755);
  return {
    root,
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0),
  };
}

describe('where Node was replaced', () => {
  test('a page starts the repair, and no other within an hour', async () => {
    const { root, calls } = installFor('20.1.0');
    expect(runPage(root, '').status).toBe(200);
    await vi.waitFor(() => expect(calls()).toBe(1), { timeout: 20_000 });
    expect(runPage(root, '').status).toBe(200);
    utimesSync(join(root, DATA, 'repair.log'), 1_000_000, 1_000_000);
    expect(runPage(root, '').status).toBe(200);
    await vi.waitFor(() => expect(calls()).toBe(2), { timeout: 20_000 });
  });

  test('and not where it is the same', async () => {
    const { root, calls } = installFor(process.versions.node);
    expect(runPage(root, '').status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(calls()).toBe(0);
  });
});

describe('what pages start in the background', () => {
  test('is one run, however many pages are looked at a minute apart; a hook waits for it', async () => {
    const root = makeRoot();
    writeConfig(root, { retention: { keepLogs: true } });
    const calls = installSlowTool(root);
    const hook = installHook(root);
    for (let view = 0; view < 6; view++) {
      expect(runPage(root, '').status).toBe(200);
      ageStamp(root);
    }
    await vi.waitFor(() => expect(calls()[0]).toBe('+ ingest --quiet'), { timeout: 20_000 });
    const run = spawn('/bin/sh', [hook], { stdio: 'ignore', env: { PATH: process.env.PATH } });
    await new Promise((resolve) => run.on('close', resolve));
    const lines = calls().map((line) => line.slice(0, 1));
    expect(lines.length).toBeLessThan(12);
    // Never two at once: each beginning is followed by its end.
    expect(lines.join('')).toMatch(/^(?:\+-)+$/);
    // As nice as the hook, or nicer where the tests are.
    expect(Number(calls().at(-1)?.slice(2))).toBeGreaterThanOrEqual(10);
  }, 60_000);

  test.each([
    ['dash', '/bin/dash', []],
    ['BusyBox', '/bin/busybox', ['sh']],
  ])(
    'waits in the hook under %s until the lock is free',
    (_, shell, options) => {
      if (!existsSync(shell)) return;
      const root = makeRoot();
      const calls = installSlowTool(root);
      const hook = installHook(root);
      const script = `exec 9<'${join(root, DATA)}'; flock -n 9 || exit 7; sleep 2; date +%s >'${root}/freed'`;
      const holder = spawn('/bin/sh', ['-c', script], { stdio: 'ignore' });
      spawnSync('sleep', ['0.5']);
      const run = spawnSync(shell, [...options, hook], { encoding: 'utf8', timeout: 20_000 });
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
      expect(existsSync(join(root, 'freed'))).toBe(true);
      expect(calls()[0]).toBe('+ ingest --quiet');
      holder.kill();
    },
    30_000,
  );

  test('is also the renewal of a session that older rules have read, too large for a page', async () => {
    const root = makeRoot();
    const plan = planSession({ seed: 'large', accounts: 2, startedAt: DEFAULT_START });
    const { id } = writeSession(root, plan);
    expect(runCommand(root, ['ingest']).code).toBe(0);
    const calls = installSlowTool(root);
    const look = () => expect(runPage(root, `session=${id}`).status).toBe(200);
    look();
    expect(existsSync(join(root, DATA, 'maintained'))).toBe(false);
    removeFolder(join(root, 'var/cpanel/transfer_sessions'));
    const db = openDatabase(join(root, DATA, 'cache.sqlite'));
    db.exec(`UPDATE session SET rules_grouping = 0;
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 20000)
      INSERT INTO item (sid, type, name, first_at, changed_at)
        SELECT sid, 'AccountRemoteRoot', 'user' || x, 1, 1 FROM session, n`);
    db.close();
    look();
    await vi.waitFor(() => expect(calls()[0]).toBe('+ ingest --quiet'), { timeout: 20_000 });
  });

  test('does not wait for a process that was killed', () => {
    const root = makeRoot();
    const calls = installSlowTool(root);
    const hook = installHook(root);
    const script = `exec 9<'${join(root, DATA)}'; flock -n 9; kill -9 $$`;
    spawnSync('/bin/sh', ['-c', script]);
    expect(spawnSync('/bin/sh', [hook], { timeout: 20_000 }).status).toBe(0);
    expect(calls()).toHaveLength(2);
  }, 30_000);

  test('is nothing to fail for, where its stamp cannot be kept', () => {
    const root = makeRoot();
    writeConfig(root, { retention: { keepLogs: true } });
    mkdirSync(join(root, DATA, 'maintained'));
    utimesSync(join(root, DATA, 'maintained'), 1, 1);
    expect(runPage(root, '').status).toBe(200);
  });
});

describe('a step of the maintenance that fails', () => {
  function makeArchiving(): { root: string; id: string } {
    const root = makeRoot();
    writeConfig(root, {
      notify: { mail: ['admin@example.com'] },
      retention: { keepLogs: true },
    });
    const plan = planSession({ seed: 'steps', accounts: 2, startedAt: DEFAULT_START });
    return { root, id: writeSession(root, plan).id };
  }

  test.each([
    ['is no database', 'x'.repeat(5000)],
    ['is a folder', null],
  ])('stops no other one: a notices.sqlite that %s is rebuilt', (_, content) => {
    const { root, id } = makeArchiving();
    const notices = join(root, DATA, 'notices.sqlite');
    if (content === null) mkdirSync(notices);
    else writeFileSync(notices, content, { mode: 0o600 });
    const { code, stderr } = runCommand(root, ['ingest']);
    expect(stderr).toContain(
      `The list of notifications was damaged and has been rebuilt. The damaged file is kept as ${notices}.damaged`,
    );
    expect(stderr).not.toContain('cache');
    expect(stderr).toContain(`${id}: its logs are in the archive.`);
    expect(code).toBe(0);
    expect(readdirSync(join(root, DATA, 'archive'))).toEqual([id]);
    expect(runPage(root, '').status).toBe(200);
  });
});
