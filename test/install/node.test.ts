import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import {
  EA22,
  install,
  makeExecutable,
  makePackage,
  makeServer,
  PLACES,
  placeNode,
  readTree,
  removeFolders,
  standInNode,
} from './server.ts';

afterEach(removeFolders);

/** A program that answers the installer's question as a Node of that version would, and nothing else. */
function oldNode(version: string): string {
  return makeExecutable('node', `#!/bin/sh\necho '${version} 108'\n`).file;
}

/**
 * The stand-in Node, but one way to SQLite ends as told.
 * @param native what happens when the native file is tried; null: it works
 * @param builtIn whether `node:sqlite` loads
 * @param node what does all the rest
 */
function strangeNode(native: string | null, builtIn: boolean, node = standInNode()): string {
  const text = `#!/bin/sh
case "$*" in
  *probe-sqlite.cjs\\ better-sqlite3*) ${native ?? ':'} ;;
  *probe-sqlite.cjs\\ node:sqlite*) ${builtIn ? 'echo 3.50.0; exit 0' : "echo 'Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:sqlite' >&2; exit 1"} ;;
esac
exec '${node}' "$@"
`;
  return makeExecutable('node', text).file;
}

function chosen(root: string): string {
  const line = readFileSync(join(root, PLACES.plugin, 'index.cgi'), 'utf8').split('\n')[1] ?? '';
  return (/N='([^']*)'/.exec(line)?.[1] ?? '').replace(root, '');
}

describe('which Node is taken', () => {
  test('the one that Passenger is set to, before newer ones', () => {
    const root = makeServer();
    placeNode(root, '/opt/cpanel/ea-nodejs24/bin/node', standInNode());
    mkdirSync(join(root, 'etc/cpanel/ea4'), { recursive: true });
    writeFileSync(join(root, 'etc/cpanel/ea4/passenger.nodejs'), `${EA22}\n`);
    expect(install(root, makePackage('1.0.0')).code).toBe(0);
    expect(chosen(root)).toBe(EA22);
  });

  test('the newest ea-nodejs by number, not by letter', () => {
    const root = makeServer();
    placeNode(root, '/opt/cpanel/ea-nodejs9/bin/node', oldNode('9.0.0'));
    placeNode(root, '/opt/cpanel/ea-nodejs100/bin/node', standInNode());
    expect(install(root, makePackage('1.0.0')).code).toBe(0);
    expect(chosen(root)).toBe('/opt/cpanel/ea-nodejs100/bin/node');
  });

  test('the next one, where the best is too old, gone or cannot reach SQLite', () => {
    const root = makeServer();
    mkdirSync(join(root, 'etc/cpanel/ea4'), { recursive: true });
    writeFileSync(
      join(root, 'etc/cpanel/ea4/passenger.nodejs'),
      '/opt/cpanel/ea-nodejs16/bin/node',
    );
    placeNode(root, EA22, strangeNode("echo 'Error: no' >&2; exit 1", false));
    placeNode(root, '/opt/cpanel/ea-nodejs18/bin/node', oldNode('18.20.4'));
    placeNode(root, '/usr/bin/node', standInNode());
    expect(install(root, makePackage('1.0.0')).code).toBe(0);
    expect(chosen(root)).toBe('/usr/bin/node');
  });

  test('the one in PATH, and the one that is named', () => {
    const root = makeServer();
    removeFolder(join(root, 'opt'));
    const here = makeExecutable('node', `#!/bin/sh\nexec '${standInNode()}' "$@"\n`);
    expect(install(root, makePackage('1.0.0'), [], { path: [here.folder] }).code).toBe(0);
    expect(chosen(root)).toBe(here.file);
    expect(install(root, makePackage('1.0.0'), [`--node=${standInNode()}`]).code).toBe(0);
    expect(chosen(root)).toBe(standInNode());
  });
});

describe('which way to SQLite is taken', () => {
  test.each([
    ['does not load', "echo 'Error: GLIBC_2.34 not found' >&2; exit 1"],
    ['crashes', 'kill -SEGV $$'],
    ['never answers', 'exec timeout 1 sleep 60'],
  ])('node:sqlite, and no native file installed, where that file %s', (_, native) => {
    const root = makeServer();
    placeNode(root, EA22, strangeNode(native, true));
    const run = install(root, makePackage('1.0.0'));
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/sqlite +node:sqlite/);
    const tree = readTree(root);
    expect(readFileSync(join(root, PLACES.plugin, 'driver'), 'utf8')).toMatch(/^node:sqlite\n22\./);
    expect(tree[`${PLACES.plugin}/better_sqlite3.node`]).toBeUndefined();
  });

  test('a file that is no native file at all is told apart by trying it', () => {
    const root = makeServer();
    placeNode(root, EA22, strangeNode(null, true, process.execPath));
    const source = makePackage('1.0.0', 'real');
    writeFileSync(
      join(source, `native/better_sqlite3-${process.versions.modules}.node`),
      'not ELF',
    );
    expect(install(root, source).out).toMatch(/sqlite +node:sqlite/);
  });
});

describe('refused with the reason, and nothing changed', () => {
  test('no SQLite at all: what was tried, how it ended, and the command that helps', () => {
    const root = makeServer();
    placeNode(root, EA22, strangeNode('kill -SEGV $$', false));
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('has no working SQLite driver here');
    expect(run.err).toContain('it crashes (SIGSEGV)');
    expect(run.err).toContain('No such built-in module: node:sqlite');
    expect(run.err).toContain('dnf upgrade -y ea-nodejs22');
    expect(readTree(root)).toEqual(before);
  });

  test.each([
    ['ID="almalinux"\nID_LIKE="rhel centos fedora"\n', 'dnf install -y ea-nodejs22'],
    ['ID="cloudlinux"\nID_LIKE="rhel fedora centos"\n', 'dnf install -y ea-nodejs22'],
    ['ID=ubuntu\nID_LIKE=debian\n', 'apt-get update && apt-get install -y ea-nodejs22'],
  ])('no Node on %j: the exact command', (release, command) => {
    const root = makeServer();
    removeFolder(join(root, 'opt'));
    writeFileSync(join(root, 'etc/os-release'), release);
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('there is no Node on this server');
    expect(run.err).toContain(`\n    ${command}\n`);
    expect(readTree(root)).toEqual(before);
  });

  test('only an old Node: its version, and that the new package removes its package', () => {
    const root = makeServer();
    removeFolder(join(root, 'opt'));
    placeNode(root, '/opt/cpanel/ea-nodejs18/bin/node', oldNode('18.20.4'));
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('ea-nodejs18/bin/node: version 18.20.4 is too old, 20.19 is needed');
    expect(run.err).toContain('dnf swap -y ea-nodejs18 ea-nodejs22');
    expect(run.err).toContain('this removes ea-nodejs18');
    expect(readTree(root)).toEqual(before);
  });

  test('a Node that does not start', () => {
    const root = makeServer();
    placeNode(root, EA22, makeExecutable('node', '#!/bin/sh\nkill -SEGV $$\n').file);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('does not start: it crashes (SIGSEGV)');
  });
});
