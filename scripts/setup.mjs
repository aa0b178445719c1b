// Makes a fresh clone ready: the npm packages, and with `--test` what the tests need of the system.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FASTER_CHROMIUM, isThere, missingPrograms } from './programs.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/** What compiling better-sqlite3 needs where no compiled file can be downloaded; Debian's packages have the same names. */
const COMPILER = ['python3', 'make', 'g++'];

checkNode();
installPackages();
const native = join(top, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
const isTest = process.argv.includes('--test');
/** In CI, what some tests need of other Nodes is made now, while packages are being downloaded. */
const isProof = isTest && Boolean(process.env.CI);
await Promise.all([
  isProof ? makeWhatTakesLong() : makeNativeFile(),
  isTest ? installPrograms() : undefined,
]);

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  const floor = engines.node.replace(/^[^0-9]*/, '');
  if (compareVersions(process.versions.node, floor) >= 0) return;
  fail(`Transfer Monitor needs Node.js ${floor} or newer; this is ${process.versions.node}.`);
}

function compareVersions(left, right) {
  const [parts, others] = [left, right].map((text) => text.split('.').map(Number));
  const at = parts.findIndex((part, index) => part !== (others[index] ?? 0));
  return at < 0 ? 0 : parts[at] - (others[at] ?? 0);
}

/** One sentence on the terminal says more than the stack of the program that noticed. */
function fail(words) {
  console.error(words);
  process.exit(1);
}

/** Without the packages' own scripts: a failed compilation must not keep the other packages from being installed. */
function installPackages() {
  if (isInstalled()) return;
  console.log('Installing the npm packages (npm ci) …');
  const run = runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (run.status !== 0) fail(`The npm packages could not be installed.\n${lastWords(run.stderr)}`);
}

function runNpm(words) {
  const { stdout, stderr, status, error } = spawnSync('npm', words, { cwd: top, encoding: 'utf8' });
  return { stdout, stderr: error === undefined ? stderr : error.message, status };
}

/** npm's last message, without the place where it has stored more. */
function lastWords(text) {
  const lines = text.split('\n').filter((line) => line.trim() && !line.includes('complete log'));
  return lines.slice(-8).join('\n');
}

/** Tried in another process: an unsuitable native file can crash it instead of failing. */
function worksWith(driver, ...file) {
  const probe = [join(top, 'installer/probe-sqlite.cjs'), driver, ...file];
  return spawnSync(process.execPath, ['--no-warnings', ...probe]).status === 0;
}

/**
 * The Nodes with which tests run the plugin, and native files for those that a release serves. One of these is for this
 * Node: tests run with what a release would install here.
 */
async function makeWhatTakesLong() {
  const { buildNatives, FOR_TESTS, NATIVE_TARGETS } = await import('./native-builds.mjs');
  const { obtainNodes, TESTED_NODES } = await import('./node-versions.mjs');
  const missing = COMPILER.filter((name) => !isThere(name));
  if (missing.length > 0) fail(`These are missing, and CI skips no test: ${list(missing)}.`);
  await obtainNodes(TESTED_NODES);
  const files = await buildNatives({ optimization: FOR_TESTS });
  const own = NATIVE_TARGETS.findIndex(({ abi }) => String(abi) === process.versions.modules);
  if (own >= 0 && !worksWith('better-sqlite3', native)) {
    mkdirSync(dirname(native), { recursive: true });
    copyFileSync(files[own], native);
  }
  await makeNativeFile();
}

/**
 * Where it is missing, has npm download or compile better-sqlite3's native file. With some versions of Node the
 * compiled file crashes the process (see `native-builds.mjs`): then another is built. Without a compiler `node:sqlite`
 * is used.
 */
async function makeNativeFile() {
  if (worksWith('better-sqlite3', native)) return;
  console.log('Making better-sqlite3’s native file …');
  runNpm(['rebuild', 'better-sqlite3']);
  if (worksWith('better-sqlite3', native)) return;
  const missing = COMPILER.filter((name) => !isThere(name));
  if (missing.length === 0) {
    const { buildNative } = await import('./native-builds.mjs');
    const major = Number(process.versions.node.split('.')[0]);
    try {
      await buildNative(major, native);
      return;
    } catch (error) {
      console.error(lastWords(error.message));
    }
  }
  // A file that npm has made and that does not work would be used by the build.
  rmSync(native, { force: true });
  const wanted = missing.length === 0 ? COMPILER : missing;
  if (worksWith('node:sqlite')) {
    console.log(
      `better-sqlite3 could not be compiled, so this runs with node:sqlite; with ${list(wanted)} it would be tested with both.`,
    );
    return;
  }
  fail(
    `Node ${process.versions.node} needs better-sqlite3, which could not be downloaded or compiled: install ${list(wanted)}, or Node 22.13 or newer.`,
  );
}

function list(names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Every package of the lock file is installed in its version; optional ones may be missing. */
function isInstalled() {
  const lock = JSON.parse(readFileSync(join(top, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '' || entry.optional) return true;
    const manifest = join(top, path, 'package.json');
    if (!existsSync(manifest)) return false;
    return JSON.parse(readFileSync(manifest, 'utf8')).version === entry.version;
  });
}

async function installPrograms() {
  const canInstall = process.getuid?.() === 0 && isThere('apt-get');
  // By itself: where it does not exist, all the others must still be installed.
  if (process.env.CI && canInstall && !isThere(FASTER_CHROMIUM)) {
    await installDebianPackages([FASTER_CHROMIUM]);
  }
  const packages = missingPrograms().map((program) => program.package);
  if (packages.length === 0) return;
  if (canInstall && (await installDebianPackages(packages))) return;
  // In CI a skipped test would pass for a proof.
  if (process.env.CI) fail(`These are missing, and CI skips no test: ${packages.join(', ')}.`);
  console.log(`Tests that need these are skipped: ${packages.join(', ')}.`);
}

async function installDebianPackages(packages) {
  console.log(`Installing Debian packages that the tests need: ${packages.join(', ')} …`);
  await runAptGet(['update', '-qq']);
  const words = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  return (await runAptGet(words)) === 0;
}

function runAptGet(words) {
  const child = spawn('apt-get', words, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
}
