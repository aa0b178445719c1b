import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import {
  failVendorCommand,
  installVendorCommands,
  readMail,
  readVendorCalls,
  setVendorAnswer,
} from './vendor-commands.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vendor-'));
  installVendorCommands(root);
});
afterEach(() => removeFolder(root));

function run(name: string, args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(join(root, 'usr/local/cpanel/bin', name), args, {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const GOOD = [
  'name=transfer_monitor',
  'service=whostmgr',
  'user=root',
  'url=/cgi/transfer_monitor/',
  'acls=all',
  'displayname=Transfer Monitor',
];

test('registers, answers for and forgets an AppConfig', () => {
  const file = join(root, 'a.conf');
  writeFileSync(file, GOOD.join('\n'));
  expect(run('register_appconfig', [file]).status, 'without its folder').not.toBe(0);
  mkdirSync(join(root, 'var/cpanel/apps'), { recursive: true });
  expect(run('is_registered_with_appconfig', ['whostmgr', 'transfer_monitor']).stdout).toBe('0\n');
  expect(run('register_appconfig', [file]).stdout).toBe('transfer_monitor registered\n');
  expect(run('is_registered_with_appconfig', ['whostmgr', 'transfer_monitor']).stdout).toBe('1\n');
  expect(run('unregister_appconfig', ['transfer_monitor']).status).toBe(0);
  expect(existsSync(join(root, 'var/cpanel/apps/transfer_monitor.conf'))).toBe(false);
  expect(run('unregister_appconfig', ['transfer_monitor']).status).toBe(1);
});

test.each([
  ['no key=value', [...GOOD, 'stray words']],
  ['a reserved name', GOOD.map((line) => line.replace('transfer_', 'internal_'))],
  ['too wide an url', GOOD.map((line) => line.replace('/cgi/transfer_monitor/', '/cgi'))],
  ['no acls', GOOD.filter((line) => !line.startsWith('acls'))],
])('refuses an AppConfig with %s', (_, lines) => {
  const file = join(root, 'a.conf');
  writeFileSync(file, lines.join('\n'));
  expect(run('register_appconfig', [file]).status).toBe(1);
  expect(existsSync(join(root, 'var/cpanel/apps/transfer_monitor.conf'))).toBe(false);
});

test('keeps hooks once, lists and deletes them', () => {
  const script = join(root, 'usr/local/hook');
  mkdirSync(join(root, 'usr/local'), { recursive: true });
  writeFileSync(script, '#!/bin/sh\n');
  const words = ['script', '/usr/local/hook', '--manual', '--category', 'Whostmgr'];
  const more = ['--event', 'Transfers::Session', '--stage', 'post'];
  expect(run('manage_hooks', ['add', ...words, ...more]).status).toBe(1);
  chmodSync(script, 0o755);
  expect(run('manage_hooks', ['add', ...words, ...more]).status).toBe(0);
  expect(run('manage_hooks', ['add', ...words, ...more]).status).toBe(1);
  expect(run('manage_hooks', ['list']).stdout).toBe(
    'Whostmgr\tTransfers::Session\tpost\t/usr/local/hook\n',
  );
  expect(run('manage_hooks', ['delete', ...words, ...more]).status).toBe(0);
  expect(run('manage_hooks', ['list']).stdout).toBe('');
});

test('records calls, answers as told, fails as told', () => {
  setVendorAnswer(root, 'applist', '{"metadata":{"result":"0"}}');
  expect(run('whmapi1', ['--output=json', 'applist', 'a=b']).stdout).toBe(
    '{"metadata":{"result":"0"}}',
  );
  failVendorCommand(root, 'whmapi1', 'no licence');
  expect(run('whmapi1', ['--output=json', 'applist'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'no licence\n',
  });
  expect(readVendorCalls(root).map((call) => call.slice(0, 4))).toEqual([
    ['whmapi1', '--output=json', 'applist', 'a=b'],
    ['whmapi1', '--output=json', 'applist', 'REMOTE_USER='],
  ]);
});

test('keeps what sendmail is given', () => {
  run('sendmail', ['-t', '-i'], 'Subject: one\n\nbody\n');
  run('sendmail', ['-t'], 'Subject: two\n\n');
  expect(readMail(root)).toEqual([
    { arguments: ['-t', '-i'], message: 'Subject: one\n\nbody\n' },
    { arguments: ['-t'], message: 'Subject: two\n\n' },
  ]);
});
