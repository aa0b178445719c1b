// The stand-in server of the tests, which is TypeScript: bundled in a place from which packages are found.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns what test/host/preview.ts exports */
export function loadPreview() {
  return loadHost('preview', ['preview']);
}

/**
 * @param {string} name of the bundle
 * @param {readonly string[]} modules of test/host
 * @returns what they export
 */
export async function loadHost(name, modules) {
  const bundle = join(top, `node_modules/.cache/transfer-monitor/${name}.mjs`);
  const contents = modules.map((module) => `export * from './${module}.ts';`).join('\n');
  await build({
    stdin: { contents, resolveDir: join(top, 'test/host') },
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
