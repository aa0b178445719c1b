import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';

const root = repositoryRoot();

/** Every shell script that is shipped or that the tests use, found by its first line or its ending. */
function shellScripts(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
  return String(listed)
    .split('\n')
    .filter((path) => /^(install|uninstall)\.sh$|^(hooks|installer|test\/host\/bin)\//.test(path))
    .filter(
      (path) => /\.sh$/.test(path) || /^#!\/bin\/sh/.test(readFileSync(join(root, path), 'utf8')),
    );
}

test('all shell scripts are clean for ShellCheck', () => {
  const scripts = shellScripts();
  expect(scripts).toEqual(expect.arrayContaining(['install.sh', 'uninstall.sh', 'hooks/upcp']));
  const run = spawnSync('shellcheck', scripts, { cwd: root, encoding: 'utf8' });
  // A machine without ShellCheck fails here: clean is what was looked at.
  expect(run.error).toBeUndefined();
  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
});
