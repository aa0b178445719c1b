import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import type { WrittenSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';

let root = '';
let gone: WrittenSession;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'command-vanished-'));
  gone = writeScenario(root, 'running');
  runCommand(root, ['ingest']);
  deleteAsServer(gone);
});
afterAll(() => removeFolder(root));

function deleteAsServer({ id, folder }: WrittenSession): void {
  removeFolder(folder);
  const index = new IndexDatabase(root);
  index.remove(id);
  index.close();
}

/** A command that goes on: one that never ends must fail a test, not hang it. */
function start(command: string, id: string) {
  const child = spawn(join(repositoryRoot(), 'dist/whm-transfers'), [command, id], {
    env: { ...process.env, WHM_TRANSFERS_ROOT: root },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const out = { text: '' };
  child.stdout.on('data', (piece: Buffer) => {
    out.text += piece.toString();
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ended = async (): Promise<number | null | 'still there'> => {
    const late = new Promise<'still there'>((resolve) =>
      setTimeout(() => resolve('still there'), 15_000),
    );
    const end = await Promise.race([closed, late]);
    child.kill('SIGKILL');
    return end;
  };
  return { child, ended, out };
}

describe('a session that the server has deleted before it was over', () => {
  it('ends wait at once, as one with unfinished items', () => {
    const { code, stderr } = runCommand(root, ['wait', gone.id, '--timeout', '5']);
    expect(code).toBe(1);
    expect(stderr).toBe(`The server has deleted ${gone.id}; when last seen, it was RUNNING.\n`);
  });

  it('ends watch at once', async () => {
    const { ended, out } = start('watch', gone.id);
    expect(await ended()).toBe(1);
    expect(out.text).toMatch(/^RUNNING .* unfinished\n$/);
  });

  it('is told as such by show, with a duration that does not grow and no time left', () => {
    const { code, stdout } = runCommand(root, ['show', gone.id]);
    expect(code).toBe(1);
    expect(stdout).toContain('The server has deleted the session; when last seen, it was not over');
    expect(stdout).not.toContain('so far');
    expect(stdout).not.toContain('Time left');
    expect(stdout).toMatch(/Duration +1[12] min/);
    expect(runCommand(root, ['show', gone.id, '--json']).code).toBe(1);
  });

  it('is not taken for deleted while the index cannot be read', () => {
    const host = mkdtempSync(join(tmpdir(), 'command-unreadable-'));
    try {
      const { id, folder } = writeScenario(host, 'pending');
      removeFolder(folder);
      const wait = () => runCommand(host, ['wait', id, '--timeout', '0']).code;
      expect(wait()).toBe(5);
      const index = join(host, 'var/cpanel/transfer_sessions/whmxfer.sqlite');
      rmSync(`${index}-wal`, { force: true });
      writeFileSync(index, 'no database at all'.repeat(100));
      expect(wait()).toBe(5);
      rmSync(index);
      expect(wait()).toBe(1);
    } finally {
      removeFolder(host);
    }
  });

  it.each(['wait', 'watch'])('ends %s when it vanishes meanwhile', async (command) => {
    const session = writeScenario(root, 'paused', { startedAt: 1_793_000_000 });
    runCommand(root, ['ingest']);
    const { child, ended } = start(command, session.id);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(child.exitCode).toBeNull();
    deleteAsServer(session);
    expect(await ended()).toBe(1);
  });
});
