import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';

/** The last commit of 0.1.0. */
const COMMIT = '6cd41c1';

/**
 * Whether to build 0.1.0: a copy without the history has nothing to build it from, and its tests are skipped there; where
 * everything has to be proved that is a failure.
 */
export const hasFirstRelease = isInHistory() || Boolean(process.env.CI);

function isInHistory(): boolean {
  const asked = ['cat-file', '-e', `${COMMIT}^{commit}`];
  return spawnSync('git', asked, { cwd: repositoryRoot(), stdio: 'ignore' }).status === 0;
}

/**
 * Builds 0.1.0 from the history, with the packages of today.
 *
 * @param folder a new folder
 */
export function buildFirstRelease(folder: string): void {
  if (!isInHistory()) {
    throw new Error(
      `0.1.0 (commit ${COMMIT}) is not in the history here, so that upgrades from it cannot be tested: clone with the whole history (git fetch --unshallow).`,
    );
  }
  const root = repositoryRoot();
  mkdirSync(folder, { recursive: true });
  const tar = execFileSync('git', ['archive', COMMIT], { cwd: root, maxBuffer: 1 << 28 });
  execFileSync('tar', ['-xf', '-'], { cwd: folder, input: tar });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'pipe' });
}
