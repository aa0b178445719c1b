// The programs that only tests need: the Debian packages that contain them, and the tests that do not run without them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `names`: any one of them will do. `tests`: the beginnings of the paths of tests that fail without the program; tests
 * that check for it themselves are not named.
 */
const PROGRAMS = [
  {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    package: 'chromium',
    tests: ['test/browser/'],
  },
  { names: ['apache2'], package: 'apache2-bin', tests: ['test/cgi/'] },
  { names: ['lighttpd'], package: 'lighttpd', tests: ['test/cgi/'] },
  { names: ['busybox'], package: 'busybox', tests: ['test/cgi/'] },
  { names: ['shellcheck'], package: 'shellcheck', tests: ['test/install/shellcheck.test.ts'] },
  {
    names: ['promtool'],
    package: 'prometheus',
    tests: [
      'test/contrib/contrib.test.ts',
      'test/views/openmetrics.test.ts',
      'test/command/metrics.test.ts',
    ],
  },
  { names: ['php'], package: 'php-cli', tests: ['test/whm/chrome.test.ts'] },
  { names: ['strace'], package: 'strace', tests: ['test/command/verify-writes.test.ts'] },
  { names: ['jq'], package: 'jq', tests: [] },
  { names: ['pdftoppm'], package: 'poppler-utils', tests: [] },
];

/** Program and package that only make the tests faster, and that not every distribution has. */
export const FASTER_CHROMIUM = 'chromium-headless-shell';

export function missingPrograms() {
  return PROGRAMS.filter(({ names }) => !names.some(isThere));
}

/** @param {string} name */
export function isThere(name) {
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/sbin:/usr/local/sbin`.split(':');
  return folders.some((folder) => existsSync(join(folder, name)));
}

/**
 * The tests that cannot run here, with the package that is missing; none in CI, where they have to fail.
 *
 * @returns {{ tests: string, package: string }[]} `tests`: what their paths begin with
 */
export function testsLeftOut() {
  if (process.env.CI) return [];
  return missingPrograms().flatMap(({ tests, package: name }) =>
    tests.map((path) => ({ tests: path, package: name })),
  );
}
