import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiCodecPlugin } from '../../../scripts/api-codec-plugin.mjs';
import { removeFolder } from '../../remove-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codec-plugin-'));
});
afterEach(() => removeFolder(folder));

/** Builds what imports the chosen codec, as the plugin's build does, and gives the codec's name. */
async function builtCodecName(): Promise<string> {
  const outfile = join(folder, 'out.cjs');
  await build({
    stdin: {
      contents: "export { chosenCodec } from './api/chosen-codec.ts';",
      resolveDir: join(process.cwd(), 'src/whm'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
    nodePaths: [join(folder, 'node_modules')],
    plugins: [apiCodecPlugin(folder)],
  });
  return createRequire(import.meta.url)(outfile).chosenCodec.name;
}

test('without the package, our own codec is built in', async () => {
  expect(await builtCodecName()).toBe('own');
});

test('with the package, its codec is', async () => {
  const location = join(folder, 'node_modules/@cpanel/api');
  mkdirSync(location, { recursive: true });
  writeFileSync(join(location, 'package.json'), '{"name":"@cpanel/api","main":"index.js"}');
  writeFileSync(
    join(location, 'index.js'),
    'exports.WhmApiType = {}; exports.WhmApiRequest = class {}; exports.WhmApiResponse = class {};',
  );
  expect(await builtCodecName()).toBe('@cpanel/api');
});
