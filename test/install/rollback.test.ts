import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { failVendorCommand } from '../host/vendor-commands.ts';
import {
  makeExecutable,
  makeFolder,
  makePackage,
  makeServer,
  PLACES,
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
 * it fails, or it ends the installer by a signal, as an administrator's Ctrl-C does, before or after its work.
 */
function makeFaultyTools(at: number, fault: 'fail' | 'signal before' | 'signal after') {
  const counter = join(makeFolder(), 'count');
  writeFileSync(counter, '0');
  const { folder, file } = makeExecutable(
    'faulty',
    `#!/bin/sh
name=\${0##*/}
# The vendor's commands are scripts here and use the same tools; their own work is not at stake.
grep -q /usr/local/cpanel/bin/ "/proc/$PPID/cmdline" && exec "/usr/bin/$name" "$@"
read -r count <'${counter}'
count=$((count + 1))
echo "$count" >'${counter}'
[ "$count" -eq ${at} ] || exec "/usr/bin/$name" "$@"
case '${fault}' in
  fail) echo "$name: made to fail" >&2; exit 1 ;;
  'signal before') kill -TERM "$PPID"; sleep 0.05; exit 1 ;;
  'signal after') "/usr/bin/$name" "$@"; kill -TERM "$PPID"; sleep 0.05; exit 0 ;;
esac
`,
  );
  for (const name of CHANGING) symlinkSync(file, join(folder, name));
  return { folder, calls: () => Number(readFileSync(counter, 'utf8')) };
}

function prepare(start: 'fresh' | 'installed'): string {
  const root = makeServer();
  if (start === 'installed') {
    const run = runScript(join(makePackage('1.0.0'), 'install.sh'), root, ['--with-cron']);
    if (run.code !== 0) throw new Error(run.err);
    writeFileSync(join(root, PLACES.data, 'config.json'), '{}', { mode: 0o600 });
  }
  return root;
}

/** As an earlier version may have registered it. */
function renameInMenu(registration: string): void {
  const text = readFileSync(registration, 'utf8');
  writeFileSync(registration, text.replace('displayname=', 'displayname=Old '));
}

const source = () => join(makePackage('2.0.0'), 'install.sh');

describe.each(['fresh', 'installed'] as const)('on a server that is %s', (start) => {
  test.each(['fail', 'signal before', 'signal after'] as const)(
    'a step that ends in "%s", wherever it stands, leaves the tree as it was',
    { timeout: 300_000 },
    async (fault) => {
      const root = prepare(start);
      const before = readTree(root);
      const hooks = readHooks(root);
      const script = source();
      const probe = makeFaultyTools(0, 'fail');
      expect(runScript(script, root, ['--dry-run'], [probe.folder]).code).toBe(0);
      const first = probe.calls() + 1;
      let failed = 0;
      // Every ninth step for the signals keeps the test short; the failures cover each step.
      for (let at = first; ; at += fault === 'fail' ? 1 : 9) {
        // Lets the runner hear from this process in between.
        await new Promise((resolve) => setImmediate(resolve));
        const tools = makeFaultyTools(at, fault);
        const run = runScript(script, root, ['--with-cron'], [tools.folder]);
        if (tools.calls() < at) {
          expect(run.code).toBe(0);
          break;
        }
        // Once all is proved, what waits aside is only cleaned up: that the new version stands is right.
        if (run.code === 0) {
          expect(readFileSync(join(root, PLACES.package, 'VERSION'), 'utf8')).toBe('2.0.0\n');
          break;
        }
        failed += 1;
        expect([at, run.err, readTree(root)]).toEqual([at, run.err, before]);
        expect(readHooks(root)).toEqual(hooks);
        expect(run.err).toContain(at === first ? '' : 'everything is as it was before');
      }
      expect(failed).toBeGreaterThan(fault === 'fail' ? 20 : 2);
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
    const run = runScript(source(), root);
    failVendorCommand(root, command, null);
    expect(run.code).toBe(1);
    expect(run.err).toContain(words);
    expect(readTree(root)).toEqual(before);
    expect(readHooks(root)).toEqual(hooks);
  });

  test('a page that fails in its place takes registration and hooks back as well', () => {
    const root = prepare(start);
    const before = readTree(root);
    const hooks = readHooks(root);
    writeFileSync(join(root, '.stand-in/broken-page'), '');
    const run = runScript(source(), root);
    expect(run.code).toBe(1);
    expect(run.err).toContain('the installed page does not answer');
    expect(run.err).toContain('everything is as it was before');
    expect(readTree(root)).toEqual(before);
    expect(readHooks(root)).toEqual(hooks);
  });

  test('a package whose page does not run is refused before anything is replaced', () => {
    const root = prepare(start);
    const before = readTree(root);
    const broken = makePackage('2.0.0');
    const page = join(broken, 'dist/plugin/index.cgi');
    writeFileSync(
      page,
      `${readFileSync(page, 'utf8').split('\n').slice(0, 2).join('\n')}\nboom(\n`,
    );
    const run = runScript(join(broken, 'install.sh'), root);
    expect(run.code).toBe(1);
    expect(run.err).toContain('the page does not run here');
    expect(readTree(root)).toEqual(before);
  });
});

test('two at once: the second is refused and changes nothing', () => {
  const root = makeServer();
  const before = readTree(root);
  const { file } = makeExecutable(
    'both',
    `exec 9<"$DESTDIR/var/cpanel"; flock -n 9 || exit 7; sh '${source()}' 9<&-\n`,
  );
  const run = runScript(file, root);
  expect(run.code).toBe(1);
  expect(run.err).toContain('another install.sh is at work');
  expect(existsSync(join(root, PLACES.data))).toBe(false);
  expect(readTree(root)).toEqual(before);
});
