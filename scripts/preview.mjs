// Starts a stand-in WHM server with simulated transfer sessions on a loopback port (PORT, or a free one), prints a
// link that logs in by itself, and goes on until Ctrl-C. Needs a build: `npm start` makes it first. --dist=FOLDER shows another.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadPreview } from './preview-bundle.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({ options: { dist: { type: 'string' } } });
const dist = asked.dist ?? join(top, 'dist');
const { Preview } = await loadPreview();

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
