// The checks that tell most in a few seconds: types (of what has changed since the last run), format and lint, the
// rules of the architecture. All at once, each with its own output; `npm run check` and the tests are complete.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(top, 'node_modules/.cache/transfer-monitor');
const programs = join(top, 'node_modules/.bin');
mkdirSync(cache, { recursive: true });

/** The types of one project; the result for unchanged files is known from the run before. */
function types(project, name) {
  const known = join(cache, `${name}.tsbuildinfo`);
  return ['tsc', '--noEmit', '-p', project, '--incremental', '--tsBuildInfoFile', known];
}

const started = Date.now();
const results = await Promise.all([
  run(types('.', 'types')),
  run(types('src/browser', 'browser-types')),
  run(['biome', 'check', '.']),
  run(['vitest', 'run', 'test/architecture.test.ts', '--reporter=dot']),
]);
for (const { words, isGood } of results) if (!isGood) process.stdout.write(words);
const isGood = results.every((result) => result.isGood);
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`${isGood ? 'good' : 'not good'} after ${seconds} s`);
process.exitCode = isGood ? 0 : 1;

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(join(programs, program), args, { cwd: top });
    let words = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => {
        words += piece;
      });
    }
    child.on('error', ({ message }) =>
      resolve({ words: `${program}: ${message}\n`, isGood: false }),
    );
    child.on('close', (code) => resolve({ words, isGood: code === 0 }));
  });
}
