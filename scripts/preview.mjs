// Starts a stand-in WHM server with simulated transfer sessions on a loopback port (PORT, or a free one), prints a
// link that logs in by itself, and goes on until Ctrl-C. Needs a build: `npm start` makes it first. --dist=FOLDER shows another.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({ options: { dist: { type: 'string' } } });
const dist = asked.dist ?? join(top, 'dist');
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
const { Preview } = await import(pathToFileURL(bundle).href);

try {
  const preview = await Preview.start(Number(process.env.PORT || 0), join(dist, 'plugin'));
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (!isStopping) {
        isStopping = true;
        await preview.stop();
        process.exit(0);
      }
    });
  }
  console.log(`
  Transfer Monitor, preview with simulated sessions

    ${preview.link}

  The command:  WHM_TRANSFERS_ROOT=${preview.root} ${relative(process.cwd(), join(dist, 'whm-transfers'))} list
  Ctrl-C ends it and removes its files.
`);
} catch (error) {
  console.error(`The preview did not start: ${error.message}`);
  process.exit(1);
}
