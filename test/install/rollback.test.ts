import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { failVendorCommand } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import {
  EA22,
  install,
  makeExecutable,
  makeFolder,
  makeInstalled,
  makePackage,
  makeServer,
  PLACES,
  placeNode,
  readHooks,
  readTree,
  removeFolders,
  runScript,
} from './server.ts';

afterEach(removeFolders);

/** The tools that change a tree; a failure of the n-th call of any of them is a step that fails. */
const CHANGING = ['mv', 'cp', 'mkdir', 'chmod', 'sed'];

/**
 * A folder for PATH whose tools count their calls together; call number `at` does not do its work:
 * it fails, or it ends the installer by a signal, as an administrator's Ctrl-C does, before its work where `at` is even,
 * else after it.
 */
function makeFaultyTools(at: number, fault: 'fail' | 'signal') {
  const state = makeFolder();
  writeFileSync(join(state, 'count'), '0');
  const { folder, file } = makeExecutable(
    'faulty',
    `#!/bin/sh
name=\${0##*/}
# The vendor's commands are scripts here and use the same tools; their own work is not at stake.
read -r caller <"/proc/$PPID/cmdline"
case $caller in */usr/local/cpanel/bin/*) exec "/usr/bin/$name" "$@" ;; esac
read -r count <'${state}/count'
count=$((count + 1))
echo "$count" >'${state}/count'
echo "$name" >>'${state}/names'
[ "$count" -eq ${at} ] || exec "/usr/bin/$name" "$@"
case '${fault === 'fail' ? 'fail' : at % 2 === 0 ? 'signal before' : 'signal after'}' in
  fail) echo "$name: made to fail" >&2; exit 1 ;;
  'signal before') kill -TERM "$PPID"; sleep 0.05; exit 1 ;;
  'signal after') "/usr/bin/$name" "$@"; kill -TERM "$PPID"; sleep 0.05; exit 0 ;;
esac
`,
  );
  for (const name of CHANGING) symlinkSync(file, join(folder, name));
  return { folder, calls: () => readFileSync(join(state, 'names'), 'utf8').trim().split('\n') };
}

function prepare(start: 'fresh' | 'installed'): string {
  if (start === 'fresh') return makeServer();
  const { root } = makeInstalled(['--with-cron']);
  writeFileSync(join(root, PLACES.data, 'config.json'), '{}', { mode: 0o600 });
  return root;
}

/** As an earlier version may have registered it. */
function renameInMenu(registration: string): void {
  const text = readFileSync(registration, 'utf8');
  writeFileSync(registration, text.replace('displayname=', 'displayname=Old '));
}

describe.each(['fresh', 'installed'] as const)('on a server that is %s', (start) => {
  test.each(['fail', 'signal'] as const)(
    'a step that ends in "%s", wherever it stands, leaves the tree as it was',
    { timeout: 300_000 },
    async (fault) => {
      const root = prepare(start);
      const before = readTree(root);
      const hooks = readHooks(root);
      const source = makePackage('2.0.0');
      const probe = makeFaultyTools(0, 'fail');
      expect(install(root, source, ['--dry-run'], { path: [probe.folder] }).code).toBe(0);
      const first = probe.calls().length + 1;
      // While files are made beside their places (up to the first mv), all steps are undone alike: a few of them are
      // tried, others on a fresh server than on an installed one. From there on each step is one of its own, and those of
      // a fresh server are among those of an installed one: ALL_STEPS=1 tries each, every run a part of them.
      const all = process.env.ALL_STEPS === '1';
      const stagingStep = fault === 'fail' ? 5 : 9;
      const changeStep = all ? 1 : start === 'fresh' ? 5 : fault === 'fail' ? 3 : 6;
      let inChange = 0;
      let isChanging = false;
      for (let at = start === 'fresh' ? first : first + 2; ; ) {
        // Lets the runner hear from this process in between.
        await new Promise((resolve) => setImmediate(resolve));
        const tools = makeFaultyTools(at, fault);
        const run = install(root, source, ['--with-cron'], { path: [tools.folder] });
        const calls = tools.calls();
        if (calls.length < at) {
          expect(run.code).toBe(0);
          break;
        }
        // Once all is proved, what waits aside is only cleaned up: that the new version stands is right.
        if (run.code === 0) {
          expect(readFileSync(join(root, PLACES.package, 'VERSION'), 'utf8')).toBe('2.0.0\n');
          break;
        }
        expect([at, run.err, readTree(root)]).toEqual([at, run.err, before]);
        expect(readHooks(root)).toEqual(hooks);
        expect(run.err).toContain(at === first ? '' : 'everything is as it was before');
        const change = calls.slice(0, at).indexOf('mv') + 1;
        if (change > 0) inChange += 1;
        if (isChanging) at += changeStep;
        else if (change === 0) at += stagingStep;
        else {
          isChanging = true;
          at = change;
        }
      }
      // On an installed server each place has two moves: one puts aside, one puts in place.
      const moves = start === 'fresh' ? 4 : 8;
      expect(inChange).toBeGreaterThan(moves / (all ? 1 : 4));
    },
  );

  test.each([
    ['register_appconfig', 'menu is broken'],
    ['is_registered_with_appconfig', ''],
    ['manage_hooks', 'hooks are broken'],
  ] as const)('a failing %s leaves all as it was', (command, words) => {
    const root = prepare(start);
    if (start === 'installed') renameInMenu(join(root, PLACES.registration));
    const before = readTree(root);
    const hooks = readHooks(root);
    failVendorCommand(root, command, words);
    const run = install(root, makePackage('2.0.0'));
    failVendorCommand(root, command, null);
    expect(run.code).toBe(1);
    expect(run.err).toContain(words);
    expect(run.err).toContain('everything is as it was before');
    expect(readTree(root)).toEqual(before);
    expect(readHooks(root)).toEqual(hooks);
  });

  test('a page that fails in its place takes registration and hooks back as well', () => {
    const root = prepare(start);
    const before = readTree(root);
    const hooks = readHooks(root);
    writeFileSync(join(root, '.stand-in/broken-page'), '');
    const run = install(root, makePackage('2.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('the installed page does not answer');
    expect(run.err).toContain('everything is as it was before');
    expect(readTree(root)).toEqual(before);
    expect(readHooks(root)).toEqual(hooks);
  });

  test('a package whose page does not run is refused before anything is replaced', () => {
    const root = prepare(start);
    placeNode(root, EA22, process.execPath);
    const before = readTree(root);
    const broken = makePackage('2.0.0', 'real');
    const page = join(broken, 'dist/plugin/index.cgi');
    writeFileSync(
      page,
      `${readFileSync(page, 'utf8').split('\n').slice(0, 2).join('\n')}\nboom(\n`,
    );
    const run = install(root, broken);
    expect(run.code).toBe(1);
    expect(run.err).toContain('the page does not run here');
    expect(readTree(root)).toEqual(before);
  });
});

describe('what stands where a folder has to be is refused before anything is changed, and stays', () => {
  test.each<[string, string, (place: string) => void, RegExp]>([
    [
      'the data on a disk that is not mounted',
      PLACES.data,
      (place) => symlinkSync('/not-mounted/transfer_monitor', place),
      /transfer_monitor is a symbolic link to \/not-mounted\/transfer_monitor, which does not exist/,
    ],
    [
      'a file in place of the data',
      PLACES.data,
      (place) => writeFileSync(place, 'notes'),
      /transfer_monitor is not a folder/,
    ],
    [
      'the folder for the command on a disk that is not mounted',
      '/usr/local/bin',
      (place) => {
        removeFolder(place);
        symlinkSync('/not-mounted/bin', place);
      },
      /bin is a symbolic link/,
    ],
    [
      'a file in place of the folder for cron entries',
      '/etc/cron.d',
      (place) => {
        removeFolder(place);
        writeFileSync(place, '');
      },
      /cron\.d is not a folder/,
    ],
  ])('%s', (_, path, damage, words) => {
    const root = makeServer();
    damage(join(root, path));
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'), ['--with-cron']);
    expect(run.code).toBe(1);
    expect(run.err).toMatch(words);
    expect(run.err).toContain('nothing was changed');
    expect(readTree(root)).toEqual(before);
  });
});

describe('undoing removes only what the run has made', () => {
  /** A `register_appconfig` that fails after something else has happened on the server. */
  function failAfter(root: string, deed: string): void {
    const command = join(root, 'usr/local/cpanel/bin/register_appconfig');
    writeFileSync(command, `#!/bin/sh\n${deed}\necho 'menu is broken' >&2\nexit 1\n`);
  }

  test('what somebody else has put into a new folder stays, and that is said', () => {
    const root = makeServer();
    failAfter(root, `echo mine >'${root}${PLACES.data}/notes.txt'`);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('not everything could be undone');
    expect(readFileSync(join(root, PLACES.data, 'notes.txt'), 'utf8')).toBe('mine\n');
    expect(existsSync(join(root, PLACES.package))).toBe(false);
  });

  test('what the page makes in a new data folder goes with it', () => {
    const root = makeServer();
    const data = `${root}${PLACES.data}`;
    failAfter(root, `cd '${data}' && touch cache.sqlite cache.sqlite-wal code-list-html csrf.key`);
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'));
    expect(run.err).toContain('everything is as it was before');
    expect(readTree(root)).toEqual(before);
  });

  test('a data folder behind a symbolic link gets its own mode and owner back, not those of the link', () => {
    const root = makeServer();
    const folder = makeFolder();
    chmodSync(folder, 0o750);
    writeFileSync(join(folder, 'kept'), '');
    if (process.getuid?.() === 0) chownSync(folder, 65534, 65534);
    const { uid, gid } = statSync(folder);
    symlinkSync(folder, join(root, PLACES.data));
    failAfter(root, ':');
    const run = install(root, makePackage('1.0.0'));
    expect(run.err).toContain('everything is as it was before');
    const after = statSync(folder);
    expect([after.mode & 0o7777, after.uid, after.gid]).toEqual([0o750, uid, gid]);
    expect(readdirSync(folder)).toEqual(['kept']);
  });
});

test('two at once: the second is refused and changes nothing', () => {
  const root = makeServer();
  const before = readTree(root);
  const { file } = makeExecutable(
    'both',
    `exec 9<"$DESTDIR/var/cpanel"; flock -n 9 || exit 7; sh '${makePackage('2.0.0')}/install.sh' 9<&-\n`,
  );
  const run = runScript(file, root);
  expect(run.code).toBe(1);
  expect(run.err).toContain('another install.sh is running');
  expect(existsSync(join(root, PLACES.data))).toBe(false);
  expect(readTree(root)).toEqual(before);
});
