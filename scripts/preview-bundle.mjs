// The preview's server, which is TypeScript of the tests: bundled where the packages are found.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns what test/host/preview.ts exports */
export async function loadPreview() {
  const bundle = join(top, 'node_modules/.cache/transfer-monitor/preview.mjs');
  await build({
    entryPoints: [join(top, 'test/host/preview.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(bundle).href);
}
