import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasRootPrivileges } from '../../src/whm/rights.ts';
import { removeFolder } from '../remove-folder.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rights-'));
  mkdirSync(join(root, 'var/cpanel'), { recursive: true });
});
afterEach(() => removeFolder(root));

function resellers(text: string): void {
  writeFileSync(join(root, 'var/cpanel/resellers'), text);
}

test('root needs no file', () => {
  expect(hasRootPrivileges('root', root)).toBe(true);
  expect(hasRootPrivileges('anna', root)).toBe(false);
});

test('a reseller with all, at any place of its list', () => {
  resellers('anna:all\nbert:list-accts,all,create-acct\ncarl:list-accts,all\r\n');
  for (const user of ['anna', 'bert', 'carl']) expect(hasRootPrivileges(user, root)).toBe(true);
});

test('a reseller without it, or with what only looks like it', () => {
  resellers(
    ['anna:list-accts', 'bert:allow-x,small,all-features', 'carl:ALL', 'dora:', 'emil'].join('\n'),
  );
  for (const user of ['anna', 'bert', 'carl', 'dora', 'emil', 'all']) {
    expect(hasRootPrivileges(user, root)).toBe(false);
  }
});

test('a part of a name is not the name', () => {
  resellers('annabel:all\nxanna:all\n');
  expect(hasRootPrivileges('anna', root)).toBe(false);
  expect(hasRootPrivileges('Annabel', root)).toBe(false);
});

test('of two lines for one login both must give it', () => {
  resellers('anna:all\nanna:list-accts\n');
  expect(hasRootPrivileges('anna', root)).toBe(false);
});

test.each([
  null,
  '',
  'Root',
  'root ',
  ' root',
  'root\n',
  'root\0',
  'anna:all\nroot',
  'anna:all',
  'b:x\nanna',
  '#anna',
  '../../etc/passwd',
  '.*',
  '__proto__',
  'a'.repeat(1000),
])('the login %j has no rights', (user) => {
  resellers('anna:all\n#anna:all\n:all\n.*:list-accts\nb:x\n');
  expect(hasRootPrivileges(user, root)).toBe(false);
});

test('a folder in the place of the file gives nobody rights', () => {
  mkdirSync(join(root, 'var/cpanel/resellers'));
  expect(hasRootPrivileges('anna', root)).toBe(false);
  expect(hasRootPrivileges('root', root)).toBe(true);
});

test('a file behind a link gives the same rights', () => {
  writeFileSync(join(root, 'elsewhere'), 'anna:all\n');
  symlinkSync(join(root, 'elsewhere'), join(root, 'var/cpanel/resellers'));
  expect(hasRootPrivileges('anna', root)).toBe(true);
});

test('a named pipe in the place of the file gives nobody rights, and is not waited for', () => {
  execFileSync('mkfifo', [join(root, 'var/cpanel/resellers')]);
  expect(hasRootPrivileges('anna', root)).toBe(false);
});
