import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { failVendorCommand } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import {
  install,
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

afterEach(removeFolders);

function writeData(root: string): void {
  writeFileSync(join(root, PLACES.data, 'cache.sqlite'), 'history', { mode: 0o600 });
}

describe('uninstall.sh', () => {
  test('leaves the tree as it was before the installation, but for the data, which it names', () => {
    const { root, source, before } = makeInstalled(['--with-cron']);
    writeData(root);
    const run = runScript(join(source, 'uninstall.sh'), root);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain(`left      ${root}${PLACES.data}`);
    const after = readTree(root);
    expect(after[`${PLACES.data}/cache.sqlite`]).toMatch(/^file 600/);
    delete after[PLACES.data];
    delete after[`${PLACES.data}/cache.sqlite`];
    expect(after).toEqual(before);
    expect(readHooks(root)).toEqual([]);
  });

  test('--purge removes the data as well, also when started from its own kept copy', () => {
    const { root, before } = makeInstalled(['--with-cron']);
    writeData(root);
    const run = runScript(join(root, PLACES.package, 'uninstall.sh'), root, ['--purge']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(readTree(root)).toEqual(before);
  });

  test.each([
    ['', true],
    ['another.conf', false],
  ])(
    'the folder of registrations that it has made goes where nothing else is in it (%j)',
    (other, goes) => {
      const root = makeServer();
      const apps = join(root, 'var/cpanel/apps');
      removeFolder(apps);
      const before = readTree(root);
      const source = makePackage('1.0.0');
      expect(install(root, source).code).toBe(0);
      // An upgrade keeps in mind what the first installation has made.
      expect(install(root, makePackage('1.1.0')).code).toBe(0);
      if (other !== '') writeFileSync(join(apps, other), 'name=another\n');
      expect(runScript(join(source, 'uninstall.sh'), root, ['--purge'])).toMatchObject({
        code: 0,
        err: '',
      });
      expect(existsSync(apps)).toBe(!goes);
      if (goes) expect(readTree(root)).toEqual(before);
    },
  );

  test('names what it leaves, and leaves nothing that is made again when it is missing', () => {
    const { root, source } = makeInstalled(['--with-cron']);
    const data = join(root, PLACES.data);
    for (const name of ['cache.sqlite', 'config.json', 'ingest.log', 'repair.log'])
      writeFileSync(join(data, name), 'x');
    for (const name of ['code-list-html', 'code-list-html.17', 'csrf.key', 'maintained'])
      writeFileSync(join(data, name), 'x');
    const kept = '          cache.sqlite config.json ingest.log repair.log\n';
    const asked = runScript(join(source, 'uninstall.sh'), root, ['--dry-run']);
    expect(asked.out).toContain(kept);
    const run = runScript(join(source, 'uninstall.sh'), root);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain(`left      ${data}: history, settings and logs (`);
    expect(run.out).toContain(kept);
    expect(readdirSync(data).sort()).toEqual(kept.trim().split(' '));
  });

  describe('a data folder behind a symbolic link', () => {
    function makeLinked() {
      const installed = makeInstalled(['--with-cron']);
      const { root } = installed;
      const data = join(root, PLACES.data);
      const disk = makeFolder();
      const folder = join(disk, 'monitor');
      cpSync(data, folder, { recursive: true });
      removeFolder(data);
      symlinkSync(folder, data);
      writeFileSync(join(folder, 'cache.sqlite'), 'x'.repeat(3_000_000));
      mkdirSync(join(folder, 'archive/copyacct_1'), { recursive: true });
      return { ...installed, data, disk, folder };
    }

    test('stays with its true size, and --purge removes link and folder', () => {
      const { root, source, before, data, disk, folder } = makeLinked();
      const run = runScript(join(source, 'uninstall.sh'), root);
      expect(run.out).toContain(`left      ${data}: history, settings and logs (2.9M):`);
      expect(readdirSync(folder).sort()).toEqual(['archive', 'cache.sqlite']);
      const asked = runScript(join(source, 'uninstall.sh'), root, ['--purge', '--dry-run']);
      expect(asked.out).toContain(`would     remove ${folder}/cache.sqlite\n`);
      expect(existsSync(join(folder, 'cache.sqlite'))).toBe(true);
      const purged = runScript(join(source, 'uninstall.sh'), root, ['--purge']);
      expect(purged).toMatchObject({ code: 0, err: '' });
      expect(readTree(root)).toEqual(before);
      expect(readdirSync(disk)).toEqual([]);
    });

    test('keeps what others have in it, and --purge names that', () => {
      const { root, source, before, folder } = makeLinked();
      writeFileSync(join(folder, 'photos.tar'), '');
      const purged = runScript(join(source, 'uninstall.sh'), root, ['--purge']);
      expect(purged).toMatchObject({ code: 0, err: '' });
      expect(purged.out).toContain(`left      ${folder}: photos.tar\n`);
      expect(readdirSync(folder)).toEqual(['photos.tar']);
      expect(readTree(root)).toEqual(before);
    });

    test('that is not mounted is named, with --purge and without', () => {
      const { root, source, data, disk, folder } = makeLinked();
      removeFolder(disk);
      for (const options of [[], ['--purge']]) {
        const run = runScript(join(source, 'uninstall.sh'), root, options);
        expect(run.out).toContain(
          `left      ${data}: a symbolic link to ${folder}, which does not exist`,
        );
        expect(lstatSync(data).isSymbolicLink()).toBe(true);
      }
    });
  });

  test('data survives and is found again by a later installation', () => {
    const { root, source } = makeInstalled(['--with-cron']);
    writeData(root);
    const installed = readTree(root);
    runScript(join(source, 'uninstall.sh'), root);
    expect(install(root, source, ['--with-cron']).code).toBe(0);
    expect(readTree(root)).toEqual(installed);
  });

  test.each([
    ['the vendor commands', ['usr/local/cpanel/bin']],
    ['plugin folder and registration', [PLACES.plugin, PLACES.registration]],
    ['package, command and icon', [PLACES.package, PLACES.tool, PLACES.icon]],
    ['everything', [PLACES.plugin, PLACES.data, PLACES.tool, PLACES.icon, PLACES.cron]],
  ])('works where %s is gone already', (_, gone) => {
    const { root, source, before } = makeInstalled(['--with-cron']);
    for (const path of gone) removeFolder(join(root, path));
    const run = runScript(join(source, 'uninstall.sh'), root, ['--purge']);
    expect(run).toMatchObject({ code: 0, err: '' });
    const left = Object.keys(readTree(root)).filter((path) => !(path in before));
    // Without the vendor's command a registration cannot be taken back: it is the vendor's file.
    expect(left).toEqual(gone.includes('usr/local/cpanel/bin') ? [PLACES.registration] : []);
  });

  test('on a server without an installation finds nothing to do', () => {
    const root = makeServer();
    const before = readTree(root);
    const run = runScript(join(makePackage('1.0.0'), 'uninstall.sh'), root);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).not.toContain('done');
    expect(readTree(root)).toEqual(before);
  });

  test('takes away what a killed installation left beside the places', () => {
    const { root, source, before } = makeInstalled(['--with-cron']);
    mkdirSync(join(root, PLACES.plugin, '../.transfer_monitor.new'));
    writeFileSync(join(root, PLACES.tool, '../.whm-transfers.before'), '');
    expect(runScript(join(source, 'uninstall.sh'), root, ['--purge']).code).toBe(0);
    expect(readTree(root)).toEqual(before);
  });

  test('--dry-run changes nothing', () => {
    const { root, source } = makeInstalled(['--with-cron']);
    const before = readTree(root);
    const run = runScript(join(source, 'uninstall.sh'), root, ['--purge', '--dry-run']);
    expect(run.code).toBe(0);
    expect(run.out).toContain(`would     remove ${root}${PLACES.plugin}`);
    expect(readTree(root)).toEqual(before);
    expect(readHooks(root)).toHaveLength(2);
  });

  test('a vendor command that fails is named, the rest goes on, and the exit code says so', () => {
    const { root, source } = makeInstalled(['--with-cron']);
    failVendorCommand(root, 'unregister_appconfig', 'menu is broken');
    const run = runScript(join(source, 'uninstall.sh'), root);
    expect(run.code).toBe(1);
    expect(run.err).toContain('menu is broken');
    expect(existsSync(join(root, PLACES.plugin))).toBe(false);
    failVendorCommand(root, 'unregister_appconfig', null);
    expect(runScript(join(source, 'uninstall.sh'), root).code).toBe(0);
    expect(existsSync(join(root, PLACES.registration))).toBe(false);
  });

  test('a wrong option is refused', () => {
    expect(
      runScript(join(makePackage('1.0.0'), 'uninstall.sh'), makeServer(), ['--all']).code,
    ).toBe(2);
  });
});
