import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const OWN = /[/\\]chosen-codec\.ts$/;
const VENDORS = 'chosen-codec.cpanel.ts';

/**
 * Whether the vendor's package `@cpanel/api` can be built in, seen from a folder: it is an optional
 * dependency that not every registry carries.
 *
 * @param {string} directory
 * @returns {string | null} the package's entry file, or null
 */
export function findCpanelApi(directory) {
  try {
    return createRequire(join(directory, 'package.json')).resolve('@cpanel/api');
  } catch {
    return null;
  }
}

/**
 * Builds the vendor's codec in where the package is installed, and our own where it is not.
 *
 * @param {string} directory the project's folder
 * @returns {import('esbuild').Plugin}
 */
export function apiCodecPlugin(directory) {
  return {
    name: 'api-codec',
    setup(build) {
      if (findCpanelApi(directory) === null) return;
      build.onResolve({ filter: OWN }, (args) => ({
        path: join(args.resolveDir, dirname(args.path), VENDORS),
      }));
    },
  };
}

/**
 * The same choice for Vite (tests that run against the sources).
 *
 * @param {string} directory the project's folder
 * @returns {import('vite').Plugin}
 */
export function apiCodecVitePlugin(directory) {
  const entry = findCpanelApi(directory);
  return {
    name: 'api-codec',
    enforce: 'pre',
    resolveId(source, importer) {
      if (entry === null || importer === undefined) return null;
      if (source === '@cpanel/api') return { id: entry, external: true };
      return OWN.test(source) ? join(dirname(importer), dirname(source), VENDORS) : null;
    },
  };
}
