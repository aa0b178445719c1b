// The preview, and a new build after every change of a source file, after which open pages reload themselves. Ctrl-C
// ends both.
// The builds are in `dist/dev/`: nothing of this is installed or released.
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const WATCHED = ['src', 'templates', 'styles', 'plugin'];
/** Editors write a file in several steps. */
const REST_MS = 100;
const OUT = join(top, 'dist/dev');

let timer = null;
let isBuilding = false;
let isStale = false;

if (!(await build())) process.exit(1);
const preview = start('scripts/preview.mjs', `--dist=${OUT}`);
preview.on('close', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => preview.kill(signal));
for (const folder of WATCHED.map((name) => join(top, name)).filter((path) => existsSync(path))) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, REST_MS);
  });
}

/** One build at a time; changes during a build are built afterwards. */
async function rebuild() {
  isStale = true;
  if (isBuilding) return;
  isBuilding = true;
  while (isStale) {
    isStale = false;
    const began = Date.now();
    // The errors of a failed build are on the terminal; the last good build stays in place.
    if (await build()) console.log(`  Built in ${Date.now() - began} ms.`);
  }
  isBuilding = false;
}

function build() {
  return new Promise((resolve) => {
    start('scripts/build.mjs', `--out=${OUT}`, '--reload').on('close', (code) =>
      resolve(code === 0),
    );
  });
}

function start(script, ...options) {
  return spawn(process.execPath, ['--no-warnings', join(top, script), ...options], {
    cwd: top,
    stdio: 'inherit',
  });
}
