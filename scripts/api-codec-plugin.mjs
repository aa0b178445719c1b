import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/**
 * Whether the vendor's package `@cpanel/api` can be found from a folder: it is an optional dependency that not every
 * registry has.
 *
 * @param {string} directory
 * @returns {boolean}
 */
export function hasCpanelApi(directory) {
  try {
    createRequire(join(directory, 'package.json')).resolve('@cpanel/api');
    return true;
  } catch {
    return false;
  }
}

/**
 * Builds the vendor's codec in where its package is installed. Where it is not, and in tests against the sources,
 * `chosen-codec.ts` is used unchanged and names our own.
 *
 * @param {string} directory the project's folder
 * @returns {import('esbuild').Plugin}
 */
export function apiCodecPlugin(directory) {
  return {
    name: 'api-codec',
    setup(build) {
      if (!hasCpanelApi(directory)) return;
      build.onResolve({ filter: /[/\\]chosen-codec\.ts$/ }, (args) => ({
        path: resolve(args.resolveDir, dirname(args.path), 'chosen-codec.cpanel.ts'),
      }));
    },
  };
}
