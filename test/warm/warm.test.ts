import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as cold from '../command/run.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import * as warm from './run.ts';
import { runWarm } from './warm.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-warm-'));
const id = 'copyacctB20261101';
beforeAll(() => {
  const folder = join(root, 'var/cpanel/transfer_sessions', id);
  mkdirSync(folder, { recursive: true });
  const log = join(repositoryRoot(), 'test/fixtures/documented-session/master.log');
  copyFileSync(log, join(folder, 'master.log'));
  expect(cold.runCommand(root, ['ingest']).code).toBe(0);
  expect(cold.runPage(root, '').status).toBe(200);
});
afterAll(() => removeFolder(root));

/** What differs from one second to the next. */
const steady = (text: string): string =>
  text
    .replace(/\d+ s ago|"now":\d+|\b1[789]\d{8}\b/g, '')
    .replace(/(nonce-|nonce="|data-csrf="|name="csrf" value=")[\w.=-]*/g, '$1');

describe('a program in the warm process', () => {
  test.each([
    ['', {}, ''],
    [`session=${id}`, {}, ''],
    [`session=${id}&log=master.log`, {}, ''],
    [`session=${id}&format=json`, {}, ''],
    [`session=${id}&format=json`, { REQUEST_METHOD: 'HEAD' }, ''],
    ['format=csv&report=sessions', {}, ''],
    ['session=nobody', {}, ''],
    ['session=nobody&format=json', {}, ''],
    ['', { REMOTE_USER: 'bob' }, ''],
    ['', { REQUEST_METHOD: 'DELETE' }, ''],
    ['view=settings', { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '8' }, 'a=b&c=de'],
  ])('answers to “%s” with %o as in one of its own', (query, env, input) => {
    const [one, other] = [cold, warm].map(({ runPage }) => runPage(root, query, env, input));
    expect(other?.status).toBe(one?.status);
    expect(steady(other?.head ?? '')).toBe(steady(one?.head ?? ''));
    expect(steady(other?.body ?? '')).toBe(steady(one?.body ?? ''));
  });

  test('answers to a look at what has not changed as in one of its own', () => {
    const { cursor } = JSON.parse(warm.runPage(root, `session=${id}&format=json`).body);
    const query = `session=${id}&format=json&since=${encodeURIComponent(cursor)}`;
    const [one, other] = [cold, warm].map(({ runPage }) => runPage(root, query));
    expect(one).toMatchObject({ status: 304, body: '' });
    expect(other).toEqual(one);
  });

  test.each([
    [[]],
    [['nonsense']],
    [['--version']],
    [['list']],
    [['show', id]],
    [['items', id, '--json']],
    [['show', 'nobody']],
    [['log', id]],
    [['wait', id]],
    [['parse', join(root, 'nowhere')]],
    [['parse', join(root, 'var/cpanel/transfer_sessions', id, 'master.log'), '--json']],
  ])('%j says and ends as in one of its own', (words) => {
    const [one, other] = [cold, warm].map(({ runCommand }) => runCommand(root, words));
    expect(other?.code).toBe(one?.code);
    expect(steady(other?.stdout ?? '')).toBe(steady(one?.stdout ?? ''));
    expect(steady(other?.stderr ?? '')).toBe(steady(one?.stderr ?? ''));
  });
});

test('a program that is missing ends with words and 1, and the next one runs', () => {
  const gone = runWarm({ file: join(root, 'gone'), args: [], env: {} });
  expect(gone.code).toBe(1);
  expect(String(gone.stderr)).toContain('ENOENT');
  expect(warm.runCommand(root, ['--version']).code).toBe(0);
});
