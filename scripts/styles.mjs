import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The style sheet, of the parts in `styles/`, as one text.
 *
 * @returns {string}
 */
export function bundleStyles() {
  const { outputFiles } = buildSync({
    entryPoints: [join(top, 'styles/index.css')],
    bundle: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
