// What a native file requires of the C and C++ library: built on a newer system than the servers', it would not load
// there.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The newest versions that EL 9 has; EL 10, Ubuntu 22.04 and Debian 12 have these as well. */
const NEWEST = { GLIBC: '2.34', GLIBCXX: '3.4.29' };

/** @throws Error where a native file requires more than the oldest servers have for which it is meant */
export function checkLibraryVersions(file) {
  // The names of versions are plain text in the file's table of names.
  const text = readFileSync(file).toString('latin1');
  const tooNew = [...text.matchAll(/(?<![A-Z_])(GLIBC|GLIBCXX)_(\d+(?:\.\d+)+)(?=\0)/g)]
    .filter(([, library, version]) => isNewer(version, NEWEST[library]))
    .map(([name]) => name);
  if (tooNew.length === 0) return;
  const limits = Object.entries(NEWEST).map(([library, version]) => `${library}_${version}`);
  throw new Error(
    `${basename(file)} needs ${[...new Set(tooNew)].join(', ')}; servers have no more than ${limits.join(' and ')}: build it on Debian 12 or older.`,
  );
}

function isNewer(one, other) {
  return one.localeCompare(other, 'en', { numeric: true }) > 0;
}
