// Prints how long the logs of items take to be searched for errors, beside `grep -ciE` with the words of the same sieve over the
// same bytes, in seconds of processor time: a busy machine changes neither. `node scripts/evidence-speed.mjs [MEGABYTES]`, 500 by default.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const megabytes = Number(process.argv[2] ?? 500);
const LOGS = 10;
const ROUNDS = 3;
const work = mkdtempSync(join(tmpdir(), 'evidence-speed-'));
try {
  await main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function main() {
  const { outfile, severeSigns, lookThrough } = await bundle();
  const logs = Array.from({ length: LOGS }, (_, index) => join(work, `item-${index}`));
  for (const log of logs) writeLog(outfile, log);
  const bytes = logs.reduce((sum, log) => sum + statSync(log).size, 0);
  const signs = join(work, 'signs');
  writeFileSync(signs, severeSigns().join('\n'));
  const own = best(() => {
    const before = process.cpuUsage();
    const errors = logs.reduce((sum, log) => sum + lookThrough(log), 0);
    const { user, system } = process.cpuUsage(before);
    return { seconds: (user + system) / 1e6, found: errors };
  });
  const grep = best(() => {
    const script = 'TIMEFORMAT="%U %S"; time grep -ciE -f "$0" "$@"';
    const run = spawnSync('bash', ['-c', script, signs, ...logs], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    const [user, system] = run.stderr.trim().split(' ').map(Number);
    const found = run.stdout
      .trim()
      .split('\n')
      .map((line) => Number(line.split(':').at(-1)));
    return { seconds: user + system, found: found.reduce((sum, count) => sum + count, 0) };
  });
  const rate = ({ seconds }) =>
    `${seconds.toFixed(2)} s, ${Math.round(bytes / 1e6 / seconds)} MB/s`;
  console.log(`${Math.round(bytes / 1e6)} MB in ${LOGS} logs, best of ${ROUNDS}`);
  console.log(`evidence      ${rate(own)} (${own.found} errors)`);
  console.log(`grep -ciE     ${rate(grep)} (${grep.found} lines)`);
  console.log(`ratio         ${(own.seconds / grep.seconds).toFixed(2)}`);
  console.log(`most memory   ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

/** In a process of its own, whose memory is not counted. */
function writeLog(outfile, log) {
  const size = Math.round((megabytes / LOGS) * 1024 * 1024);
  const script = `import(process.argv[1]).then((parts) => parts.writeLargeItemLog(process.argv[2], ${size}, process.argv[2]))`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script, outfile, log]);
  if (status !== 0) throw new Error(String(stderr));
}

function best(measure) {
  let found = null;
  for (let round = 0; round < ROUNDS; round++) {
    const next = measure();
    if (found === null || next.seconds < found.seconds) found = next;
  }
  return found;
}

/** The program's own code and the tests' simulator, which are TypeScript, as a module that this Node can load. */
async function bundle() {
  const outfile = join(work, 'parts.mjs');
  const from = (path) => JSON.stringify(new URL(`../${path}`, import.meta.url).pathname);
  await build({
    stdin: {
      contents: `
        import { readEvidence } from ${from('src/logfile/log-evidence.ts')};
        import { openFile } from ${from('src/logfile/log-file.ts')};
        import { NO_EVIDENCE, NOTHING_REPORTED } from ${from('src/log/evidence.ts')};
        export { severeSigns } from ${from('src/log/severity-prefilter.ts')};
        export { writeLargeItemLog } from ${from('test/host/simulator/large-log.ts')};
        export function lookThrough(path) {
          const log = openFile(path, 'item-x', { path, isActive: false });
          const start = { offset: 0, evidence: NO_EVIDENCE };
          try {
            return readEvidence(log, start, NOTHING_REPORTED, true, () => true).evidence.errors;
          } finally {
            log.close();
          }
        }`,
      resolveDir: new URL('..', import.meta.url).pathname,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
  return { outfile, ...(await import(pathToFileURL(outfile).href)) };
}
