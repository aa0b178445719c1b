import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import type { WrittenSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';

let root = '';
let session: WrittenSession;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'command-log-codes-'));
  session = writeScenario(root, 'running');
});
afterAll(() => removeFolder(root));

const log = (...args: string[]) => runCommand(root, ['log', session.id, ...args]);

describe('the exit code of log', () => {
  it('is 3 for a log that is not there', () => {
    for (const more of [[], ['--grep', 'x'], ['--json']]) {
      const { code, stdout, stderr } = log('item-RESTORE_nobody', ...more);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain('has no log “item-RESTORE_nobody”');
    }
  });

  it('is 0 for a log by its name with the dot', () => {
    expect(readdirSync(session.folder)).toContain('.master.log');
    const plain = log('master.log');
    expect(plain.code).toBe(0);
    expect(plain.stdout).not.toBe('');
    expect(log('.master.log')).toEqual(plain);
    expect(log('..master.log').code).toBe(2);
    expect(log('.').code).toBe(2);
  });

  it('is 4 for a link or a folder in its place, and for a search that could not read them', () => {
    const target = join(root, 'elsewhere.log');
    writeFileSync(target, 'never shown\n');
    symlinkSync(target, join(session.folder, 'item-RESTORE_link'));
    mkdirSync(join(session.folder, 'item-RESTORE_folder'));
    for (const name of ['item-RESTORE_link', 'item-RESTORE_folder']) {
      for (const more of [[], ['--grep', 'shown'], ['--follow']]) {
        const { code, stdout, stderr } = log(name, ...more);
        expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
        expect(stderr).toContain('is not a regular file');
      }
    }
    const { code, stdout, stderr } = log('--grep', 'The session started');
    expect(code).toBe(4);
    expect(stdout).toContain('The session started');
    expect(stdout).not.toContain('never shown');
    expect(stderr.match(/not a regular file/g)).toHaveLength(2);
    for (const name of ['link', 'folder']) {
      removeFolder(join(session.folder, `item-RESTORE_${name}`));
    }
    expect(log('--grep', 'The session started').code).toBe(0);
  });

  it('is 3 without any log, whether one is read or all are searched, and says why', () => {
    const pending = writeScenario(root, 'pending');
    for (const more of [[], ['--grep', 'x']]) {
      const { code, stderr } = runCommand(root, ['log', pending.id, ...more]);
      expect(code).toBe(3);
      expect(stderr).toContain('has no log');
    }
    const gone = writeScenario(root, 'failed');
    runCommand(root, ['ingest', gone.id]);
    renameSync(gone.folder, join(root, 'gone'));
    const index = new IndexDatabase(root);
    index.remove(gone.id);
    index.close();
    for (const more of [[], ['--grep', 'x'], ['--follow']]) {
      const { code, stdout, stderr } = runCommand(root, ['log', gone.id, ...more]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain('deleted this session, and its logs were not kept');
    }
  });
});
