import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needsNativeFile } from '../host/open-database.ts';
import { readVendorCalls } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import {
  install,
  makeExecutable,
  makeFolder,
  makeInstalled,
  makePackage,
  makeServer,
  PLACES,
  readHooks,
  readTree,
  removeFolders,
  runScript,
} from './server.ts';

afterAll(removeFolders);

function modeOf(root: string, path: string): string {
  return (statSync(join(root, path)).mode & 0o7777).toString(8);
}

describe('install.sh on a fresh server', () => {
  test.runIf(needsNativeFile)(
    'puts everything in its place, with its mode, and says what it found and chose',
    () => {
      const root = makeServer('real');
      const source = makePackage('1.0.0', 'real');
      const before = readTree(root);
      const run = install(root, source);
      expect(run).toMatchObject({ code: 0, err: '' });
      expect(run.out).toContain(`${root}/opt/cpanel/ea-nodejs22/bin/node, version`);
      expect(run.out).toContain('cPanel & WHM 11.130.0.15, AlmaLinux 9.4, x86_64');
      expect(run.out).toContain('better-sqlite3 (native/better_sqlite3-');
      expect(run.out).toMatch(/Open https:\/\/\S+:2087\/cgi\/transfer_monitor\/index\.cgi/);

      const { plugin, data, package: kept } = PLACES;
      expect(modeOf(root, plugin)).toBe('700');
      expect(modeOf(root, `${plugin}/index.cgi`)).toBe('700');
      expect(modeOf(root, `${plugin}/better_sqlite3.node`)).toBe('644');
      expect(modeOf(root, `${plugin}/transfer_monitor.css`)).toBe('644');
      expect(modeOf(root, PLACES.icon)).toBe('644');
      expect(modeOf(root, PLACES.tool)).toBe('700');
      expect(modeOf(root, data)).toBe('700');
      expect(modeOf(root, `${kept}/install.sh`)).toBe('700');
      expect(modeOf(root, `${kept}/hooks/upcp`)).toBe('700');
      expect(modeOf(root, `${kept}/dist/plugin/index.cgi`)).toBe('600');
      expect(readFileSync(join(root, plugin, 'driver'), 'utf8')).toBe(
        `better-sqlite3\n${process.versions.node}\n`,
      );
      for (const script of [`${plugin}/index.cgi`, PLACES.tool]) {
        const second = readFileSync(join(root, script), 'utf8').split('\n')[1];
        expect(second).toContain(`N='${root}/opt/cpanel/ea-nodejs22/bin/node';`);
      }

      const added = Object.keys(readTree(root)).filter((path) => !(path in before));
      const known = [plugin, data, PLACES.icon, PLACES.tool, PLACES.registration];
      expect(added.filter((path) => !known.some((place) => path.startsWith(place)))).toEqual([]);
    },
  );

  test('asks the vendor commands for one registration and two hooks, and checks the registration', () => {
    const { root } = makeInstalled();
    const hooks = `${root}${PLACES.package}/hooks`;
    expect(readHooks(root)).toEqual([
      ['System', 'upcp', 'post', `${hooks}/upcp`],
      ['Whostmgr', 'Transfers::Session', 'post', `${hooks}/transfer-session`],
    ]);
    const calls = readVendorCalls(root);
    expect(calls.filter((call) => call[0] === 'register_appconfig')).toHaveLength(1);
    expect(calls).toContainEqual(['is_registered_with_appconfig', 'whostmgr', 'transfer_monitor']);
    expect(calls.flat()).toContain('get_appconfig_application_list');
  });

  test('works where the folders for icon and command are missing', () => {
    const root = makeServer();
    removeFolder(join(root, 'usr/local/cpanel/whostmgr'));
    removeFolder(join(root, 'usr/local/bin'));
    expect(install(root, makePackage('1.0.0')).code).toBe(0);
    expect(modeOf(root, '/usr/local/bin')).toBe('755');
  });
});

describe('install.sh again', () => {
  test('with the same package changes nothing at all', () => {
    const { root, source } = makeInstalled();
    const before = readTree(root);
    expect(install(root, source)).toMatchObject({ code: 0, err: '' });
    expect(readTree(root)).toEqual(before);
    expect(readHooks(root)).toHaveLength(2);
    const calls = readVendorCalls(root).map((call) => call[0]);
    expect(calls.filter((name) => name === 'register_appconfig')).toHaveLength(1);
  });

  test('upgrades, and leaves nothing of the version before but the data', () => {
    const root = makeServer();
    const old = makePackage('1.0.0');
    writeFileSync(join(old, 'dist/plugin/only-in-old.js'), '');
    install(root, old);
    writeFileSync(join(root, PLACES.data, 'config.json'), '{"apiUrl":"https://127.0.0.1:2087"}');
    chmodSync(join(root, PLACES.data, 'config.json'), 0o644);
    const fresh = makeServer();
    install(fresh, makePackage('1.1.0'));

    const run = install(root, makePackage('1.1.0'));
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/installed +1\.0\.0/);
    const tree = readTree(root);
    expect(tree[`${PLACES.data}/config.json`]).toMatch(/^file 600/);
    delete tree[`${PLACES.data}/config.json`];
    expect(tree).toEqual(readTree(fresh));
  });

  describe('repairs from its own kept copy', () => {
    let root = '';
    let before: Record<string, string> = {};
    beforeAll(() => {
      root = makeInstalled().root;
      before = readTree(root);
    });

    test.each([
      ['the plugin folder is gone', (root: string) => removeFolder(join(root, PLACES.plugin))],
      ['the command is gone', (root: string) => rmSync(join(root, PLACES.tool))],
      ['the icon is empty', (root: string) => writeFileSync(join(root, PLACES.icon), '')],
      [
        'the page lost its mode',
        (root: string) => chmodSync(join(root, PLACES.plugin, 'index.cgi'), 0o644),
      ],
      ['the data folder is open', (root: string) => chmodSync(join(root, PLACES.data), 0o755)],
      ['the registration is gone', (root: string) => rmSync(join(root, PLACES.registration))],
      ['the hooks are gone', (root: string) => rmSync(join(root, '.stand-in/hooks'))],
    ])('when %s', (_, damage) => {
      const kept = join(root, PLACES.package, 'install.sh');
      damage(root);
      expect(runScript(kept, root, ['--if-needed'])).toMatchObject({ code: 0, err: '' });
      expect(readTree(root)).toEqual(before);
      expect(readHooks(root)).toHaveLength(2);
    });
  });

  test('--if-needed leaves a whole installation alone, and says so', () => {
    const { root } = makeInstalled();
    const before = readTree(root);
    const born = statSync(join(root, PLACES.plugin)).ctimeMs;
    const run = runScript(join(root, PLACES.package, 'install.sh'), root, ['--if-needed']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain('nothing to do');
    expect(readTree(root)).toEqual(before);
    expect(statSync(join(root, PLACES.plugin)).ctimeMs).toBe(born);
  });

  test('brings back what a killed run had put aside, before it begins', () => {
    const { root, source } = makeInstalled();
    const before = readTree(root);
    const cgi = join(root, PLACES.plugin, '..');
    renameSync(join(root, PLACES.plugin), join(cgi, '.transfer_monitor.before'));
    mkdirSync(join(cgi, '.transfer_monitor.new/half'), { recursive: true });
    expect(install(root, source)).toMatchObject({ code: 0, err: '' });
    expect(readTree(root)).toEqual(before);
  });
});

describe('options', () => {
  test('--dry-run checks, says the places, and changes nothing', () => {
    const root = makeServer();
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'), ['--dry-run']);
    expect(run).toMatchObject({ code: 0, err: '' });
    for (const place of [PLACES.plugin, PLACES.tool, PLACES.icon, PLACES.data]) {
      expect(run.out).toContain(root + place);
    }
    expect(readTree(root)).toEqual(before);
    const changing = readVendorCalls(root).filter(
      ([name]) => name !== 'is_registered_with_appconfig',
    );
    expect(changing).toEqual([]);
  });

  test('--with-cron adds an entry that later runs keep and --without-cron takes away', () => {
    const root = makeServer();
    const source = makePackage('1.0.0');
    const without = readTree(root);
    install(root, source, ['--with-cron']);
    const entry = readFileSync(join(root, PLACES.cron), 'utf8');
    expect(entry).toContain(`*/5 * * * * root ${root}${PLACES.package}/hooks/ingest\n`);
    expect(modeOf(root, PLACES.cron)).toBe('644');
    install(root, source);
    expect(readFileSync(join(root, PLACES.cron), 'utf8')).toBe(entry);
    expect(install(root, source, ['--without-cron']).code).toBe(0);
    const left = Object.keys(readTree(root)).filter((path) => path.startsWith('/etc'));
    expect(left).toEqual(Object.keys(without).filter((path) => path.startsWith('/etc')));
  });

  test('--help and a wrong option', () => {
    const root = makeServer();
    const source = makePackage('1.0.0');
    expect(install(root, source, ['--help'])).toMatchObject({ code: 0, err: '' });
    expect(install(root, source, ['--hepl'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('what the environment of an administrator can hold', () => {
  test('CDPATH: a relative path leads where it says, for install.sh, hooks and uninstall.sh', () => {
    const root = makeServer();
    const source = makePackage('1.0.0');
    const before = readTree(root);
    // What a cd through CDPATH would find instead.
    const elsewhere = makeFolder();
    mkdirSync(join(elsewhere, basename(source)));
    mkdirSync(join(elsewhere, 'package/hooks'), { recursive: true });
    mkdirSync(join(elsewhere, 'hooks'));
    const env = { CDPATH: `${elsewhere}:${dirname(source)}` };

    const cwd = dirname(source);
    const script = (name: string) => join(basename(source), name);
    const run = runScript(script('install.sh'), root, [], { env, cwd });
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(root, PLACES.package, 'VERSION'), 'utf8')).toBe('1.0.0\n');

    const data = join(root, PLACES.data);
    const ingested = runScript('package/hooks/ingest', root, [], { env, cwd: data });
    expect(ingested).toEqual({ code: 0, out: '', err: '' });
    expect(existsSync(join(root, '.stand-in/tool-calls'))).toBe(true);
    const repaired = runScript('package/hooks/upcp', root, [], { env, cwd: data });
    expect(repaired.out).toBe('1 Transfer Monitor is complete.\n');
    const kept = join(root, PLACES.package);
    const told = runScript('hooks/transfer-session', root, [], { env, cwd: kept });
    expect(told).toMatchObject({ code: 0, err: '' });

    const relative = { ...env, DESTDIR: basename(root), CDPATH: elsewhere };
    mkdirSync(join(elsewhere, basename(root)));
    const removed = runScript(script('uninstall.sh'), root, ['--purge'], { env: relative, cwd });
    expect(removed).toMatchObject({ code: 0, err: '' });
    expect(readTree(root)).toEqual(before);
  });

  test('a TMPDIR that does not exist', () => {
    const root = makeServer();
    const env = { TMPDIR: join(root, 'none') };
    const run = install(root, makePackage('1.0.0'), [], { env });
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(existsSync(join(root, 'none'))).toBe(false);
  });

  const shells: readonly (readonly [string, ...string[]])[] = [
    ['/bin/dash'],
    ['/bin/bash', '--posix'],
    ['/bin/busybox', 'sh'],
  ];
  for (const shell of shells) {
    test.skipIf(!existsSync(shell[0]))(`${shell.join(' ')} as the shell`, () => {
      const root = makeServer();
      const source = makePackage('1.0.0');
      const before = readTree(root);
      const run = install(root, source, ['--with-cron'], { shell });
      expect(run).toMatchObject({ code: 0, err: '' });
      writeFileSync(join(root, '.stand-in/broken-tool'), '');
      const ingest = join(root, PLACES.package, 'hooks/ingest');
      expect(runScript(ingest, root, [], { shell }).code).toBe(4);
      expect(readFileSync(join(root, PLACES.data, 'ingest.log'), 'utf8')).toContain('made to fail');
      writeFileSync(join(root, '.stand-in/broken-page'), '');
      const failed = install(root, makePackage('1.1.0'), [], { shell });
      expect(failed.err).toContain('everything is as it was before');
      const removed = runScript(join(source, 'uninstall.sh'), root, ['--purge'], { shell });
      expect(removed).toMatchObject({ code: 0, err: '' });
      expect(readTree(root)).toEqual(before);
    });
  }
});

describe('refusals change nothing', () => {
  const vendor = 'usr/local/cpanel/bin/register_appconfig';
  test.each<[string, (root: string, source: string) => void, RegExp]>([
    [
      'no cPanel',
      (root) => rmSync(join(root, 'usr/local/cpanel/version')),
      /cPanel & WHM is not installed/,
    ],
    [
      'no register_appconfig',
      (root) => chmodSync(join(root, vendor), 0o644),
      /register_appconfig cannot be run/,
    ],
    ['no build', (_, source) => removeFolder(join(source, 'dist')), /npm ci && npm run build/],
    ['half a package', (_, source) => rmSync(join(source, 'hooks/upcp')), /not complete/],
    ['half an installer', (_, source) => rmSync(join(source, 'installer/undo.sh')), /not complete/],
  ])('%s', (_, damage, words) => {
    const root = makeServer();
    const source = makePackage('1.0.0');
    damage(root, source);
    const before = readTree(root);
    const run = install(root, source);
    expect(run.code).toBe(1);
    expect(run.err).toMatch(words);
    expect(readTree(root)).toEqual(before);
  });

  test('another processor', () => {
    const root = makeServer();
    const before = readTree(root);
    const { folder } = makeExecutable('uname', '#!/bin/sh\necho aarch64\n');
    const run = install(root, makePackage('1.0.0'), [], { path: [folder] });
    expect(run.code).toBe(1);
    expect(run.err).toContain('this server is aarch64');
    expect(readTree(root)).toEqual(before);
  });

  test('nobody but root without DESTDIR', () => {
    const { folder } = makeExecutable('id', '#!/bin/sh\necho 1000\n');
    const run = install('', makePackage('1.0.0'), [], { path: [folder] });
    expect(run).toMatchObject({ code: 1 });
    expect(run.err).toContain('run this as root');
  });

  test('a DESTDIR that does not exist', () => {
    const run = install(join(makeFolder(), 'none'), makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('is not a folder');
  });
});
