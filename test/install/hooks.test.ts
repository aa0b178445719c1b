import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeInstalled, PLACES, readTree, removeFolders, runScript } from './server.ts';

afterEach(removeFolders);

function hook(root: string, name: string, options: string[] = [], input = '') {
  return runScript(join(root, PLACES.package, 'hooks', name), root, options, { input });
}

function toolCalls(root: string): string[] {
  const path = join(root, '.stand-in/tool-calls');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

describe('upcp', () => {
  test('brings back what an update of the server removed', () => {
    const { root } = makeInstalled();
    const before = readTree(root);
    rmSync(join(root, PLACES.plugin), { recursive: true });
    rmSync(join(root, PLACES.icon));
    expect(hook(root, 'upcp')).toMatchObject({ code: 0, out: '1 Transfer Monitor is whole.\n' });
    const after = readTree(root);
    expect(after[`${PLACES.data}/repair.log`]).toMatch(/^file 600/);
    delete after[`${PLACES.data}/repair.log`];
    expect(after).toEqual(before);
  });

  test('says where to look when it cannot repair', () => {
    const { root } = makeInstalled();
    rmSync(join(root, 'opt'), { recursive: true });
    expect(hook(root, 'upcp').out).toMatch(/^0 .*repair\.log\n$/);
    expect(readFileSync(join(root, PLACES.data, 'repair.log'), 'utf8')).toContain('ea-nodejs22');
  });
});

describe('transfer-session', () => {
  test.each([
    [
      'a session id',
      '{"data":{"session_details":{"sessionid":"copyacct_1","state":"x"}}}',
      'ingest copyacct_1',
    ],
    ['no session id', '{"data":{}}', 'ingest'],
    ['an id that is none', '{"data":{"sessionid":"../../etc"}}', 'ingest'],
    ['no JSON', '', 'ingest'],
  ])('with %s answers at once and ingests in the background', async (_, input, call) => {
    const { root } = makeInstalled();
    const run = hook(root, 'transfer-session', [], input);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/^1 /);
    await vi.waitFor(() => expect(toolCalls(root)).toEqual([call]), { timeout: 20_000 });
  });

  test('waits until the server has closed the log', async () => {
    const { root } = makeInstalled();
    const session = join(root, 'var/cpanel/transfer_sessions/copyacct_1');
    mkdirSync(session, { recursive: true });
    writeFileSync(join(session, '.master.log'), '');
    hook(root, 'transfer-session', [], '{"sessionid":"copyacct_1"}');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(toolCalls(root)).toEqual([]);
    renameSync(join(session, '.master.log'), join(session, 'master.log'));
    await vi.waitFor(() => expect(toolCalls(root)).toEqual(['ingest copyacct_1']), {
      timeout: 20_000,
    });
  });
});

describe('ingest', () => {
  test('is quiet where all is well', () => {
    const { root } = makeInstalled();
    expect(hook(root, 'ingest')).toEqual({ code: 0, out: '', err: '' });
    expect(toolCalls(root)).toEqual(['ingest']);
    expect(existsSync(join(root, PLACES.data, 'ingest.log'))).toBe(false);
  });

  test('keeps the words of a failure in a log of bounded size', () => {
    const { root } = makeInstalled();
    const log = join(root, PLACES.data, 'ingest.log');
    writeFileSync(log, 'x'.repeat(1_000_000));
    writeFileSync(join(root, '.stand-in/broken-tool'), '');
    expect(hook(root, 'ingest').code).toBe(4);
    expect(statSync(log).size).toBeLessThan(140_000);
    expect(readFileSync(log, 'utf8')).toMatch(/Z exit code 4 all sessions\nmade to fail\n$/);
  });
});
